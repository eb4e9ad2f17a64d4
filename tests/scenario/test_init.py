"""supervisord as the first process of a container, and as a sub-reaper: all that is orphaned becomes its child.

The container is a pid namespace.
"""

import os
import signal
import sys

import pytest

from support import processes
from support.namespaces import pid_namespace
from support.waiting import wait_for

SUBREAPER = (sys.executable, "-c",
             "import ctypes, os, sys; ctypes.CDLL(None).prctl(36, 1, 0, 0, 0); os.execv(sys.argv[1], sys.argv[1:])")

# Has a child that ends before supervisord takes its place, as the script of a container may.
WITH_A_DEAD_CHILD = (sys.executable, "-c", """
import os, sys
child = os.fork()
if child == 0:
    os._exit(0)
os.waitid(os.P_PID, child, os.WEXITED | os.WNOWAIT)
os.execv(sys.argv[1], sys.argv[1:])
""")

# Leaves `count` orphans that wait for its own end: then they all end at once, half of them by a signal.
ORPHANAGE = """
import os, signal, sys
ours, theirs = os.pipe()
for number in range(int(sys.argv[1])):
    if os.fork() == 0:
        if os.fork() == 0:
            os.close(theirs)
            os.read(ours, 1)
            os.kill(os.getpid(), signal.SIGKILL) if number % 2 else os._exit(3)
        os._exit(0)
    os.wait()
print("ready", flush=True)
sys.stdin.readline()
"""


@pytest.fixture(params=["pid 1", "sub-reaper"])
def init(request, halberd):
    """A function that starts our supervisord as either; its pid is the one that the test sees."""

    def start(text, *args, launcher=()):
        (halberd.folder / "orphanage.py").write_text(ORPHANAGE)
        halberd.configure(text)
        halberd.launcher = SUBREAPER
        if request.param == "pid 1":
            halberd.launcher = pid_namespace()
        halberd.launcher += launcher
        halberd.start(*args)
        if request.param == "pid 1":
            assert halberd.rpc.supervisor.getPID() == 1
            halberd.pid = processes.only_child(halberd.pid)  # that of unshare, which exits as supervisord does
        return halberd

    return start


def orphanage(count):
    return f"""[program:orphanage]
command={sys.executable} %(here)s/orphanage.py {count}
startsecs=0
autorestart=false
stdout_logfile=%(here)s/orphanage.log
"""


CAT = "[program:cat]\ncommand=/bin/cat\n"


def release(daemon, count):
    """Waits until the orphans are the daemon's children, and lets them end; returns what was in the log until then."""
    daemon.wait_file("orphanage.log", "ready")
    wait_for(lambda: len(processes.children(daemon.pid)) > count, what=f"{count} adopted orphans")
    logged = daemon.log()
    daemon.rpc.supervisor.sendProcessStdin("orphanage", "go\n")
    return logged


def test_orphans_are_reaped_silently_however_many_end_at_once(init):
    daemon = init(orphanage(300) + CAT)
    cat = daemon.wait_state("cat", "RUNNING")["pid"]
    for again in (False, True):
        if again:
            daemon.rpc.supervisor.clearProcessLogs("orphanage")
            daemon.rpc.supervisor.startProcess("orphanage")
        logged_before = release(daemon, 300)
        daemon.wait_state("orphanage", "EXITED")
        wait_for(lambda: len(processes.children(daemon.pid)) == 1 and not processes.zombies(daemon.pid),
                 what=lambda: f"the end of all orphans; there are {len(processes.zombies(daemon.pid))} zombies")
        assert [line.split(" ", 2)[2] for line in daemon.log().removeprefix(logged_before).splitlines()] == [
            "INFO exited: orphanage (exit status 0; expected)"]
        assert daemon.info("cat")["pid"] == cat


def test_a_child_that_was_there_before_is_reaped(init):
    daemon = init(CAT, launcher=WITH_A_DEAD_CHILD)
    daemon.rpc.supervisor.getState()
    assert processes.zombies(daemon.pid) == []


def test_at_level_debug_orphans_are_named(init):
    daemon = init(orphanage(2), "-e", "debug")
    release(daemon, 2)
    daemon.wait_log(r"DEBG reaped unknown pid \d+ \(exit status 3\)")
    daemon.wait_log(r"DEBG reaped unknown pid \d+ \(terminated by SIGKILL\)")


@pytest.mark.parametrize("signum", [signal.SIGTERM, signal.SIGINT])
def test_it_ends_in_time_and_with_status_0(init, signum):
    """What `docker stop` and ^C send is passed on to the programs as their stopsignal; a deaf one is killed, and an orphan
    that lives on keeps nobody."""
    daemon = init(CAT + orphanage(1) + """[program:polite]
command=/bin/sh -c 'trap "echo asked; exit 0" USR1; echo ready; while :; do sleep 0.05; done'
stopsignal=USR1
stdout_logfile=%(here)s/polite.log
[program:deaf]
command=/bin/sh -c 'trap "" TERM; echo ready; while :; do sleep 0.05; done'
stopwaitsecs=1
stdout_logfile=%(here)s/deaf.log
[program:parent]
command=/bin/sh -c 'setsid sleep 1000 </dev/null >/dev/null 2>&1 & echo $!; sleep 0.2'
startsecs=0
autorestart=false
stdout_logfile=%(here)s/parent.log
""")
    for name in ("polite.log", "deaf.log", "orphanage.log"):
        daemon.wait_file(name, "ready")
    daemon.wait_state("parent", "EXITED")
    orphan, = [pid for pid in processes.children(daemon.pid) if processes.command_line(pid) == "sleep 1000"]
    assert daemon.stop(signum, timeout=10) == 0  # docker kills after ten seconds
    assert "asked" in (daemon.folder / "polite.log").read_text()
    assert "stopped: deaf (terminated by SIGKILL)" in daemon.log()
    assert not daemon.pidfile.exists() and not daemon.socket.exists()
    processes.end(orphan)  # as PID 1 it has taken it along


def test_it_reads_its_configuration_again(init):
    daemon = init(CAT)
    before = daemon.wait_state("cat", "RUNNING")["pid"]
    pid = daemon.rpc.supervisor.getPID()
    os.kill(daemon.pid, signal.SIGHUP)
    daemon.wait_new_pid("cat", before)
    assert daemon.rpc.supervisor.getPID() == pid
