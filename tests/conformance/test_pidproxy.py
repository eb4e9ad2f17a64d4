"""pidproxy: Debian's and ours, by themselves and under a supervisord."""

import os
import signal
import subprocess
import sys

import pytest

from support.daemons import build_program
from support.pairs import records
from support.waiting import wait_for

OURS, THEIRS = build_program("pidproxy"), "/usr/bin/pidproxy"

# A daemon that leaves its pid in a file, writes down each signal, and ends by those that mean the end.
TARGET = """
import os, signal, sys, time
def note(number, _):
    print(signal.Signals(number).name, flush=True)
    if number in (signal.SIGTERM, signal.SIGINT, signal.SIGQUIT):
        sys.exit()
for name in "HUP USR1 USR2 TERM INT QUIT".split():
    signal.signal(getattr(signal, "SIG" + name), note)
with open("target.pid.new", "w") as file:
    print(os.getpid(), file=file)
os.rename("target.pid.new", "target.pid")
time.sleep(1000)
"""

# What pidproxy starts is not what the pid file names.
COMMAND = f"{sys.executable} target.py >>target.log 2>&1 & wait"


@pytest.fixture(params=["ours", "theirs"])
def proxy(request, folder, nothing_stays_behind):
    """A function that starts a pidproxy of either side in a folder of its own."""
    started = []
    (folder / "target.py").write_text(TARGET)

    def start(*arguments):
        program = {"ours": OURS, "theirs": THEIRS}[request.param]
        started.append(subprocess.Popen([program, *arguments], cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                                        text=True))
        return started[-1]

    yield start
    for process in started:
        process.communicate(timeout=10)


def signalled(folder):
    try:
        return (folder / "target.log").read_text().split()
    except FileNotFoundError:
        return []


@pytest.mark.parametrize("last", ["SIGTERM", "SIGINT", "SIGQUIT"])
def test_signals_go_to_the_process_of_the_file(proxy, folder, last):
    process = proxy("target.pid", "/bin/sh", "-c", COMMAND)
    wait_for((folder / "target.pid").exists, what="the pid file")
    sent = ["SIGHUP", "SIGUSR1", "SIGUSR2", last]
    for number, name in enumerate(sent, 1):
        process.send_signal(getattr(signal, name))
        wait_for(lambda: signalled(folder) == sent[:number], what=lambda: f"{name}; there was {signalled(folder)}")
    assert process.wait(10) == 0


def test_a_file_that_cannot_be_read_is_said_and_not_the_end(proxy, folder):
    process = proxy("none.pid", "/bin/sh", "-c", "touch up; while [ ! -e go ]; do sleep 0.05; done")
    wait_for((folder / "up").exists, what="the command")
    process.send_signal(signal.SIGTERM)
    assert process.stdout.readline() == "Can't read child pidfile none.pid!\n"
    (folder / "go").touch()
    assert process.wait(10) == 0


def test_too_few_arguments_are_answered_by_the_usage():
    for arguments in ([], ["file"]):
        ours, theirs = (subprocess.run([program, *arguments], capture_output=True, text=True, check=False)
                        for program in (OURS, THEIRS))
        assert (ours.returncode, ours.stdout.replace(OURS, THEIRS), ours.stderr) == (1, theirs.stdout, "")


def test_the_command_is_no_name_to_be_searched_for(folder):
    """Ours says so; Debian's waits for five seconds, and ends with status 0."""
    ours = subprocess.run([OURS, "x.pid", "true"], cwd=folder, capture_output=True, text=True, check=False)
    assert (ours.returncode, ours.stderr) == (127, f"pidproxy: cannot execute {folder}/true: No such file or directory\n")


def test_a_process_that_is_gone_is_named(folder, nothing_stays_behind):
    with subprocess.Popen(["/bin/true"]) as gone:
        pass
    (folder / "gone.pid").write_text(f"{gone.pid}\n")
    with subprocess.Popen([OURS, "gone.pid", "/bin/sh", "-c", "echo up; exec cat"], cwd=folder, text=True,
                          stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout.readline() == "up\n"
        process.send_signal(signal.SIGHUP)
        assert process.stderr.readline() == f"pidproxy: cannot signal process {gone.pid} of gone.pid: No such process\n"
        process.send_signal(signal.SIGTERM)
        assert process.wait(10) == 1
        process.stdin.close()  # which ends cat


def test_under_a_supervisord_a_stop_reaches_the_daemon(pair):
    def live(daemon):
        (daemon.folder / "target.py").write_text(TARGET)
        daemon.configure(f"[program:proxied]\ncommand=pidproxy target.pid /bin/sh -c '{COMMAND}'\ndirectory=%(here)s\n"
                         "startsecs=0\n")
        daemon.start()
        wait_for((daemon.folder / "target.pid").exists, what="the pid file")
        target = int((daemon.folder / "target.pid").read_text())
        assert daemon.rpc.supervisor.stopProcess("proxied")
        wait_for(lambda: not os.path.exists(f"/proc/{target}"), what="the end of the daemon behind pidproxy")
        return signalled(daemon.folder), [line for line in records(daemon, about="proxied") if "stopped" in line]

    assert pair.assert_same(live) == (["SIGTERM"], ["INFO stopped: proxied (exit status 0)"])
