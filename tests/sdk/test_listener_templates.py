"""The listeners to copy, in Python, POSIX shell and C++: each does its work under our supervisord and under Debian's."""

import os
import re
import signal
import subprocess
from pathlib import Path

import pytest

from support.listeners import OK, Listener, exited

TEMPLATES = Path(__file__).resolve().parents[2] / "sdk/listeners"


@pytest.fixture(scope="module")
def cpp_listener(tmp_path_factory):
    """listener.cpp as its head says, and without warnings."""
    program = tmp_path_factory.mktemp("cpp") / "listener"
    subprocess.run([os.environ["CXX"], "-std=c++17", "-O2", "-Wall", "-Wextra", "-Werror", TEMPLATES / "listener.cpp", "-o",
                    program], check=True)
    return program


COMMANDS = {"python": f"/usr/bin/python3 -u {TEMPLATES}/listener.py", "sh": f"{TEMPLATES}/listener.sh",
            "dash": f"dash {TEMPLATES}/listener.sh", "bash": f"bash {TEMPLATES}/listener.sh"}


@pytest.fixture
def command(request):
    return COMMANDS.get(request.param) or str(request.getfixturevalue("cpp_listener"))


@pytest.fixture(params=["halberd", "oracle"])
def daemon(request):
    return request.getfixturevalue(request.param)


@pytest.mark.parametrize("command", ["python", "sh", "c++"], indirect=True)
def test_it_tells_of_a_crash_under_either_daemon(daemon, command):
    daemon.configure(f"""
        [program:worker]
        command=/bin/cat

        [eventlistener:example]
        command={command}
        events=PROCESS_STATE_EXITED,TICK_5
    """)
    daemon.start()
    daemon.wait_state("example", "RUNNING")
    pid = daemon.wait_state("worker", "RUNNING")["pid"]
    os.kill(pid, signal.SIGKILL)
    daemon.wait_file(daemon.info("example")["stderr_logfile"], rf"^worker:worker crashed, pid {pid}$")
    assert daemon.info("example")["statename"] == "RUNNING"


@pytest.mark.parametrize("command", [*COMMANDS, "c++"], indirect=True)
def test_it_keeps_to_the_protocol(folder, command):
    (folder / "processname:file").touch()  # a listener in a shell must not take "*" for it
    with Listener(folder, command.split()) as listener:
        listener.read(b"READY\n")
        for payload in (exited(name="größe", group="€"), exited(expected=1), exited(name="x" * 70000),
                        exited(name="*"), exited(name="€" * 999 + "𝄞")):
            listener.handle(payload, answer=OK)
        listener.handle("", "SUPERVISOR_STATE_CHANGE_RUNNING", OK)
        for data in ("zwei\nZeilen €", "€\n\n", "a\0b", "𝄞", "ends in €uro", ""):
            listener.handle(f"processname:a groupname:b pid:1\n{data}", "PROCESS_COMMUNICATION_STDOUT", OK)
        listener.handle("when:5", "TICK_5", OK)
        assert listener.end_input() == (0, b"")
        names = re.findall(r"^(.*) crashed, pid 58597$", listener.stderr(), re.MULTILINE)
        assert names == ["€:größe", f"g:{'x' * 70000}", "g:*", f"g:{'€' * 999}𝄞"], listener.stderr()
