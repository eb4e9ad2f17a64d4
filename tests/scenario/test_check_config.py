"""What is wrong with a configuration is shown with its line and a caret: by supervisord --check-config and supervisorctl
lint, which start nothing, and by each way to let a running daemon read it again, which changes nothing."""

import json
import os
import re
import signal

import pytest

from support import processes

CAT = """
[program:cat]
command=/bin/cat
"""
BROKEN = CAT + "startsecs=soon\n[program:dog]\ncommand=/bin/cat +%t\nenvironment=SECRET=\"hunter2\",B\n"


def line_number(halberd, text):
    return halberd.config.read_text().splitlines().index(text) + 1


def excerpt(halberd, text, column):
    """The line of the configuration as a report shows it."""
    number = line_number(halberd, text)
    return f"  {number} | {text}\n  {' ' * len(str(number))} | {' ' * (column - 1)}^\n"


@pytest.fixture(params=["supervisord", "supervisorctl", "supervisorctl FILE"])
def check(halberd, request):
    """Checks the configuration of `halberd` in one of the ways there are, with more options."""
    ways = {"supervisord": lambda *more: halberd.run("--check-config", "-c", str(halberd.config), *more),
            "supervisorctl": lambda *more: halberd.ctl("lint", *more),
            "supervisorctl FILE": lambda *more: halberd._run(
                [halberd.programs.supervisorctl, "-c", "/dev/null", "lint", "supervisord.conf", *more])}
    return ways[request.param]


def assert_untouched(halberd, before):
    assert sorted(os.listdir(halberd.folder)) == before
    assert not processes.children(os.getpid())


def test_a_good_configuration_ends_with_0_and_starts_nothing(halberd, check):
    halberd.configure(CAT)
    before = sorted(os.listdir(halberd.folder))
    assert check() == (0, f"{halberd.config}: no errors, no warnings\n", "")
    assert_untouched(halberd, before)


def test_warnings_end_with_0(halberd, check):
    halberd.configure(CAT + "autostrt=true\n[program:web]\ncommand=nginx\n")
    status, stdout, stderr = check()
    assert (status, stderr) == (0, "")
    assert f"{halberd.config}:{line_number(halberd, 'autostrt=true')}:1: warning: [program:cat] unknown key" in stdout
    assert "hint: did you mean 'autostart'?" in stdout
    assert "nginx goes into the background" in stdout
    assert stdout.endswith(f"\n{halberd.config}: no errors, 2 warnings\n")


def test_errors_end_with_2_and_show_the_line_and_a_caret(halberd, check):
    halberd.configure(BROKEN)
    before = sorted(os.listdir(halberd.folder))
    status, stdout, stderr = check()
    assert (status, stderr) == (2, "")
    place = f"{halberd.config}:{line_number(halberd, 'startsecs=soon')}:11"
    assert f"{place}: error: [program:cat] startsecs: 'soon' is not a whole number of seconds\n" in stdout
    assert excerpt(halberd, "startsecs=soon", 11) + "  hint: write digits only, such as 10\n" in stdout
    assert excerpt(halberd, "command=/bin/cat +%t", 19) + "  hint: write %%t here for a literal per cent sign\n" in stdout
    assert "hunter2" not in stdout
    assert stdout.endswith(f"\n{halberd.config}: 3 errors, no warnings\n")
    assert_untouched(halberd, before)


def test_a_syntax_error_is_one_of_all_errors(halberd, check):
    halberd.configure(CAT + "startsecs 5\n[program:dog]\nstartsecs=soon\n")
    status, stdout, _ = check()
    assert status == 2
    assert excerpt(halberd, "startsecs 5", 11) in stdout
    assert excerpt(halberd, "startsecs=soon", 11) in stdout
    assert excerpt(halberd, "[program:dog]", 2) in stdout
    assert "[program:dog] program section does not specify a command" in stdout


def test_findings_as_json(halberd, check):
    halberd.configure(BROKEN + "[programm:x]\n")
    status, stdout, _ = check("--json")
    assert status == 2
    assert stdout.count("\n") == 1
    found = json.loads(stdout)
    assert (found["file"], found["errors"], found["warnings"]) == (str(halberd.config), 4, 0)
    assert found["findings"][0] == {
        "severity": "error", "file": str(halberd.config), "line": line_number(halberd, "startsecs=soon"), "column": 11,
        "section": "program:cat", "key": "startsecs", "hint": "write digits only, such as 10",
        "message": "[program:cat] startsecs: 'soon' is not a whole number of seconds"}
    assert found["findings"][-1]["code"] == "unknown-section"
    assert "hunter2" not in stdout


def test_a_missing_file_ends_with_2(halberd):
    status, stdout, _ = halberd.run("--check-config", "-c", "/no/such/file")
    assert status == 2
    assert stdout.endswith("/no/such/file: 1 error, no warnings\n")
    status, stdout, _ = halberd._run([halberd.programs.supervisorctl, "-c", "/dev/null", "lint", "/no/such/file"])
    assert status == 2
    assert stdout.endswith("/no/such/file: 1 error, no warnings\n")


def test_the_command_line_counts_as_it_would_for_the_daemon(halberd):
    halberd.configure("[supervisord]\nloglevel=loud\n")
    assert halberd.run("--check-config", "-c", str(halberd.config)).status == 2
    assert halberd.run("--check-config", "-c", str(halberd.config), "-e", "info").status == 0
    status, stdout, _ = halberd.run("--check-config", "-c", str(halberd.config), "-e", "quiet")
    assert status == 2
    assert "command line: error: loglevel: bad logging level name 'quiet'" in stdout


def test_a_start_that_is_refused_shows_the_same_report(halberd):
    halberd.configure(BROKEN + "autostrt=true\n")
    status, stdout, stderr = halberd.run("-n", "-c", str(halberd.config))
    assert (status, stdout) == (2, "")
    lines = stderr.splitlines()
    assert lines[0] == "Error: the configuration cannot be used: 3 errors, 1 warning"
    assert lines[-1] == f"For help, use {halberd.programs.supervisord} -h"
    assert excerpt(halberd, "startsecs=soon", 11) in stderr
    assert "warning: [program:dog] unknown key 'autostrt'" in stderr
    assert "hunter2" not in stderr


def by_supervisorctl(*command):
    def ask(halberd):
        status, stdout, stderr = halberd.ctl(*command)
        assert status == 1
        return stdout + stderr
    return ask


def by_signal(halberd):
    os.kill(halberd.pid, signal.SIGHUP)


@pytest.mark.parametrize("ask", [by_supervisorctl("reread"), by_supervisorctl("update"), by_supervisorctl("reload"), by_signal],
                         ids=["reread", "update", "reload", "SIGHUP"])
def test_a_running_daemon_refuses_a_broken_file_says_why_and_keeps_everything_running(halberd, ask):
    halberd.configure(CAT + "[program:other]\ncommand=/bin/cat\n")
    halberd.start()
    daemon = halberd.pid
    pids = {name: halberd.wait_state(name, "RUNNING")["pid"] for name in ("cat", "other")}
    halberd.configure(BROKEN)
    place = f"{halberd.config}:{line_number(halberd, 'startsecs=soon')}:11"

    said = ask(halberd)

    if said is not None:
        assert said.startswith(f"ERROR: CANT_REREAD: {place}: error: [program:cat] startsecs: 'soon' is not")
        assert excerpt(halberd, "startsecs=soon", 11) + "  hint: write digits only, such as 10\n" in said
        assert excerpt(halberd, "command=/bin/cat +%t", 19) in said
        assert "hunter2" not in said
    halberd.wait_log(rf"ERRO the configuration has errors: nothing is changed and everything keeps running$")
    halberd.wait_log(rf"ERRO {re.escape(place)}: \[program:cat\] startsecs: 'soon' .*\(write digits only, such as 10\)$")
    halberd.wait_log(r"ERRO .*\[program:dog\] command: '%t' is no format \(write %%t here .*\)$")
    halberd.wait_log(r"ERRO .*\[program:dog\] environment: ")
    assert "hunter2" not in halberd.log()
    assert halberd.rpc.supervisor.getPID() == daemon
    assert {name: halberd.info(name)["pid"] for name in pids} == pids
    assert halberd.ctl("status")[0] == 0
    halberd.configure(CAT + "[program:other]\ncommand=/bin/cat\n")
    assert halberd.ctl("reread") == (0, "No config updates to processes\n", "")
