"""Plugins that were built with the header of a release run for ever, in every form, and the present header keeps what that
one promised. tests/abi/released/MAJOR.MINOR has the headers of each release, and a plugin in plain C that uses all of them.
"""

import os
import re
import shlex
import shutil
import subprocess
from pathlib import Path

import pytest

from abi_header import broken_promises, layout_program, read_header
from support.daemons import build_program
from support.installation import pkg_config

RELEASED = Path(__file__).parent / "released"
PRESENT = Path(__file__).resolve().parents[2] / "sdk/abi"
VERSIONS = sorted(folder.name for folder in RELEASED.iterdir() if folder.is_dir())
HEADERS = [f"{version}/halberd/{header.name}" for version in VERSIONS
           for header in sorted((RELEASED / version / "halberd").glob("*.h"))]
STRICT = ["-std=c11", "-Wall", "-Wextra", "-Wpedantic", "-Werror"]

every_version = pytest.mark.parametrize("version", VERSIONS)
every_header = pytest.mark.parametrize("header", HEADERS)


def build(variable, *arguments):
    """Runs the compiler that the build uses, CC or CXX, which has to succeed."""
    command = [*shlex.split(os.environ[variable]), *map(str, arguments)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, ""), shlex.join(command)


# --- what was released stays

def test_no_released_header_has_been_touched():
    subprocess.run(["sha256sum", "--check", "--strict", "--quiet", "SHA256SUMS"], cwd=RELEASED, check=True)
    listed = [line.split()[1] for line in (RELEASED / "SHA256SUMS").read_text().splitlines()]
    assert sorted(listed) == HEADERS


def layout(folder, header, includes):
    """The numbers of a released header as a compiler sees them in `includes`."""
    name = Path(header).name
    (folder / "layout.c").write_text(layout_program(read_header(RELEASED / header), name))
    build("CC", *STRICT, f"-I{includes}", folder / "layout.c", "-o", folder / "layout")
    return subprocess.run([folder / "layout"], capture_output=True, text=True, check=True).stdout.splitlines()


def changes(folder, header, present):
    """How the headers in the folder `present` break what a released one promised."""
    broken = broken_promises(read_header(RELEASED / header), read_header(present / "halberd" / Path(header).name))
    if broken:
        return broken
    before, after = (layout(folder, header, includes) for includes in ((RELEASED / header).parents[1], present))
    assert len(before) == len(after) > 3
    return [f"{old} has become {new}" for old, new in zip(before, after) if old != new]


@every_header
def test_the_present_headers_keep_what_was_released(folder, header):
    assert changes(folder, header, PRESENT) == []


def spoil(folder, header, old, new):
    """The present headers in a folder, one of them with a change."""
    shutil.copytree(PRESENT, folder / "spoilt")
    path = folder / "spoilt/halberd" / header
    text = path.read_text()
    assert text.count(old) == 1, f"{old!r} is {text.count(old)} times in {header}"
    path.write_text(text.replace(old, new))
    return folder / "spoilt"


@pytest.mark.parametrize("header, old, new, expected", [
    ("plugin_abi.h", "    halberd_string pool; ", "    int more;\n    halberd_string pool; ", "struct halberd_event has changed"),
    ("plugin_abi.h", "    void (*destroy)(void* self);\n", "", "struct halberd_plugin has changed"),
    ("plugin_abi.h", "uint64_t serial; ", "uint32_t serial; ", "struct halberd_event has changed"),
    ("plugin_abi.h", "(void* context, int level, halberd_string message)", "(void* context, halberd_string message)",
     "struct halberd_host has changed"),
    ("plugin_abi.h", "    size_t size;      /* bytes */\n", "    size_t size;\n    int flags;\n",
     "struct halberd_string has changed"),
    ("plugin_abi.h", "HALBERD_FAIL = 1", "HALBERD_FAIL = 3", "the enumeration of HALBERD_OK has changed"),
    ("plugin_abi.h", "#define HALBERD_ABI_MAJOR 1", "#define HALBERD_ABI_MAJOR 2", "the macro HALBERD_ABI_MAJOR has changed"),
    ("rpc_abi.h", 'EXTENSION "halberd.rpc/1"', 'EXTENSION "halberd.rpc/2"', "the macro HALBERD_RPC_EXTENSION has changed"),
    ("rpc_abi.h", "typedef void (*halberd_take_document)(void* context,", "typedef int (*halberd_take_document)(void* context,",
     "the type halberd_take_document has changed"),
    # Words that stay, and still another layout.
    ("description_abi.h", "#include <halberd/plugin_abi.h>\n", "#include <halberd/plugin_abi.h>\n#pragma pack(2)\n",
     r"place of halberd_option.value = 16 has become .* = 10"),
    ("plugin_abi.h", "#include <stdint.h>\n", "#include <stdint.h>\ntypedef unsigned char halberd_short;\n"
     "#define uint16_t halberd_short\n", "size of halberd_plugin.abi_major = 2 has become .* = 1"),
])
def test_a_change_that_would_break_old_plugins_is_found(folder, header, old, new, expected):
    found = changes(folder, f"1.0/halberd/{header}", spoil(folder, header, old, new))
    assert any(re.search(expected, change) for change in found), found


@pytest.mark.parametrize("header, old, new", [
    ("plugin_abi.h", "    const void* (*get_extension)(const char* id);\n",
     "    const void* (*get_extension)(const char* id);\n    void (*reload)(void* self);\n"),
    ("plugin_abi.h", "#define HALBERD_ABI_MINOR 0", "#define HALBERD_ABI_MINOR 1"),
    ("plugin_abi.h", "HALBERD_LOG_CRITICAL = 50", "HALBERD_LOG_CRITICAL = 50,\n    HALBERD_LOG_LOUDER = 60"),
    ("description_abi.h", "    const char* text;  /*", "    const char* text;\n    const char* unit; /*"),
])
def test_growth_at_the_end_breaks_nothing(folder, header, old, new):
    assert changes(folder, f"1.0/halberd/{header}", spoil(folder, header, old, new)) == []


# --- what was built with it runs

@pytest.fixture
def library(folder, version):
    """The plugin of a release, built with that release's headers alone."""
    product = folder / "released.so"
    build("CC", *STRICT, f"-I{RELEASED / version}", "-shared", "-fPIC", "-fvisibility=hidden",
          RELEASED / version / "plugin.c", "-o", product)
    return product


@pytest.fixture
def program(folder, version):
    """The same as a program of its own: its object file, linked with what the present SDK has for that."""
    build("CC", *STRICT, f"-I{RELEASED / version}", "-fPIC", "-c", RELEASED / version / "plugin.c", "-o", folder / "plugin.o")
    build("CXX", *shlex.split(os.environ.get("CXXFLAGS", "")), folder / "plugin.o", "-o", folder / "released",
          *pkg_config("--libs", "halberd-sdk-program"))
    return folder / "released"


def check_events(daemon, form):
    """The plugin sees each member of an event, and what it answers has its meaning."""
    daemon.configure(f"""
        [program:cat]
        command=/bin/cat
        autostart=false

        [eventlistener:pool]
        {form} {daemon.folder}/mark
        events=REMOTE_COMMUNICATION
        autorestart=true
    """)
    daemon.start()
    daemon.wait_state("pool", "RUNNING")
    log = daemon.info("pool")["stderr_logfile"]
    for text in ("once", "fail", "fatal", "last"):
        daemon.rpc.supervisor.sendRemoteCommEvent("kind", text)
    daemon.wait_file(log, r"^last$")
    seen = re.findall(r"^(\w+) server:(\w+) pool:(\w+) (\w+) serial:\d+ poolserial:(\d) type:kind\n(\w+)$",
                      Path(log).read_text(), re.MULTILINE)
    about = ("pool", "supervisor", "pool", "REMOTE_COMMUNICATION")
    assert seen == [(*about, "0", "once"), (*about, "1", "fail"), (*about, "1", "fail"), (*about, "2", "fatal"),
                    (*about, "2", "fatal"), (*about, "3", "last")]
    for text in ("not this time", "not by me", "destroyed"):
        daemon.wait_file(log, rf"^{text}$")


@every_version
@pytest.mark.parametrize("isolation", ["none", "process"])
def test_it_runs_by_plugin(halberd, library, isolation):
    check_events(halberd, f"isolation={isolation}\n        plugin={library}")


@every_version
@pytest.mark.parametrize("name", ["halberd", "oracle"])
def test_it_runs_by_the_host(request, library, name):
    check_events(request.getfixturevalue(name), f"command={build_program('halberd-plugin-host')} {library}")


@every_version
def test_it_runs_as_a_program(halberd, program):
    check_events(halberd, f"command={program}")


@every_version
def test_it_adds_a_method_that_asks_the_daemon(halberd, library):
    halberd.configure(f"[rpcinterface:old]\nplugin={library} mark\n")
    halberd.start()
    assert halberd.rpc.old.whose() == halberd.rpc.supervisor.getIdentification() == "supervisor"
    assert halberd.rpc.system.methodSignature("old.whose") == ["string"]


@every_version
def test_its_command_line_and_its_description_are_read(folder, library):
    host = build_program("halberd-plugin-host")
    assert subprocess.run([host, library, "--help"], capture_output=True, text=True, check=True).stdout == "one argument\n"
    described = subprocess.run([host, "--describe", library], capture_output=True, text=True, check=True).stdout
    for line in (r"ABI:      1, needs minor 0 \(this host has 1\.\d+\)", "methods:  whose", "events:   EVENT", ".*-h, --help .*tell what is wanted"):
        assert re.search(f"^{line}", described, re.MULTILINE), described

