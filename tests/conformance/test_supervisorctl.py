"""The same command lines given to Debian's supervisorctl and to ours, each against a Debian supervisord of its own:
what they print and their exit statuses must be equal."""

import os
import re
import signal
from concurrent.futures import ThreadPoolExecutor

import pytest

from support.daemons import ORACLE, Daemon, halberd_programs
from support.waiting import free_port, wait_for

CONFIGURATION = """
    [inet_http_server]
    port=127.0.0.1:{port}
    username=user
    password=pass:word

    [program:cat]
    command=/bin/cat
    startsecs=0
    priority=7

    [program:many]
    command=/bin/cat
    process_name=%(program_name)s_%(process_num)d
    numprocs=2
    autostart=false
    startsecs=0

    [program:a_program_with_a_name_of_37_characters]
    command=/bin/cat
    autostart=false

    [program:speaker]
    command=/bin/sh -c "seq 1 500; echo to stderr >&2; exec cat"
    startsecs=0

    [program:silent]
    command=/bin/cat
    startsecs=0
    stdout_logfile=NONE

    [program:slow]
    command=/bin/cat
    startsecs=1000

    [group:log]
    programs=speaker,silent

    [group:bad]
    programs=missing,forbidden,crash

    [program:missing]
    command=/no/such/file
    autostart=false

    [program:forbidden]
    command=/etc/passwd
    autostart=false

    [program:crash]
    command=/bin/false
    autostart=false
    startretries=0
"""

ALL_COMMANDS = ["add", "avail", "clear", "exit", "fg", "maintail", "open", "pid", "quit", "reload", "remove", "reread",
                "restart", "shutdown", "signal", "start", "status", "stop", "tail", "update", "version"]


# Verbs that only ours has. `help` lists them among the others.
OUR_COMMANDS = ["alerts", "doctor", "events", "explain", "lint", "logs", "plan", "rotate", "silence", "top", "wait"]


class Run:
    """One supervisorctl with a Debian supervisord of its own, not yet started."""

    def __init__(self, programs, folder):
        self.programs = programs
        self.port = free_port()
        self.daemon = Daemon(ORACLE, folder / programs.name)
        self.daemon.folder.mkdir()
        self.configure(CONFIGURATION)

    def configure(self, text):
        self.daemon.configure(text.replace("{port}", str(self.port)))

    def start(self, slow="STARTING"):
        self.daemon.start()
        for name in ("cat", "log:speaker", "log:silent"):
            self.daemon.wait_state(name, "RUNNING")
        self.daemon.wait_state("slow", slow)
        wait_for(lambda: "to stderr" in self.daemon.rpc.supervisor.readProcessStderrLog("log:speaker", 0, 0),
                 what="the output of speaker")

    def ctl(self, *args, stdin=""):
        """What the command left, without what differs between any two runs."""
        result = self.daemon.ctl(*(arg.replace("{port}", str(self.port)) for arg in args), using=self.programs,
                                 stdin=stdin)
        return result.status, self.normalised(result.stdout), self.normalised(result.stderr)

    def normalised(self, text):
        text = text.replace(str(self.daemon.folder), "HERE").replace(str(self.port), "PORT")
        text = text.replace(self.programs.supervisorctl, "SUPERVISORCTL")
        text = re.sub(r"pid [1-9]\d*, uptime \d+:\d\d:\d\d", "pid N, uptime T", text)
        text = re.sub(r"[A-Z][a-z]{2} \d\d \d\d:\d\d [AP]M", "DATE", text)
        return re.sub(r"(?m)(^|> )[1-9]\d+$", r"\1N", text)


@pytest.fixture
def idle(folder, nothing_stays_behind):
    """Both, without a daemon running."""
    both = [Run(programs, folder) for programs in (ORACLE, halberd_programs())]
    yield both
    running = [run.daemon for run in both if run.daemon.is_running()]
    for daemon in running:  # Debian's takes a second for each group: let both do it at the same time
        os.kill(daemon.pid, signal.SIGTERM)
    for daemon in running:
        daemon.wait_end()


@pytest.fixture
def runs(idle):
    """Both, with their daemons running."""
    for run in idle:
        run.start()
    return idle


def compare(runs, *command, stdin="", stdout=str, stderr=str):
    """Runs the command with both and holds the results against each other; `stdout` and `stderr` pick what counts."""
    with ThreadPoolExecutor() as pool:
        expected, ours = pool.map(lambda run: run.ctl(*command, stdin=stdin), runs)
    assert (ours[0], stdout(ours[1]), stderr(ours[2])) == (expected[0], stdout(expected[1]), stderr(expected[2])), command
    return expected


def usages(text):
    """The first line and the forms of use in a help text: what they mean is said in other words."""
    lines = text.splitlines()
    return lines[:1] + [line.partition("\t")[0].rstrip() for line in lines[1:] if line[:1].strip()
                        if line.split()[0] in ALL_COMMANDS]


def supervisors_commands(text):
    """A list of topics without the commands that are ours only, which stand below Supervisor's."""
    return text.partition("\ncommands of Halberd ")[0]


def nothing(_):
    """For texts that name the insides of Python."""
    return ""


def test_looking_at_processes(runs):
    for line in ("status", "status all", "status cat many:*", "status nope", "status nope:*", "status nope cat",
                 "status many:many_0", "status many:nope", "status slow", "pid", "pid all", "pid cat slow", "pid many:many_0",
                 "pid nope", "avail", "version", "help nope", "nonsense", "-f", "status?", "status nope*", ""):
        compare(runs, *line.split(" "))


def test_starting_and_stopping(runs):
    for line in ("start many:*", "start many:*", "start many:many_1", "stop many:many_0", "stop many:many_0",
                 "restart many:*", "status many:*", "start cat", "start nope", "start nope:*", "stop nope", "stop nope:*",
                 "restart nope", "start nope bad:missing cat", "start bad:missing", "start bad:forbidden", "start bad:crash",
                 "status bad:crash bad:missing", "stop slow", "status slow", "restart cat log:speaker"):
        compare(runs, *line.split())


def test_all_at_once(idle):
    for run in idle:
        run.configure(CONFIGURATION.replace("startsecs=1000", "startsecs=0"))
        run.start(slow="RUNNING")
    for command in ("stop", "start", "start", "restart"):
        compare(idle, command, "all", stdout=lambda text: sorted(text.splitlines()))


def test_signals(runs):
    for line in ("signal USR1 log:speaker", "signal HUP many:many_0", "signal nonsense cat", "signal 0 cat",
                 "signal TERM nope", "signal TERM nope:*", "signal CONT all", "signal SIGCONT slow:*"):
        compare(runs, *line.split())


def test_logs(runs):
    for line in ("tail log:speaker", "tail -20 log:speaker", "tail -0 log:speaker", "tail log:speaker stderr", "tail -6 log:speaker STDERR",
                 "tail log:silent", "tail nope", "tail cat stdfoo", "tail -f", "tail -x cat", "tail --5 log:speaker",
                 "maintail x", "maintail -x", "clear nope", "clear log:speaker", "tail log:speaker", "clear cat nope slow",
                 "clear all"):
        compare(runs, *line.split())
    for line in ("maintail -5", "maintail"):
        compare(runs, line, stdout=len if line == "maintail -5" else nothing)


def test_following_what_is_not_there(runs):
    for line in ("tail -f nope", "tail -f log:silent"):
        compare(runs, *line.split())


def test_wrong_use_shows_the_use(runs):
    for line in ("start", "stop", "restart", "clear", "signal", "signal HUP", "tail", "tail a b c d", "maintail a b", "fg",
                 "avail x", "reread x", "reload x", "shutdown x", "version x"):
        compare(runs, *line.split(), stdout=usages)
    for line in ("fg cat slow", "fg nope", "fg slow", "open", "open nonsense", "open ftp://x", "add", "remove", "quit", "exit",
                 "EOF"):
        compare(runs, *line.split())


def test_help_lists_our_own_commands_below_supervisors(idle):
    expected = compare(idle, "help", stdout=supervisors_commands)
    ours = idle[1].ctl("help")[1]
    assert ours.startswith(expected[1])
    added = ours[len(expected[1]):].split("\n")
    assert added[1] == "commands of Halberd (type help <topic>):"
    assert set(OUR_COMMANDS) <= set(added[3].split())
    assert not set(ALL_COMMANDS) & set(" ".join(added).split())
    compare(idle, "?", stdout=supervisors_commands)


@pytest.mark.parametrize("topic", [*ALL_COMMANDS, "help"])
def test_help_names_the_same_forms(idle, topic):
    def forms(text):
        return [line.partition("\t")[0].rstrip() for line in text.splitlines() if line.split()[:1] == [topic]]

    compare(idle, "help", topic, stdout=forms)


def test_changes_of_the_configuration(runs):
    changed = (CONFIGURATION.replace("programs=missing,forbidden,crash", "programs=missing,forbidden")
               .replace("[program:crash]\n    command=/bin/false", "[program:fresh]\n    command=/bin/cat")
               .replace("[program:silent]\n    command=/bin/cat", "[program:silent]\n    command=/bin/cat -"))
    compare(runs, "reread")
    compare(runs, "update")
    for run in runs:
        run.configure(changed)
    for line in ("reread", "reread", "avail", "add fresh", "add fresh", "add nope", "remove cat", "remove nope", "stop cat",
                 "remove cat", "status cat", "add cat", "update nope", "update log nope", "update", "update", "update all",
                 "status fresh", "status bad:crash"):
        compare(runs, *line.split(), stdout=str if line != "status fresh" else nothing)
    for run in runs:
        run.configure("[program:broken]\nnothing=here\n")
    for line in ("reread", "update"):
        compare(runs, line, stdout=nothing if line == "update" else str)


def test_over_tcp_with_a_password(runs):
    for line in ("status", "pid cat", "reread", "tail -10 log:speaker"):
        compare(runs, "-s", "http://127.0.0.1:{port}", "-u", "user", "-p", "pass:word", *line.split())


def test_over_tcp_without_the_right_password(runs):
    def first_line(text):
        return text.partition("\n")[0]  # Debian's runs a command that was refused once more and shows that exception too

    for options in ([], ["-u", "user", "-p", "wrong"], ["-u", "user"]):
        for line in ("status", "pid cat", "reread", "tail -10 log:speaker"):
            compare(runs, "-s", "http://127.0.0.1:{port}", *options, *line.split(), stdout=first_line)


def test_lines_from_a_pipe(runs):
    for stdin in ("", "status\n", "version", "status cat\n\nnonsense\n pid\nexit\nversion\n", "stop cat\nstart cat\nEOF\n",
                  "reload\nn\nshutdown\n\nversion\n", "open unix:///no/such/socket\nversion\n"):
        compare(runs, stdin=stdin)
        compare(runs, "-i", stdin=stdin)


@pytest.mark.parametrize("url", ["unix:///no/such/socket", "http://127.0.0.1:{port}"])
def test_without_a_daemon(idle, url):
    for line in ("status", "status cat", "start cat", "stop cat", "restart cat", "signal HUP cat", "tail cat", "tail -f cat",
                 "maintail", "clear cat", "pid", "version", "fg cat", "shutdown", f"open {url}"):
        compare(idle, "-s", url, *line.split())
    for line in ("reread", "update", "avail", "reload", "add cat", "remove cat"):
        compare(idle, "-s", url, *line.split(), stdout=lambda text: text[:len("error: ")])
    compare(idle, "-s", url, stdin="version\n")


def test_an_address_that_nobody_can_call(idle):
    for url in ("nonsense://x", "http://no-such-host.invalid:9001"):
        compare(idle, "-s", url, "pid", stdout=lambda text: text[:len("error: ")])


def test_options(idle):
    for options in (["-x"], ["--nonsense"], ["-c"], ["--serverurl"], ["-s", "nonsense", "status"], ["-s", "a:b", "-s", "c:d"],
                    ["--help=x"], ["-c", "/no/such/file", "status"], ["-c", "{port}"]):
        compare(idle, *options)
    compare(idle, "-h", stdout=lambda text: [line.partition(" --")[0] for line in text.splitlines() if line.startswith("-")][:4])


def test_configuration_without_our_section(idle):
    for run in idle:
        run.daemon.configure("[supervisord]\n", frame=False)
    compare(idle, "status")


def test_after_the_daemon_is_told_to_end(runs):
    compare(runs, "shutdown")
    for run in runs:
        run.daemon.wait_end()
    compare(runs, "status")
    compare(runs, "shutdown")
