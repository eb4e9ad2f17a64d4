"""Every way through the states of a process, under Debian's supervisord and ours: the same lines in the log at level
debug, the same events, the same answers, in the same order.

One daemon of each runs all programs of PROGRAMS side by side; a test compares what happened to one of them.
"""

import os
import re
import shutil
import sys
import tempfile
import textwrap
import xmlrpc.client
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from support.pairs import normalised, pair_in, records, without_repeats
from support.waiting import wait_for


def sh(script):
    return f"/bin/sh -c '{script}'"


# Until everything runs: Supervisor skips RUNNING, or its line, when a program ends before it comes to look again.
WAIT = "while [ ! -e %(here)s/go ]; do sleep 0.05; done; "


def once(then, wait=WAIT):
    """A first life that ends with `then`, and a second one that stays."""
    seen = "%(here)s/%(program_name)s.seen"
    return sh(f"if [ -e {seen} ]; then exec cat; fi; touch {seen}; {wait}{then}")


def trapping(trap, also=""):
    """A program that does `trap` on a signal, and says when it is ready for one."""
    return sh(f"trap {trap}; {also}{WAIT}echo ready; while :; do sleep 0.05; done")


CAT = "/bin/cat"
QUICK = dict(startsecs=0)
# Supervisor may notice an end a second late; that must still be too quick.
FAILING = dict(startsecs=5)
NO_RETRY = dict(FAILING, startretries=0)

# name: (command, other keys, the state in which it comes to rest)
PROGRAMS = {
    # lives that end by themselves
    "stays": (CAT, {}, "RUNNING"),
    "stays_at_once": (CAT, QUICK, "RUNNING"),
    "never_0": (once("exit 0"), dict(QUICK, autorestart="false"), "EXITED"),
    "never_3": (once("exit 3"), dict(QUICK, autorestart="false"), "EXITED"),
    "unexpected_0": (once("exit 0"), dict(QUICK, autorestart="unexpected"), "EXITED"),
    "unexpected_3": (once("exit 3"), dict(QUICK, autorestart="unexpected"), "RUNNING"),
    "always_0": (once("exit 0"), dict(QUICK, autorestart="true"), "RUNNING"),
    "always_3": (once("exit 3"), dict(QUICK, autorestart="true"), "RUNNING"),
    "listed_4": (once("exit 4"), dict(QUICK, exitcodes="3,4"), "EXITED"),
    "unlisted_0": (once("exit 0"), dict(QUICK, exitcodes="3,4"), "RUNNING"),
    "killed": (once("kill -USR1 $$"), dict(QUICK, autorestart="false"), "EXITED"),
    "aborted": (once("kill -ABRT $$"), dict(QUICK, autorestart="false"), "EXITED"),
    "outlives_startsecs": (sh(WAIT + "exit 3"), dict(startsecs=1, autorestart="false"), "EXITED"),
    # starts that fail
    "too_quick_0": (sh("exit 0"), dict(FAILING, startretries=2), "FATAL"),
    "too_quick_3": (sh("exit 3"), NO_RETRY, "FATAL"),
    "too_quick_signal": (sh("kill -KILL $$"), NO_RETRY, "FATAL"),
    "second_try": (once("exit 1", wait=""), dict(startsecs=2), "RUNNING"),
    "missing": ("/no/such/command", dict(FAILING, startretries=1), "FATAL"),
    "missing_in_path": ("no-such-command", NO_RETRY, "FATAL"),
    "a_folder": ("/usr/share", NO_RETRY, "FATAL"),
    "not_executable": ("%(here)s/plain", NO_RETRY, "FATAL"),
    "not_a_program": ("%(here)s/garbage", NO_RETRY, "FATAL"),
    "without_interpreter": ("%(here)s/script", NO_RETRY, "FATAL"),
    "open_quote": ("/bin/echo 'x", NO_RETRY, "FATAL"),
    "no_directory": (CAT, dict(NO_RETRY, directory="/no/such"), "FATAL"),
    "not_by_itself": (CAT, dict(autostart="false"), "STOPPED"),
    # for what is asked below
    "stop_plain": (CAT, {}, "RUNNING"),
    "stop_starting": (CAT, dict(startsecs=600), "STARTING"),
    "stop_exit_0": (trapping('"exit 0" TERM'), QUICK, "RUNNING"),
    "stop_exit_5": (trapping('"exit 5" TERM'), QUICK, "RUNNING"),
    **{"stop_by_" + name: (CAT, dict(QUICK, stopsignal=name), "RUNNING") for name in ["HUP", "INT", "QUIT", "KILL", "USR2"]},
    "stop_deaf": (trapping('"" TERM'), dict(QUICK, stopwaitsecs=1), "RUNNING"),
    "stop_group": (CAT, dict(QUICK, stopasgroup="true"), "RUNNING"),
    "stop_deaf_group": (trapping('"" TERM'), dict(QUICK, stopwaitsecs=1, killasgroup="true"), "RUNNING"),
    "stop_backoff": (sh("exit 1"), dict(FAILING, startretries=1000), "BACKOFF"),
    "stop_twice": (trapping('"" TERM'), dict(QUICK, stopwaitsecs=2), "RUNNING"),
    "start_again": (CAT, QUICK, "RUNNING"),
    "signalled": (trapping('"exit 2" USR1', 'trap "" HUP; '), dict(QUICK, autorestart="false"), "RUNNING"),
}

# What is asked about a program after it has come to rest: method names of XML-RPC with what follows the name.
ASKED = {
    **{name: [("stopProcess",)] for name in PROGRAMS if name.startswith("stop_")},
    "stop_twice": [("stopProcess", False), ("stopProcess",), ("signalProcess", "KILL")],
    "start_again": [("startProcess",), ("stopProcess",), ("stopProcess",), ("startProcess",), ("startProcess",)],
    "signalled": [("signalProcess", "HUP"), ("signalProcess", "NONSENSE"), ("signalProcess", "USR1")],
    "never_3": [("startProcess",)],
    "unexpected_0": [("signalProcess", "TERM"), ("stopProcess",)],
    "not_by_itself": [("startProcess", False)],
    "too_quick_3": [("startProcess",), ("stopProcess",)],
    "not_executable": [("startProcess",)],
    "missing": [("startProcess", False)],
    "open_quote": [("startProcess",)],
}

# Where those have gone in the end; the other ones stay.
RESTING_AFTERWARDS = {
    **{name: "STOPPED" for name in PROGRAMS if name.startswith("stop_")},
    "signalled": "EXITED", "never_3": "RUNNING", "not_by_itself": "RUNNING",
}

# Writes each event with its payload to its standard error stream.
LISTENER = """
import sys
while True:
    print("READY", flush=True)
    header = dict(word.split(":") for word in sys.stdin.readline().split())
    print(header["eventname"], sys.stdin.read(int(header["len"])), file=sys.stderr, flush=True)
    sys.stdout.write("RESULT 2\\nOK")
"""


def configuration():
    sections = ["[supervisord]\nloglevel=debug\n", f"""
        [eventlistener:events]
        command={sys.executable} -u %(here)s/listener.py
        events=PROCESS_STATE
        buffer_size=1000
        stderr_logfile=%(here)s/events.log
        """]
    for name, (command, keys, _) in PROGRAMS.items():
        lines = [f"[program:{name}]", f"command={command}", "stdout_logfile=%(here)s/%(program_name)s.out",
                 "stderr_logfile=%(here)s/%(program_name)s.err", *(f"{key}={value}" for key, value in keys.items())]
        sections.append("\n".join(lines) + "\n")
    return "".join(map(textwrap.dedent, sections))


class Seen:
    """What has happened on one side."""

    def __init__(self, daemon):
        self.daemon = daemon
        self.answers = {}
        self.rest(PROGRAMS, lambda name: "RUNNING" if WAIT in PROGRAMS[name][0] else PROGRAMS[name][2])
        (daemon.folder / "go").touch()
        self.rest(PROGRAMS, lambda name: PROGRAMS[name][2])
        for name in PROGRAMS:
            if "trap" in PROGRAMS[name][0]:
                daemon.wait_file(f"{name}.out", "ready")
        with ThreadPoolExecutor(max_workers=len(ASKED)) as pool:
            for name, answers in zip(ASKED, pool.map(self.ask, ASKED)):
                self.answers[name] = answers
        self.rest(PROGRAMS, lambda name: RESTING_AFTERWARDS.get(name, PROGRAMS[name][2]))
        self.infos = {name: daemon.info(name) for name in PROGRAMS}
        self.events = self.all_events()

    def rest(self, names, state):
        for name in names:
            self.daemon.wait_state(name, state(name))

    def ask(self, name):
        """The answers to what is asked about a program, one after the other."""
        answers = []
        for method, *arguments in ASKED[name]:
            try:
                answers.append(getattr(self.daemon.rpc.supervisor, method)(name, *arguments))
            except xmlrpc.client.Fault as fault:
                answers.append((fault.faultCode, normalised(self.daemon, fault.faultString)))
        return answers

    def all_events(self):
        """What the listener has written, once it has written of the last event of every program."""

        def complete():
            last = {re.search(r"processname:(\S+)", line).group(1): line.split()[0] for line in self.event_lines()}
            return all(last.get(name) == "PROCESS_STATE_" + info["statename"] for name, info in self.infos.items()
                       if name != "not_by_itself")

        wait_for(complete, what=lambda: f"the last events; there are {self.event_lines()}")
        return self.event_lines()

    def event_lines(self):
        return re.sub(r"pid:[1-9]\d*", "pid:PID", (self.daemon.folder / "events.log").read_text()).splitlines()

    def of(self, name):
        """All that concerns one program."""
        info = self.infos[name]
        log = without_repeats(records(self.daemon, about=name))
        if "deaf" not in name:
            # Supervisor says so unless the process has ended by the time that it comes to look.
            log = [line for line in log if not line.startswith("INFO waiting for ")]
        return {
            "log": log,
            "events": [line for line in self.event_lines() if f"processname:{name} " in line],
            "answers": self.answers.get(name),
            "state": info["statename"], "exitstatus": info["exitstatus"], "spawnerr": normalised(self.daemon, info["spawnerr"]),
            "has ended": info["stop"] != 0,
            "description": re.sub(r"\d+", "N", info["description"]) if info["pid"] or "spawn" in info["spawnerr"] else None,
            "stdout": self.output(f"{name}.out"), "stderr": self.output(f"{name}.err"),
        }

    def output(self, name):
        path = self.daemon.folder / name
        return normalised(self.daemon, path.read_text()) if path.exists() else None


@pytest.fixture(scope="module")
def seen():
    """Both sides after everything has happened; ours first."""
    folder = Path(tempfile.mkdtemp(prefix="halberd-states-"))
    folder.chmod(0o755)
    with pair_in(folder) as pair:
        for daemon in pair.daemons:
            (daemon.folder / "listener.py").write_text(LISTENER)
            (daemon.folder / "plain").write_text("no program\n")
            for name, text in {"garbage": "no program\n", "script": "#!/no/interpreter\n"}.items():
                (daemon.folder / name).write_text(text)
                os.chmod(daemon.folder / name, 0o755)
        pair.start(configuration())
        yield pair.both(Seen)
        pair.both(lambda daemon: daemon.rpc.supervisor.stopAllProcesses())  # at shutdown it would be one group a second
    shutil.rmtree(folder)


@pytest.mark.parametrize("name", PROGRAMS)
def test_the_same_happens_to_a_program(seen, name):
    ours, theirs = (side.of(name) for side in seen)
    assert theirs["state"] == RESTING_AFTERWARDS.get(name, PROGRAMS[name][2])
    for what, wanted in theirs.items():
        assert ours[what] == wanted, what
