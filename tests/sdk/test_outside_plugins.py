"""A plugin outside of our tree is built against the installed SDK and runs in each of its forms."""

import os
import re
import shlex
import shutil
import signal
from pathlib import Path

import pytest

from support.daemons import Daemon
from support.installation import build_with_cmake, installation, installed_programs, pkg_config, run_tool
from support.waiting import wait_for

GREETER = Path(__file__).parent / "greeter"
ALARM = Path(__file__).parent / "alarm"


def built_by_cmake(folder):
    """NAME.so and NAME by ten lines of CMake."""
    source = shutil.copytree(GREETER, folder / "source")
    assert len((source / "CMakeLists.txt").read_text().splitlines()) <= 10
    build_with_cmake(source, folder / "build")
    return folder / "build"


def built_by_hand(folder):
    """The same by one call of the compiler each."""
    compiler = [os.environ["CXX"], *shlex.split(os.environ.get("CXXFLAGS", "")), "-std=c++20"]
    for package, product in (("halberd-sdk", "greeter.so"), ("halberd-sdk-program", "greeter")):
        run_tool(*compiler, GREETER / "greeter.cpp", "-o", folder / product, *pkg_config("--cflags", "--libs", package),
                 cwd=folder)
    return folder


@pytest.fixture
def installed(folder, nothing_stays_behind):
    """The installed supervisord, not yet configured and not started."""
    daemon = Daemon(installed_programs(), folder / "halberd")
    daemon.folder.mkdir()
    yield daemon
    daemon.close()


def exported_symbols(library):
    return run_tool("nm", "--dynamic", "--defined-only", "--format=posix", library, cwd="/").split("\n")[:-1]


@pytest.mark.parametrize("build", [built_by_cmake, built_by_hand])
def test_a_plugin_built_outside_the_tree_runs_in_all_forms(installed, build):
    products = build(installed.folder)
    library = products / "greeter.so"
    forms = {
        "program": f"command={products}/greeter",
        "plugin": f"plugin={library}",
        "isolated": f"isolation=process\nplugin={library}",
        "host": f"command={installation()}/bin/halberd-plugin-host {library}",
    }
    installed.configure("[program:cat]\ncommand=/bin/cat\nautostart=false\n" + "".join(
        f"[eventlistener:{name}]\nevents=PROCESS_STATE_RUNNING\n{form} hello-from-{name}\n" for name, form in forms.items()))
    installed.start()
    for name in forms:
        installed.wait_state(name, "RUNNING")
    installed.ctl("start", "cat")
    for name in forms:
        log = installed.info(name)["stderr_logfile"]
        installed.wait_file(log, rf"^hello-from-{name} cat$")


def test_a_shared_object_exports_its_table_alone(folder):
    libraries = [built_by_cmake(folder) / "greeter.so", built_by_hand(folder) / "greeter.so"]
    if "sanitize" in os.environ.get("CXXFLAGS", ""):
        pytest.skip("sanitizers export symbols of their own")
    for library in libraries:
        assert [line.split()[0] for line in exported_symbols(library)] == ["halberd_plugin"]


def test_a_plugin_is_installed_where_the_daemon_looks_for_it(installed):
    build = built_by_cmake(installed.folder)
    run_tool("cmake", "--install", build, "--prefix", installation(), cwd=build)
    try:
        installed.configure("[eventlistener:greeter]\nplugin=greeter\nevents=EVENT\n")
        installed.start()
        installed.wait_state("greeter", "RUNNING")
    finally:
        (installation() / "lib/halberd/plugins/greeter.so").unlink()
        (installation() / "bin/greeter").unlink()


@pytest.mark.parametrize("part, header, object_name, use", [
    ("options", "sdk/options/command_line.hpp", "options",
     'return halberd::options::Usage("user", "", {}).read({"-h"}) ? 1 : 0;'),
    ("mail", "sdk/mail/maildir.hpp", "mail", 'return halberd::mail::Maildir::open("/dev/null/x") ? 1 : 0;'),
    ("outbox", "sdk/outbox/alerts.hpp", "outbox",
     'return halberd::outbox::OutboxFile(halberd::outbox::OutboxFile::in_memory).open() ? 0 : 1;'),
    ("xmlrpc", "sdk/xmlrpc/client.hpp", "xmlrpc", 'return halberd::xmlrpc::Value("x").is_nil() ? 1 : 0;'),
])
def test_each_part_of_the_package_is_found_by_both_tools(folder, part, header, object_name, use):
    (folder / "main.cpp").write_text(f"#include <{header}>\nint main() {{ {use} }}\n")
    (folder / "CMakeLists.txt").write_text(
        f"cmake_minimum_required(VERSION 3.25)\nproject(user LANGUAGES CXX)\nfind_package(halberd-sdk REQUIRED COMPONENTS {part})\n"
        f"add_executable(user main.cpp)\ntarget_link_libraries(user halberd::sdk halberd::{object_name})\n")
    build_with_cmake(folder, folder / "build")
    run_tool(folder / "build/user", cwd=folder)
    run_tool(os.environ["CXX"], *shlex.split(os.environ.get("CXXFLAGS", "")), "-std=c++20", folder / "main.cpp", "-o",
             folder / "by-hand", *pkg_config("--cflags", "--libs", f"halberd-sdk-{part}"), cwd=folder)
    run_tool(folder / "by-hand", cwd=folder)


def test_an_alert_plugin_has_an_outbox_that_supervisorctl_shows(installed):
    source = shutil.copytree(ALARM, installed.folder / "source")
    build_with_cmake(source, installed.folder / "build")
    gate = installed.folder / "gate"
    installed.configure("[program:cat]\ncommand=/bin/cat\n"
                        "[eventlistener:alarm]\nevents=PROCESS_STATE_EXITED\n"
                        f"plugin={installed.folder}/build/alarm.so 'test -e {gate} && cat >>{gate}'\n")
    installed.start()
    installed.wait_state("alarm", "RUNNING")
    os.kill(installed.wait_state("cat", "RUNNING")["pid"], signal.SIGKILL)
    [alert] = wait_for(installed.rpc.halberd.getAlerts, what="an alert that waits")
    assert (alert["to"], alert["subject"], alert["about"]) == ("ops@example.com", "cat is gone", "the end of cat")
    installed.stop(signal.SIGKILL)
    gate.touch()
    installed.start()
    wait_for(lambda: "Subject: cat is gone\n" in gate.read_text(), what="the alert of the life before")


def test_the_fakes_for_tests_are_found(folder):
    (folder / "main.cpp").write_text("#include <sdk/testing/fake_host.hpp>\n#include <sdk/testing/fake_rpc.hpp>\n"
                                     "int main() { halberd::test::FakeRpc rpc; return rpc.calls().size(); }\n")
    (folder / "CMakeLists.txt").write_text(
        "cmake_minimum_required(VERSION 3.25)\nproject(user LANGUAGES CXX)\n"
        "find_package(halberd-sdk REQUIRED COMPONENTS testing testing_rpc)\n"
        "add_executable(user main.cpp)\ntarget_link_libraries(user halberd::testing halberd::testing_rpc)\n")
    build_with_cmake(folder, folder / "build")
    run_tool(folder / "build/user", cwd=folder)


def test_a_part_that_does_not_exist_is_named(folder):
    (folder / "CMakeLists.txt").write_text("cmake_minimum_required(VERSION 3.25)\nproject(user LANGUAGES CXX)\n"
                                           "find_package(halberd-sdk REQUIRED COMPONENTS poetry)\n")
    with pytest.raises(AssertionError, match='halberd-sdk has no part "poetry"'):
        build_with_cmake(folder, folder / "build")


def test_nothing_of_the_installation_names_the_tree_that_it_came_from():
    source_tree = Path(__file__).resolve().parents[2]
    texts = [path for suffix in ("cmake", "pc", "hpp", "h", "map") for path in installation().rglob(f"*.{suffix}")]
    assert len(texts) > 20
    assert [str(path) for path in texts if re.search(re.escape(str(source_tree)), path.read_text())] == []
