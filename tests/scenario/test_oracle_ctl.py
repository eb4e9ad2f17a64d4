"""Our daemon with what people have: Debian's supervisorctl and a Python listener; and Debian's daemon with our ctl."""

import os
import re
import signal
from pathlib import Path

import pytest

from support.daemons import ORACLE, halberd_programs

PROGRAMS = """
    [program:cat]
    command=/bin/cat
    [program:greeter]
    command=/bin/sh -c "echo hello; echo world; exec sleep 1000"
    [program:idle]
    command=/bin/cat
    autostart=false
"""


@pytest.fixture(params=["ours by Debian's ctl", "Debian's by our ctl"])
def driven(request):
    """(daemon, ctl): a running daemon of one side and a supervisorctl of the other that drives it."""
    if request.param == "ours by Debian's ctl":
        daemon, programs = request.getfixturevalue("halberd"), ORACLE
    else:
        daemon, programs = request.getfixturevalue("oracle"), halberd_programs()
    daemon.configure(PROGRAMS)
    daemon.start()
    for name in ("cat", "greeter"):
        daemon.wait_state(name, "RUNNING")
    return daemon, lambda *args: daemon.ctl(*args, using=programs)


def test_status_has_its_columns_and_its_exit_status(driven):
    daemon, ctl = driven
    status, stdout, stderr = ctl("status")
    assert (status, stderr) == (3, "")
    cat, greeter, idle = stdout.splitlines()
    assert re.fullmatch(rf"cat {{30}}RUNNING   pid {daemon.info('cat')['pid']}, uptime 0:0\d:\d\d", cat)
    assert re.fullmatch(rf"greeter {{26}}RUNNING   pid {daemon.info('greeter')['pid']}, uptime 0:0\d:\d\d", greeter)
    assert idle == f"{'idle':<33}{'STOPPED':<10}Not started"
    assert ctl("status", "cat").status == 0


def test_stop_start_and_restart(driven):
    daemon, ctl = driven
    first = daemon.info("cat")["pid"]
    assert ctl("stop", "cat") == (0, "cat: stopped\n", "")
    assert daemon.info("cat")["statename"] == "STOPPED"
    assert ctl("stop", "cat") == (0, "cat: ERROR (not running)\n", "")
    assert ctl("start", "cat") == (0, "cat: started\n", "")
    second = daemon.info("cat")["pid"]
    assert second not in (0, first)
    assert ctl("start", "cat") == (0, "cat: ERROR (already started)\n", "")
    assert ctl("restart", "cat") == (0, "cat: stopped\ncat: started\n", "")
    assert daemon.info("cat")["pid"] not in (0, second)
    assert ctl("stop", "nobody") == (1, "nobody: ERROR (no such process)\n", "")


def test_tail_shows_what_the_program_printed(driven):
    _, ctl = driven
    assert ctl("tail", "greeter") == (0, "hello\nworld\n\n", "")  # one newline is supervisorctl's
    assert ctl("tail", "-6", "greeter").stdout.startswith("world\n")


def test_pid_version_reread_and_update(driven):
    daemon, ctl = driven
    assert ctl("pid") == (0, f"{daemon.pid}\n", "")
    assert ctl("version").status == 0
    assert ctl("reread") == (0, "No config updates to processes\n", "")
    daemon.configure(PROGRAMS + """
    [program:late]
    command=/bin/cat
    """)
    assert ctl("reread") == (0, "late: available\n", "")
    assert ctl("update") == (0, "late: added process group\n", "")
    daemon.wait_state("late", "RUNNING")


def test_shutdown(driven):
    daemon, ctl = driven
    assert ctl("shutdown") == (0, "Shut down\n", "")
    assert daemon.wait_end() == 0


@pytest.mark.parametrize("events", ["PROCESS_STATE_EXITED", "EVENT,PROCESS_STATE_EXITED"])
def test_a_python_listener_receives_the_exit_of_a_process_once(halberd, events):
    listener = Path(__file__).parent / "exited_listener.py"
    halberd.configure(f"""
        [eventlistener:exited]
        command=/usr/bin/python3 {listener} %(here)s/seen
        events={events}
        buffer_size=100
        [program:cat]
        command=/bin/cat
        [program:short]
        command=/bin/sh -c "sleep 1.2"
        autorestart=false
    """)
    halberd.start()
    halberd.wait_state("exited", "RUNNING")
    halberd.wait_file("seen", r"^PROCESS_STATE_EXITED short \d+ 1$")
    pids = []
    for _ in range(2):
        pids.append(halberd.wait_state("cat", "RUNNING")["pid"])
        os.kill(pids[-1], signal.SIGKILL)
        halberd.wait_file("seen", rf"^PROCESS_STATE_EXITED cat {pids[-1]} 0$")
    seen = re.findall(r"^PROCESS_STATE_EXITED cat (\d+) 0$", (halberd.folder / "seen").read_text(), re.MULTILINE)
    assert [int(pid) for pid in seen] == pids
    assert halberd.info("exited")["statename"] == "RUNNING"
