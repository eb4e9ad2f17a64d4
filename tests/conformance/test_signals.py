"""What signals do to the daemon, in which order it starts and stops its programs, and how it ends, under Debian's
supervisord and ours."""

import os
import re
import signal

import pytest

from support import processes
from support.pairs import records, without_repeats
from support.waiting import wait_for

DEAF = "/bin/sh -c 'trap \"\" TERM; echo ready; while :; do sleep 0.05; done'"


def program(name, command="/bin/cat", kind="program", **keys):
    lines = [f"[{kind}:{name}]", f"command={command}", *(f"{key}={value}" for key, value in keys.items())]
    return "\n".join(lines) + "\n"


def words(daemon, regex):
    """What the group of the regex has matched in the lines of the log, in their order."""
    return [match.group(1) for match in map(re.compile(regex).match, without_repeats(records(daemon))) if match]


# --- order

# Groups of distinct priorities, some with members of distinct ones. The names would sort otherwise.
ORDERED = "".join([
    program("z_first", priority=1), program("a_last", priority=2000),
    program("m_many", numprocs=3, process_name="%(program_name)s_%(process_num)d", priority=30),
    program("m_low", priority=5), program("b_high", priority=500), program("k_mid", priority=50),
    "[group:mixed]\nprograms=b_high,k_mid,m_low\npriority=20\n",
    program("listener", kind="eventlistener", events="TICK_3600"),
])
ORDER = ["listener", "z_first", "m_low", "k_mid", "b_high", "m_many_0", "m_many_1", "m_many_2", "a_last"]


def test_programs_start_by_rising_priority_and_stop_by_falling_one(pair):
    def live(daemon):
        daemon.configure(ORDERED)
        daemon.start("-e", "debug")
        daemon.wait_log("entered RUNNING state", count=len(ORDER))
        assert daemon.stop() == 0
        return words(daemon, r"INFO spawned: '(\w+)'"), words(daemon, r"DEBG killing (\w+)"), words(
            daemon, r"INFO waiting for (.*) to die")[0]

    for daemon, seen in zip(pair.daemons, pair.both(live)):
        started, stopped, waited_for = seen
        # Supervisor starts the members of a group as they stand in programs=, in spite of its manual.
        assert started == ORDER if daemon is pair.halberd else sorted(started) == sorted(ORDER)
        # In any order of the three with equal priority.
        assert [name[:6] for name in stopped] == [name[:6] for name in reversed(ORDER)]
        assert waited_for == ", ".join(started)


# --- the end


def end_of(daemon, line):
    """The records from a line on, without reports of a wait: whether there is one depends on who comes to look when."""
    lines = [record for record in records(daemon) if not record.startswith("INFO waiting for ")]
    return lines[lines.index(line):]


def test_a_shutdown_waits_and_escalates(pair):
    """The deaf program gets its SIGKILL before the one of lower priority is told; what is in BACKOFF is given up."""

    def live(daemon):
        daemon.configure(program("deaf", DEAF, stopwaitsecs=1, stdout_logfile="%(here)s/deaf.log", priority=20)
                         + program("failing", "/bin/false", startretries=1000, priority=10)
                         + program("cat", stopsignal="INT", priority=1))
        daemon.start()
        daemon.wait_file("deaf.log", "ready")
        daemon.wait_log("entered RUNNING state", count=2)
        pids = [daemon.info(program)["pid"] for program in ("deaf", "cat")]
        daemon.wait_state("failing", "BACKOFF")
        os.kill(daemon.pid, signal.SIGTERM)
        daemon.wait_log("indicating exit request")
        os.kill(daemon.pid, signal.SIGHUP)
        status = daemon.wait_end()
        daemon.report_of_wait = words(daemon, "INFO waiting for (.*) to die")[0]
        alive = [pid for pid in pids if processes.is_alive(pid)]
        left = [path.name for path in (daemon.pidfile, daemon.socket) if path.exists()]
        end = [line for line in end_of(daemon, "WARN received SIGTERM indicating exit request") if "failing" not in line]
        ignored = "WARN ignored SIGHUP indicating restart request (shutdown in progress)"
        end.remove(ignored)  # whenever that was
        return status, alive, left, end

    assert pair.assert_same(live) == (0, [], [], [
        "WARN received SIGTERM indicating exit request", "WARN killing 'deaf' (PID) with SIGKILL",
        "WARN stopped: deaf (terminated by SIGKILL)", "WARN stopped: cat (terminated by SIGINT)"])
    for daemon in pair.daemons:
        assert daemon.report_of_wait in ("cat, failing, deaf", "cat, deaf")


@pytest.mark.parametrize("name", ["SIGINT", "SIGQUIT"])
def test_int_and_quit_end_it_too(pair, name):
    def live(daemon):
        daemon.configure(program("cat"))
        daemon.start()
        daemon.wait_state("cat", "RUNNING")
        return daemon.stop(getattr(signal, name)), end_of(daemon, f"WARN received {name} indicating exit request")[1:]

    assert pair.assert_same(live) == (0, ["WARN stopped: cat (terminated by SIGTERM)"])


def test_term_during_a_restart_ends_the_daemon(pair):
    def live(daemon):
        daemon.configure(program("deaf", DEAF, stopwaitsecs=2, stdout_logfile="%(here)s/deaf.log"))
        daemon.start()
        daemon.wait_file("deaf.log", "ready")
        os.kill(daemon.pid, signal.SIGHUP)
        daemon.wait_log("received SIGHUP")
        os.kill(daemon.pid, signal.SIGTERM)
        status = daemon.wait_end()
        return status, [line for line in records(daemon) if line.startswith("WARN received")], daemon.pidfile.exists()

    assert pair.assert_same(live) == (
        0, ["WARN received SIGHUP indicating restart request", "WARN received SIGTERM indicating exit request"], False)


@pytest.mark.parametrize("nocleanup", ["false", "true"])
def test_a_restart_renews_the_automatic_logs_and_keeps_the_others(pair, nocleanup):
    def live(daemon):
        daemon.configure(f"[supervisord]\nnocleanup={nocleanup}\n"
                         + program("auto", "/bin/sh -c 'echo $PPID; exec cat'", startsecs=0)
                         + program("named", "/bin/sh -c 'echo named; exec cat'", startsecs=0, stdout_logfile="%(here)s/named.log"))
        daemon.start()
        before = daemon.wait_state("auto", "RUNNING")
        daemon.wait_file("named.log", "named\n")
        os.kill(daemon.pid, signal.SIGHUP)
        daemon.wait_new_pid("auto", before["pid"])
        daemon.wait_file("named.log", "named\n", count=2)
        after = daemon.info("auto")
        assert after["stdout_logfile"] != before["stdout_logfile"]
        daemon.wait_file(after["stdout_logfile"], rf"\A{daemon.pid}\n\Z")
        assert int(daemon.pidfile.read_text()) == daemon.pid
        daemon.stop()
        return [os.path.exists(info["stdout_logfile"]) for info in (before, after)]

    assert pair.assert_same(live) == [nocleanup == "true", True]


# --- other signals


def test_some_signals_mean_nothing_and_others_kill(pair):
    def live(daemon):
        daemon.configure("")
        daemon.start()
        for signum in (signal.SIGPIPE, signal.SIGXFSZ, signal.SIGWINCH, signal.SIGCONT, signal.SIGCHLD, signal.SIGURG):
            os.kill(daemon.pid, signum)
        assert daemon.rpc.supervisor.getState()["statename"] == "RUNNING"
        lines = records(daemon)
        os.kill(daemon.pid, signal.SIGUSR1)
        return daemon.wait_end(), lines, daemon.pidfile.exists()

    status, lines, left = pair.assert_same(live)
    assert (status, lines[-1], left) == (-signal.SIGUSR1, "INFO supervisord started with pid PID", True)


def test_children_do_not_get_the_signals_of_the_daemon(pair):
    """A terminal sends ^C and its hang-up to the group of the daemon; the programs are in groups of their own."""

    def live(daemon):
        daemon.configure(program("cat"))
        daemon.start()
        pid = daemon.wait_state("cat", "RUNNING")["pid"]
        return os.getpgid(pid) == pid, os.getsid(pid) == os.getsid(daemon.pid)

    assert pair.assert_same(live) == (True, True)


def test_a_child_that_has_stopped_or_goes_on_is_no_end(pair):
    def live(daemon):
        daemon.configure(program("cat", stdout_logfile="%(here)s/cat.log"))
        daemon.start()
        pid = daemon.wait_state("cat", "RUNNING")["pid"]
        daemon.rpc.supervisor.signalProcess("cat", "STOP")
        state = lambda: open(f"/proc/{pid}/stat", encoding="ascii").read().split()[2]
        wait_for(lambda: state() == "T", what="the program to stand still")
        daemon.rpc.supervisor.signalProcess("cat", "CONT")
        daemon.rpc.supervisor.sendProcessStdin("cat", "still there\n")
        daemon.wait_file("cat.log", "still there")
        return daemon.info("cat")["pid"] == pid, daemon.info("cat")["statename"]

    assert pair.assert_same(live) == (True, "RUNNING")
