"""supervisord as a daemon: how it starts, what its signals do, and that its end leaves nothing."""

import os
import signal

import pytest

from support import processes
from support.waiting import wait_for

CAT = """
[program:cat]
command=/bin/cat
"""


def test_the_command_returns_and_the_daemon_writes_pid_file_and_log(halberd):
    halberd.configure(CAT)
    halberd.daemonise()
    assert int(halberd.pidfile.read_text()) == halberd.pid
    halberd.wait_log(r"INFO daemonizing the supervisord process")
    halberd.wait_log(rf"INFO supervisord started with pid {halberd.pid}$")
    halberd.wait_state("cat", "RUNNING")


def test_the_daemon_leads_its_own_session_and_holds_no_terminal(halberd):
    halberd.configure(CAT)
    halberd.daemonise()
    assert os.getsid(halberd.pid) == halberd.pid
    assert {os.readlink(f"/proc/{halberd.pid}/fd/{fd}") for fd in (0, 1, 2)} == {"/dev/null"}


@pytest.mark.parametrize("signum", [signal.SIGTERM, signal.SIGINT, signal.SIGQUIT])
def test_a_signal_to_end_stops_the_children_and_removes_pid_file_and_socket(halberd, signum):
    halberd.configure(CAT)
    halberd.daemonise()
    child = halberd.wait_state("cat", "RUNNING")["pid"]
    assert halberd.stop(signum) == 0
    assert not processes.is_alive(child)
    assert not halberd.pidfile.exists()
    assert not halberd.socket.exists()
    assert "INFO stopped: cat" in halberd.log() or "WARN stopped: cat" in halberd.log()


def test_shutdown_by_supervisorctl_leaves_nothing(halberd):
    halberd.configure(CAT)
    halberd.start()
    halberd.wait_state("cat", "RUNNING")
    assert halberd.ctl("shutdown") == (0, "Shut down\n", "")
    assert halberd.wait_end() == 0
    assert not halberd.pidfile.exists()
    assert not halberd.socket.exists()


def test_hup_reads_the_configuration_again_and_starts_everything_anew(halberd):
    halberd.configure(CAT)
    halberd.start()
    daemon, before = halberd.pid, halberd.wait_state("cat", "RUNNING")["pid"]
    halberd.configure(CAT + "[program:second]\ncommand=/bin/cat\n")
    os.kill(daemon, signal.SIGHUP)
    halberd.wait_state("second", "RUNNING")
    halberd.wait_new_pid("cat", before)
    assert halberd.rpc.supervisor.getPID() == daemon
    halberd.wait_log(r"WARN received SIGHUP indicating restart request")


def test_a_reload_forgets_restarts_and_ticks_that_were_due(halberd):
    halberd.configure(CAT + """
[program:brief]
command=/bin/true
startsecs=0
autorestart=true
[eventlistener:ticks]
command=/bin/cat
events=TICK
""")
    halberd.daemonise()
    for _ in range(3):
        before = halberd.wait_state("cat", "RUNNING")["pid"]
        os.kill(halberd.pid, signal.SIGHUP)
        halberd.wait_new_pid("cat", before)


def test_hup_with_a_broken_configuration_says_so_and_changes_nothing(halberd):
    halberd.configure(CAT)
    halberd.start()
    child = halberd.wait_state("cat", "RUNNING")["pid"]
    halberd.configure(CAT + "startsecs=soon\n")
    line = halberd.config.read_text().splitlines().index("startsecs=soon") + 1
    os.kill(halberd.pid, signal.SIGHUP)
    halberd.wait_log(rf"{halberd.config}:{line}\b.*startsecs")
    assert halberd.info("cat")["statename"] == "RUNNING"
    assert halberd.info("cat")["pid"] == child


def test_usr2_reopens_the_log_files(halberd):
    halberd.configure("""
        [program:clock]
        startsecs=2
        command=/bin/sh -c "while :; do echo tick; sleep 0.1; done"
        stdout_logfile=%(here)s/clock.log
    """)
    halberd.start()
    halberd.wait_file("clock.log", "tick")  # two seconds remain until the line that the new log is to hold
    halberd.logfile.rename(halberd.folder / "old.log")
    (halberd.folder / "clock.log").rename(halberd.folder / "old-clock.log")
    os.kill(halberd.pid, signal.SIGUSR2)
    halberd.wait_file("clock.log", "tick")
    halberd.wait_log(r"INFO success: clock entered RUNNING state")
    assert "received SIGUSR2 indicating log reopen request" in (halberd.folder / "old.log").read_text()


def test_the_old_pid_file_is_replaced_and_a_stale_socket_too(halberd):
    halberd.configure(CAT)
    halberd.start()
    halberd.stop(signal.SIGKILL)
    wait_for(lambda: halberd.socket.exists(), what="the socket that SIGKILL leaves")
    for orphan in processes.children(os.getpid()):
        processes.end(orphan)
    halberd.start()
    assert int(halberd.pidfile.read_text()) == halberd.pid
