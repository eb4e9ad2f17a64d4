"""What programs write, and where it ends up: the same files with the same bytes, and the same events, under Debian's
supervisord and ours.

One daemon of each runs all programs; most are `cat`, so that a test says what they write, and when.
"""

import os
import re
import shutil
import signal
import sys
import tempfile
import xmlrpc.client
from pathlib import Path

import pytest

from support.pairs import normalised, pair_in
from support.waiting import wait_for

ERR = "/bin/sh -c 'exec cat >&2'"
SAY = """/bin/sh -c 'echo "%(program_name)s %(group_name)s"; exec cat'"""
LAST_WORDS = r"""/bin/sh -c 'echo first; sleep 0.3; head -c 60000 /dev/zero | tr "\\0" x; printf "the end"; kill -KILL $$'"""
COLOURED = r"""/bin/sh -c 'printf "\033[31mred\033[0m plain \033[2Jcleared\n"; exec cat'"""
BEGIN, END = "<!--XSUPERVISOR:BEGIN-->", "<!--XSUPERVISOR:END-->"

# Writes each event to its standard error stream, on one line.
LISTENER = """
import sys
while True:
    print("READY", flush=True)
    header = dict(word.split(":") for word in sys.stdin.readline().split())
    print(header["eventname"], repr(sys.stdin.read(int(header["len"]))), file=sys.stderr, flush=True)
    sys.stdout.write("RESULT 2\\nOK")
"""


def program(name, command="/bin/cat", **keys):
    lines = [f"[program:{name}]", f"command={command}", "startsecs=0", *(f"{key}={value}" for key, value in keys.items())]
    return "\n".join(lines) + "\n"


def named(name):
    return {"stdout_logfile": f"%(here)s/{name}.log"}


CONFIGURATION = "".join([
    "[supervisord]\nchildlogdir=%(here)s/children\nstrip_ansi=true\n",
    f"[eventlistener:events]\ncommand={sys.executable} -u %(here)s/listener.py\n"
    "events=PROCESS_LOG,PROCESS_COMMUNICATION\nbuffer_size=1000\nstderr_logfile=%(here)s/events.log\n",
    program("reopened", **named("reopened")),
    program("reopened_err", ERR, stderr_logfile="%(here)s/reopened_err.log"),
    program("reopened_auto"),
    program("later", **named("later"), autostart="false"),
    program("appended", **named("appended")),
    program("rotated", **named("rotated"), stdout_logfile_maxbytes=10, stdout_logfile_backups=2),
    program("begun_anew", **named("begun_anew"), stdout_logfile_maxbytes=10, stdout_logfile_backups=0),
    program("growing", **named("growing"), stdout_logfile_maxbytes=0, stdout_logfile_backups=2),
    program("cleared", **named("cleared"), stdout_logfile_maxbytes=10, stdout_logfile_backups=2),
    program("both", "/bin/sh -c 'echo out; echo err >&2; exec cat'", **named("both"), redirect_stderr="true"),
    program("nothing", stdout_logfile="NONE", stderr_logfile="NONE"),
    program("terminal", SAY, stdout_logfile="/dev/stdout", stdout_logfile_maxbytes=0),
    program("dying", LAST_WORDS, **named("dying"), stderr_logfile="NONE", autorestart="false"),
    program("expanded", SAY, numprocs=2, process_name="%(program_name)s_%(process_num)d",
            stdout_logfile="%(here)s/logs/%(program_name)s-%(group_name)s-%(process_num)03d-%(host_node_name)s.log"),
    program("captured", **named("captured"), stdout_capture_maxbytes="1KB"),
    program("captured_err", ERR, stderr_logfile="%(here)s/captured_err.log", stderr_capture_maxbytes="1KB"),
    program("told", **named("told"), stdout_events_enabled="true"),
    program("coloured", COLOURED, **named("coloured"), stdout_events_enabled="true"),
    program("told_err", ERR, stderr_logfile="%(here)s/told_err.log", stderr_events_enabled="true"),
])

LEFT_BEFORE = {
    "children/old-stdout---supervisor-abcdefgh.log": False, "children/old-stdout---supervisor-abcdefgh.log.3": False,
    "children/old-stderr---supervisor-abc.log.12": False, "children/old-stdout---other-abcdefgh.log": True,
    "children/supervisor-abcdefgh.log": True, "children/plain.log": True, "old-stdout---supervisor-abcdefgh.log": True,
}


@pytest.fixture(scope="module")
def pair():
    folder = Path(tempfile.mkdtemp(prefix="halberd-logs-"))
    folder.chmod(0o755)
    with pair_in(folder) as daemons:
        for daemon in daemons.daemons:
            (daemon.folder / "listener.py").write_text(LISTENER)
            (daemon.folder / "appended.log").write_text("from before\n")
            for name in ("children", "logs"):
                (daemon.folder / name).mkdir()
            for name in LEFT_BEFORE:
                (daemon.folder / name).write_text("old")
        daemons.start(CONFIGURATION)
        daemons.both(lambda daemon: daemon.wait_state("events", "RUNNING"))
        daemons.both(lambda daemon: daemon.wait_state("dying", "EXITED"))
        yield daemons
        daemons.both(lambda daemon: daemon.rpc.supervisor.stopAllProcesses())
    shutil.rmtree(folder)


def text(daemon, name):
    try:
        return (daemon.folder / name).read_text()
    except FileNotFoundError:
        return ""


def write(daemon, name, words):
    daemon.rpc.supervisor.sendProcessStdin(name, words)


def write_and_wait(daemon, name, words, log=None):
    """Lets a program write, and waits until its log ends so."""
    write(daemon, name, words)
    wait_for(lambda: text(daemon, log or f"{name}.log").endswith(words), what=f"{words!r} in the log of {name}")


def files(daemon, stem):
    """The texts of a log and of those that were rotated away."""
    while True:
        try:
            return {path.name[len(stem):]: path.read_text() for path in sorted(daemon.folder.glob(stem + "*"))}
        except FileNotFoundError:
            pass  # rotated away between the list and the look


# --- which files there are


def test_the_start_removes_the_automatic_logs_of_the_same_identifier(pair):
    assert pair.assert_same(lambda daemon: {name: (daemon.folder / name).exists() for name in LEFT_BEFORE}) == LEFT_BEFORE


def test_automatic_logs_have_their_names_and_modes(pair):
    def automatic(daemon):
        return sorted((normalised(daemon, path.name), oct(path.stat().st_mode))
                      for path in (daemon.folder / "children").iterdir() if "old-" not in path.name)

    found = pair.assert_same(automatic)
    assert ("reopened_auto-stdout---supervisor-XXXXXXXX.log", "0o100600") in found
    assert not [name for name, _ in found if re.match("nothing|both-stderr|reopened-stdout", name)]


def test_a_named_log_is_made_at_the_first_start(pair):
    def names(daemon):
        before = [path.name for path in daemon.folder.glob("later*")]
        automatic = [normalised(daemon, path.name) for path in (daemon.folder / "children").glob("later*")]
        daemon.rpc.supervisor.startProcess("later")
        return before, automatic, [path.name for path in daemon.folder.glob("later*")]

    assert pair.assert_same(names) == ([], ["later-stderr---supervisor-XXXXXXXX.log"], ["later.log"])


def test_the_names_of_logs_are_expanded(pair):
    found = pair.assert_same(lambda daemon: {path.name: path.read_text() for path in (daemon.folder / "logs").iterdir()})
    assert found == {f"expanded-expanded-00{number}-{os.uname().nodename}.log": "expanded expanded\n" for number in (0, 1)}


def test_none_is_no_log(pair):
    def ask(daemon):
        write(daemon, "nothing", "unheard\n")
        with pytest.raises(xmlrpc.client.Fault) as fault:
            daemon.rpc.supervisor.readProcessStdoutLog("nothing", 0, 0)
        return fault.value.faultString, daemon.info("nothing")["stdout_logfile"], list(daemon.folder.rglob("nothing*"))

    assert pair.assert_same(ask) == ("NO_FILE", "", [])


def test_a_log_is_written_on_and_a_terminal_is_one(pair):
    pair.both(lambda daemon: write_and_wait(daemon, "appended", "new\n"))
    assert pair.assert_same(lambda daemon: text(daemon, "appended.log")) == "from before\nnew\n"
    assert pair.assert_same(lambda daemon: text(daemon, "both.log")) == "out\nerr\n"
    assert pair.assert_same(lambda daemon: "terminal terminal\n" in daemon.output.read_text())


def test_the_last_words_of_a_killed_program_are_in_its_log(pair):
    assert pair.assert_same(lambda daemon: text(daemon, "dying.log")) == "first\n" + "x" * 60000 + "the end"


# --- what becomes of them


def rotations(daemon, name, full):
    """Writes lines one by one into a log that is full at `full` bytes, and returns the files."""
    expected = ""
    # Never two in a row that fill the log: from the second one no change would be seen.
    for line in ["123\n", "4567\n", "89012345678\n", "a\n", "b\n", "cdefghi\n", "y\n", "1234567890123\n", "x\n"]:
        write(daemon, name, line)
        expected += line
        if full and len(expected) >= full:
            expected = ""
        wait_for(lambda: text(daemon, f"{name}.log") == expected, what=f"{expected!r} in the log of {name}")
    return files(daemon, f"{name}.log")


def test_a_full_log_is_rotated_with_numbers(pair):
    assert pair.assert_same(lambda daemon: rotations(daemon, "rotated", 10)) == {
        "": "x\n", ".1": "y\n1234567890123\n", ".2": "a\nb\ncdefghi\n"}


def test_without_backups_a_full_log_begins_anew(pair):
    assert pair.assert_same(lambda daemon: rotations(daemon, "begun_anew", 10)) == {"": "x\n"}


def test_with_maxbytes_0_a_log_grows(pair):
    assert pair.assert_same(lambda daemon: len(rotations(daemon, "growing", 0)[""])) == 51


def test_clearing_removes_the_log_but_not_what_was_rotated_away(pair):
    def clear(daemon):
        write(daemon, "cleared", "rotated away\n")
        wait_for(lambda: ".1" in files(daemon, "cleared.log"), what="the rotation")
        write_and_wait(daemon, "cleared", "gone\n")
        assert daemon.rpc.supervisor.clearProcessLogs("cleared")
        cleared = files(daemon, "cleared.log")
        write_and_wait(daemon, "cleared", "new\n")
        return cleared, files(daemon, "cleared.log")

    assert pair.assert_same(clear) == ({"": "", ".1": "rotated away\n"}, {"": "new\n", ".1": "rotated away\n"})


def test_usr2_opens_the_logs_anew(pair):
    def reopen(daemon):
        auto = str(Path(daemon.info("reopened_auto")["stdout_logfile"]).relative_to(daemon.folder))
        logs = {"reopened": "reopened.log", "reopened_err": "reopened_err.log", "reopened_auto": auto}
        for name, log in logs.items():
            write_and_wait(daemon, name, "one\n", log)
            os.rename(daemon.folder / log, daemon.folder / f"{name}.old")
            write_and_wait(daemon, name, "two\n", f"{name}.old")
        os.kill(daemon.pid, signal.SIGUSR2)
        for name, log in logs.items():
            wait_for((daemon.folder / log).exists, what=f"a new {log}")
            write_and_wait(daemon, name, "three\n", log)
        return {name: (text(daemon, f"{name}.old"), text(daemon, log)) for name, log in logs.items()}

    assert set(pair.assert_same(reopen).values()) == {("one\ntwo\n", "three\n")}


# --- who is told of them


def events(daemon, name, count):
    """The events about a program, once there are `count`: names and payloads."""
    found = lambda: [line for line in text(daemon, "events.log").splitlines() if f"processname:{name} " in line]
    wait_for(lambda: len(found()) >= count, what=lambda: f"{count} events of {name}; there are {found()}")
    return [re.sub(r"pid:\d+", "pid:PID", line) for line in found()]


@pytest.mark.parametrize("name, stream", [("told", "STDOUT"), ("told_err", "STDERR")])
def test_each_piece_of_output_is_an_event(pair, name, stream):
    def tell(daemon):
        for number, words in enumerate(["one\n", "two\nthree", "caf\u00e9\n"], 1):
            write(daemon, name, words)
            events(daemon, name, number)
        return events(daemon, name, 3), text(daemon, f"{name}.log")

    told, log = pair.assert_same(tell)
    header = f"processname:{name} groupname:{name} pid:PID channel:{stream.lower()}"
    assert told[1] == f"PROCESS_LOG_{stream} {header + chr(10) + 'two' + chr(10) + 'three'!r}"
    assert log == "one\ntwo\nthreecaf\u00e9\n"


def test_stripped_output_is_stripped_in_its_event_too(pair):
    def tell(daemon):
        return events(daemon, "coloured", 1), text(daemon, "coloured.log")

    told, log = pair.assert_same(tell)
    assert log == "red plain cleared\n"
    assert len(told) == 1 and told[0].endswith("red plain cleared\\n'")


# Supervisor looks at no less than a tag's length of output, hence the tail.
SPEECH = f"before{BEGIN}captured{END}after it.............................\n"


@pytest.mark.parametrize("name", ["captured", "captured_err"])
def test_captured_text_is_an_event_wherever_the_output_is_cut(pair, name):
    # At the beginning, in the middle and at the end of each part, and between any two parts.
    cuts = [3, 6, 7, 20, len("before" + BEGIN) - 1, len("before" + BEGIN), 33, 38, 39, 50, SPEECH.index("after") - 1,
            SPEECH.index("after"), len(SPEECH)]

    def speak(daemon):
        pid = daemon.info(name)["pid"]
        for number, cut in enumerate(cuts, 1):
            for piece in filter(None, (SPEECH[:cut], SPEECH[cut:])):
                said = written_by(pid) + len(piece)
                write(daemon, name, piece)
                wait_for(lambda: written_by(pid) >= said, what="the piece to be written")
                for _ in range(2):
                    daemon.rpc.supervisor.getPID()  # it is answered after the piece has been read
            events(daemon, name, number)
        wait_for(lambda: text(daemon, f"{name}.log").endswith("...\n"), what="the end of the log")
        return events(daemon, name, len(cuts)), text(daemon, f"{name}.log")

    told, log = pair.assert_same(speak)
    stream = "STDERR" if name.endswith("err") else "STDOUT"
    payload = f"processname:{name} groupname:{name} pid:PID\ncaptured"
    assert told == [f"PROCESS_COMMUNICATION_{stream} {payload!r}"] * len(cuts)
    assert log == SPEECH.replace(f"{BEGIN}captured{END}", "") * len(cuts)


def written_by(pid):
    """How many bytes a process has written in its life."""
    return int(re.search(r"wchar: (\d+)", Path(f"/proc/{pid}/io").read_text()).group(1))
