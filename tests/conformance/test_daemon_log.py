"""The daemon's own log: every line of whole lives, word for word as Supervisor writes it, and where the lines go."""

import os
import re
import signal
import socket
import stat
from concurrent.futures import ThreadPoolExecutor

import pytest

from support.daemons import ORACLE, Daemon, halberd_programs
from support.pairs import Pair, normalised, records, split_records, without_repeats
from support.waiting import free_port, wait_for

LEVELS = ["critical", "error", "warn", "info", "debug", "trace", "blather"]

AS_ROOT = ("CRIT Supervisor is running as root.  Privileges were not dropped because no user is specified in the config "
           "file.  If you intend to run as root, you can set user=root in the config file to avoid this message.")
SERVER = ["INFO RPC interface 'supervisor' initialized",
          "CRIT Server 'unix_http_server' running without any HTTP authentication checking"]
STARTED = "INFO supervisord started with pid PID"
SPAWNED = "INFO spawned: 'cat' with pid PID"
SUCCESS = "INFO success: cat entered RUNNING state, process has stayed up for > than 1 seconds (startsecs)"
END = ["WARN received SIGTERM indicating exit request", "INFO waiting for cat to die", "WARN stopped: cat (terminated by SIGTERM)"]

CAT = "[program:cat]\ncommand=/bin/cat\n"

as_root = pytest.mark.skipif(os.geteuid() != 0, reason="the lines about root need root")


def same_log(pair):
    """The records of both logs, which must be equal."""
    return pair.assert_same(lambda daemon: without_repeats(records(daemon)))


def until_running(daemon):
    daemon.wait_log("success: cat entered RUNNING state")


# --- whole lives


@as_root
def test_a_life_with_a_log_reopening_and_a_restart(pair):
    pair.both(lambda daemon: daemon.configure(CAT))

    def live(daemon):
        daemon.start()
        until_running(daemon)
        os.kill(daemon.pid, signal.SIGUSR2)
        daemon.wait_log("supervisord logreopen")
        os.kill(daemon.pid, signal.SIGHUP)
        daemon.wait_log("entered RUNNING state", count=2)
        assert daemon.stop() == 0

    pair.both(live)
    assert same_log(pair) == [
        AS_ROOT, *SERVER, STARTED, SPAWNED, SUCCESS,
        "INFO received SIGUSR2 indicating log reopen request", "INFO supervisord logreopen",
        "WARN received SIGHUP indicating restart request", *END[1:],
        AS_ROOT, *SERVER, STARTED, SPAWNED, SUCCESS, *END]
    # In the foreground the same lines are on the terminal.
    for daemon in pair.daemons:
        assert daemon.output.read_text() == daemon.log()


@as_root
def test_what_was_done_before_there_was_a_log_is_logged_by_weight(pair):
    """Included files, the user, raised limits, several servers, a folder in the place of an old log."""

    def live(daemon):
        (daemon.folder / "extra").mkdir()
        for name in ("b.conf", "a.conf"):
            (daemon.folder / "extra" / name).write_text("")
        (daemon.folder / "x-stdout---supervisor-abcdefgh.log").mkdir()
        daemon.configure(f"{CAT}[inet_http_server]\nport=127.0.0.1:{free_port()}\nusername=user\npassword=password\n"
                         "[supervisord]\nuser=root\nminfds=600\nminprocs=1100\n[include]\nfiles=extra/*.conf\n")
        daemon.launcher = ("prlimit", "--nofile=500:", "--nproc=1000:")
        daemon.start()
        until_running(daemon)
        daemon.stop()

    pair.both(live)
    assert same_log(pair) == [
        'INFO Included extra file "HERE/extra/a.conf" during parsing',
        'INFO Included extra file "HERE/extra/b.conf" during parsing',
        "INFO Set uid to user 0 succeeded", "INFO Increased RLIMIT_NOFILE limit to 600",
        "INFO Increased RLIMIT_NPROC limit to 1100",
        "WARN Failed to clean up 'HERE/x-stdout---supervisor-XXXXXXXX.log'",
        SERVER[0], *SERVER, STARTED, SPAWNED, SUCCESS, *END]


@as_root
def test_a_daemon_in_the_background(pair):
    """Its lines, its pid file while it runs and after it, and its silence."""

    def live(daemon):
        daemon.configure(CAT)
        result = daemon.run("-c", str(daemon.config), "-d", "/usr/share", "-m", "077")
        daemon.wait_ready()
        daemon.pid = daemon.rpc.supervisor.getPID()
        until_running(daemon)
        seen = [result, daemon.pidfile.read_text() == f"{daemon.pid}\n", mode(daemon.pidfile), mode(daemon.logfile)]
        assert daemon.stop() == 0
        return [*seen, daemon.pidfile.exists(), daemon.socket.exists()]

    ours, theirs = pair.both(live)
    assert ours == theirs == [(0, "", ""), True, "0o600", "0o644", False, False]
    assert same_log(pair) == [
        AS_ROOT, *SERVER, "INFO daemonizing the supervisord process", "INFO set current directory: '/usr/share'",
        STARTED, SPAWNED, SUCCESS, *END]


def mode(path):
    return oct(stat.S_IMODE(path.stat().st_mode))


def test_a_pid_file_that_cannot_be_written_is_a_line_and_no_end(pair):
    def live(daemon):
        daemon.configure("[supervisord]\npidfile=%(here)s\n")
        daemon.start()
        daemon.stop()
        return [line for line in records(daemon) if "pid" in line]

    ours, theirs = pair.both(live)
    assert theirs == ["CRIT could not write pidfile HERE"]
    assert ours == ["CRIT could not write pidfile HERE: open HERE: Is a directory"]


def test_a_stale_socket_is_replaced_and_said(pair):
    """By Supervisor on its standard error stream only."""

    def live(daemon):
        with socket.socket(socket.AF_UNIX) as stale:
            stale.bind(str(daemon.socket))
        daemon.configure("")
        daemon.start()
        daemon.stop()
        return normalised(daemon, daemon.output.read_text()), records(daemon)

    (ours, our_log), (theirs, their_log) = pair.both(live)
    said = "Unlinking stale socket HERE/supervisor.sock"
    assert re.search(rf"^{said}$", theirs, re.MULTILINE)
    assert ours.count(said) == 1
    assert [line for line in our_log if line != f"INFO {said}"] == their_log
    assert f"INFO {said}" in our_log


# --- levels and files: many short lives at once


def lives_of(cases, folder, live):
    """live(daemon, case) for each case and side, all at once; the results by side and case."""
    tasks = [(programs, case) for programs in (halberd_programs(), ORACLE) for case in cases]

    def one(task):
        programs, case = task
        daemon = Daemon(programs, folder / f"{programs.name}-{cases.index(case)}")
        daemon.folder.mkdir()
        try:
            return live(daemon, case)
        finally:
            daemon.close()

    with ThreadPoolExecutor(max_workers=len(tasks)) as pool:
        return {(programs.name, case): seen for (programs, case), seen in zip(tasks, pool.map(one, tasks))}


def live_at(daemon, level):
    """A short life in which a line of each level is due, and its records."""
    daemon.configure(CAT + """[program:short]
command=/bin/sh -c 'printf "<!--XSUPERVISOR:BEGIN-->x<!--XSUPERVISOR:END-->"; read line; exit 3'
stdout_capture_maxbytes=1KB
startsecs=0
autorestart=false
[eventlistener:idle]
command=/bin/cat
events=PROCESS_STATE
buffer_size=1
""")
    daemon.start("-e", level, foreground=("-n", "-s"))
    daemon.wait_state("cat", "RUNNING")
    daemon.wait_state("short", "RUNNING")
    daemon.rpc.supervisor.sendProcessStdin("short", "end\n")
    daemon.wait_state("short", "EXITED")
    daemon.rpc.supervisor.sendProcessStdin("cat", "from cat\nand more\n")
    wait_for(lambda: "and more" in daemon.rpc.supervisor.tailProcessStdoutLog("cat", 0, 100)[0], what="the output of cat")
    daemon.rpc.supervisor.signalProcess("cat", "CONT")
    daemon.rpc.supervisor.stopProcess("cat")
    daemon.stop()
    assert daemon.output.read_text() == ""  # silent
    # How often the test asked differs, and so does how many signals the ends of several children are. Supervisor says
    # that it waits for cat unless cat has ended when it comes to look. Of a burst of discarded events ours names the first.
    differing = "getState|getProcessInfo|tailProcess|waiting for cat to stop|discarding event [1-9]|events were discarded"
    return sorted({line for line in records(daemon) if not re.search(differing, line)})


@pytest.fixture(scope="module")
def lives(tmp_path_factory):
    return lives_of(LEVELS, tmp_path_factory.mktemp("lives"), live_at)


@pytest.mark.parametrize("level", LEVELS)
def test_a_level_has_the_same_lines(lives, level):
    ours, theirs = lives["halberd", level], lives["oracle", level]
    assert ours == theirs
    shown = {line.split()[0] for line in ours}
    heavier = ["CRIT", "ERRO", "WARN", "INFO", "DEBG", "TRAC"]
    assert shown == set(heavier[:LEVELS.index(level) + 1])


# maxbytes and backups, and the files that are there in the end.
ROTATIONS = {(300, 3): 4, (300, 1): 2, (300, 0): 1, (0, 3): 1}


def live_through_rotations(daemon, rotation):
    """A log of 20 lines more than those of a start: the records of each file, and whether it is full."""
    maxbytes, backups = rotation
    daemon.configure(f"{CAT}[supervisord]\nloglevel=debug\nlogfile_maxbytes={maxbytes}\nlogfile_backups={backups}\n")
    daemon.start()
    daemon.wait_state("cat", "RUNNING")
    for _ in range(20):  # 67 bytes each
        daemon.rpc.supervisor.signalProcess("cat", "CONT")
    files = sorted(daemon.folder.glob("supervisord.log*"))
    return {path.name: (split_records(daemon, path.read_text()), path.stat().st_size >= maxbytes) for path in files}


def test_a_full_log_is_rotated(tmp_path):
    """By size, with numbers; 0 backups: it begins anew; 0 bytes: it grows."""
    seen = lives_of(list(ROTATIONS), tmp_path, live_through_rotations)
    for rotation, count in ROTATIONS.items():
        ours, theirs = seen["halberd", rotation], seen["oracle", rotation]
        assert ours == theirs
        assert len(ours) == count
        assert all(is_full for name, (_, is_full) in ours.items() if name != "supervisord.log")


def test_clearing_the_log_leaves_an_empty_one(pair):
    pair.start("")
    assert pair.assert_same(lambda daemon: (daemon.rpc.supervisor.clearLog(), daemon.log())) == (True, "")
    pair.both(lambda daemon: (os.kill(daemon.pid, signal.SIGUSR2), daemon.wait_log("supervisord logreopen")))
    assert pair.assert_same(lambda daemon: daemon.log().count("reopening log file")) == 0
    for daemon in pair.daemons:
        assert "INFO reopening log file\n" in normalised(daemon, daemon.output.read_text())
