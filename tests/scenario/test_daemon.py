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


# --- programs without which the daemon does not go on


def sleeper(name, **options):
    """A program that only ends when it is told to."""
    lines = [f"[program:{name}]", "command=/bin/cat", *(f"{key}={value}" for key, value in options.items())]
    return "\n".join(lines) + "\n"


def ends(status):
    return f"""/bin/sh -c "read line; exit {status}" """


def test_the_daemon_ends_with_its_essential_program_and_its_status(halberd):
    halberd.configure(sleeper("other") + f"[program:main]\ncommand={ends(3)}\nessential=true\nautorestart=false\n")
    halberd.start()
    other = halberd.wait_state("other", "RUNNING")["pid"]
    halberd.wait_state("main", "RUNNING")
    halberd.rpc.supervisor.sendProcessStdin("main", "go\n")
    assert halberd.wait_end() == 3
    assert not processes.is_alive(other)
    assert not halberd.pidfile.exists()
    assert ("CRIT main is EXITED (exit status 3) and essential: stopping everything, supervisord will exit with status 3"
            in halberd.log())


def test_an_essential_program_that_is_killed_gives_the_status_of_a_shell(halberd):
    halberd.configure(sleeper("main", essential="true", autorestart="false"))
    halberd.start()
    os.kill(halberd.wait_state("main", "RUNNING")["pid"], signal.SIGKILL)
    assert halberd.wait_end() == 137


def test_an_essential_program_may_be_restarted_and_stopped(halberd):
    halberd.configure(sleeper("main", essential="true"))
    halberd.start()
    first = halberd.wait_state("main", "RUNNING")["pid"]
    os.kill(first, signal.SIGKILL)
    halberd.wait_new_pid("main", first)
    halberd.wait_state("main", "RUNNING")
    assert halberd.ctl("stop", "main") == (0, "main: stopped\n", "")
    assert halberd.is_running()
    assert halberd.ctl("start", "main") == (0, "main: started\n", "")


@pytest.mark.parametrize("command, status", [("/bin/sh -c 'exit 5'", 5), ("/nonexistent", 127)])
def test_on_fatal_shutdown_ends_the_daemon_when_the_program_cannot_be_started(halberd, command, status):
    halberd.configure(sleeper("other") + f"[program:main]\ncommand={command}\nstartretries=0\non_fatal=shutdown\n")
    halberd.start(wait=False)
    assert halberd.wait_end() == status
    assert f"and has on_fatal=shutdown: stopping everything, supervisord will exit with status {status}" in halberd.log()


def test_without_on_fatal_the_daemon_goes_on(halberd):
    halberd.configure("[program:main]\ncommand=/nonexistent\nstartretries=0\n")
    halberd.start()
    halberd.wait_state("main", "FATAL")
    assert halberd.is_running()
