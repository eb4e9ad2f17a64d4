"""Every method of the `supervisor` and `system` namespaces, called in more than two thousand ways, under Debian's
supervisord and ours: the same HTTP statuses, faults and results, and the same processes after each change.

rpc_calls.py makes the calls, rpc_differences.py lists the answers in which ours differs on purpose.
"""

import http.client
import re
import socket
import tempfile
import xmlrpc.client
from pathlib import Path

import pytest

from conformance.rpc_calls import call, changes, reads, usual_calls
from conformance.rpc_differences import DIFFERENCES, wanted_difference
from support.pairs import normalised, pair_in
from support.waiting import wait_for

SEED = 20261126
LEAST_READS = 2000

IGNORE = 'trap "" HUP INT QUIT USR1 USR2 PIPE ALRM WINCH; '
SLEEP = f"/bin/sh -c '{IGNORE}exec sleep 100000'"
CAT = f"/bin/sh -c '{IGNORE}exec cat'"

PROGRAMS = {
    "cat": (CAT, {}),
    "web": (SLEEP, dict(process_name="%(program_name)s_%(process_num)02d", numprocs=2)),
    "never": (SLEEP, dict(autostart="false")),
    "exits": ("/bin/sh -c 'sleep 0.2; exit 3'", {}),
    "fails": ("/bin/sh -c 'sleep 0.1; exit 1'", dict(startsecs=5)),
    "missing": ("/no/such/command", {}),
    "folder": ("/usr/share", {}),
    "plain": ("%(here)s/plain", {}),
    "half": (f"/bin/sh -c '{IGNORE}trap \"\" TERM; exec sleep 100000'", dict(stopwaitsecs=1)),
    "ten": (SLEEP, dict(stdout_logfile="%(here)s/ten.log", stderr_logfile="%(here)s/ten.err")),
    "utf8": (SLEEP, dict(stdout_logfile="%(here)s/utf8.log", autostart="false")),
    "binary": (SLEEP, dict(stdout_logfile="%(here)s/binary.log", autostart="false")),
    "nolog": (SLEEP, dict(stdout_logfile="NONE", stderr_logfile="NONE")),
    "gone": (SLEEP, dict(stdout_logfile="%(here)s/gone.log", autostart="false")),
}
RESTING = {"RUNNING", "STOPPED", "EXITED", "FATAL"}


def configuration():
    sections = []
    for name, (command, keys) in PROGRAMS.items():
        keys = {"startsecs": 0, "startretries": 0, "autorestart": "false", **keys}
        sections.append(f"[program:{name}]\ncommand={command}\n" + "".join(f"{key}={value}\n" for key,
                                                                           value in keys.items()))
    return "\n".join(sections)


def make_files(folder):
    (folder / "plain").write_text("no program\n")
    (folder / "ten.log").write_text("0123456789")
    (folder / "ten.err").write_text("abcdefghij")
    (folder / "utf8.log").write_text("aäb€c🎉d\n" * 3)
    (folder / "binary.log").write_bytes(b"\x00\x01\xff\xfe\x1b[0m\x80 text\n")


class Connection:
    """A connection that is kept from call to call."""

    def __init__(self, daemon):
        self._daemon = daemon
        self._http = None

    def post(self, body):
        """The status and the body of the answer to one request."""
        if self._http is None:
            self._http = http.client.HTTPConnection("localhost")
            self._http.sock = socket.socket(socket.AF_UNIX)
            self._http.sock.settimeout(30)
            self._http.sock.connect(str(self._daemon.socket))
        try:
            self._http.request("POST", "/RPC2", body, {"Content-Type": "text/xml"})
            response = self._http.getresponse()
            answer = response.status, response.read()
        except http.client.HTTPException as error:
            answer = f"broken: {error!r}", b""
        if answer[0] != 200:
            self._http.close()
            self._http = None
        return answer

    def close(self):
        if self._http is not None:
            self._http.close()


# --- answers without what differs from run to run

_ANY_TIME = re.compile(r"^[A-Z][a-z]{2} \d\d \d\d:\d\d [AP]M$")
_UPTIME = re.compile(r"pid \d+, uptime \d+:\d\d:\d\d")


def _without_chance(value, daemon):
    if isinstance(value, dict):
        plain = {key: _without_chance(each, daemon) for key, each in value.items()}
        for key in ("start", "stop", "now", "pid"):
            if key in plain:
                plain[key] = plain[key] != 0
        return plain
    if isinstance(value, list):
        values = [_without_chance(each, daemon) for each in value]
        if values and all(isinstance(each, dict) and "status" in each for each in values):
            values.sort(key=lambda each: (each["group"], each["name"]))  # the order in which they ended
        return values
    if isinstance(value, str):
        text = normalised(daemon, _UPTIME.sub("pid N, uptime T", value))
        return "TIME" if _ANY_TIME.match(text) else text
    return value


def _of_method(call, value):
    """The result without what is each daemon's own."""
    if call.method == "supervisor.getPID":
        return isinstance(value, int) and value > 1
    if call.method in ("supervisor.readLog", "supervisor.readMainLog"):
        return len(value) if len(value) < 20 else "text"
    if call.method == "system.listMethods":
        return [name for name in value if not name.startswith("halberd.")]
    if call.method == "system.methodHelp":
        return isinstance(value, str) and "@return" in value
    return value


class Answer:
    """The answer of one daemon to one call, comparable with the other's."""

    def __init__(self, daemon, call, status, body):
        self.status = status
        self.fault = None
        self.value = None
        if status == 200:
            try:
                (self.value,), _ = xmlrpc.client.loads(body, use_builtin_types=True)
                self.value = _without_chance(_of_method(call, self.value), daemon)
            except xmlrpc.client.Fault as fault:
                self.fault = (fault.faultCode, normalised(daemon, fault.faultString))
            except Exception as error:  # pylint: disable=broad-except
                self.status = f"unreadable answer: {error}"

    def is_success(self):
        return self.status == 200 and self.fault is None

    def __repr__(self):
        if self.status != 200:
            return f"HTTP {self.status}"
        return f"fault {self.fault}" if self.fault else f"result {self.value!r}"


class Caller:
    """Calls both daemons and collects the answers that differ."""

    def __init__(self, pair):
        self._pair = pair
        self._connections = {daemon: Connection(daemon) for daemon in pair.daemons}
        self.calls = 0
        self.differences = []
        self.seen = set()  # the wanted differences that came up

    def close(self):
        for connection in self._connections.values():
            connection.close()

    def call_all(self, calls):
        """Makes the calls on both sides at the same time."""
        answers = self._pair.both(lambda daemon: [self._answer(daemon, call) for call in calls])
        for call, ours, theirs in zip(calls, *answers):
            self.compare(call, ours, theirs)

    def configure(self, text):
        """Writes another configuration for both."""
        self._pair.both(lambda daemon: daemon.configure(text))

    def end(self):
        """Waits until both daemons have ended; their exit statuses."""
        return self._pair.both(lambda daemon: daemon.wait_end())

    def change(self, call):
        """Makes a call that changes something, and compares the processes when they have come to rest."""
        ours, theirs = self._pair.both(lambda daemon: self._answer(daemon, call))
        self.compare(call, ours, theirs)
        # A start that is refused may have begun one all the same.
        if ours.is_success() or theirs.is_success() or call.method.startswith("supervisor.start"):
            self.settle(call.about)

    def compare(self, call, ours, theirs):
        self.calls += 1
        if repr(ours) == repr(theirs):
            return
        wanted = wanted_difference(call, ours, theirs)
        if wanted is not None:
            self.seen.add(wanted.about)
        else:
            self.differences.append(f"{call.about}\n    ours   {ours!r}\n    theirs {theirs!r}")

    def settle(self, about):
        """Waits until the processes of both rest in the same states, and have done so for some looks."""
        looks = []

        def at_rest():
            ours, theirs = self._pair.both(self._states)
            is_resting = set(ours.values()) <= RESTING and ours.get("exits:exits") != "RUNNING"  # that ends by itself
            looks.append(ours == theirs and is_resting and ours)
            return looks[-1] and looks[-3:] == [looks[-1]] * 3

        wait_for(at_rest, timeout=15, what=lambda: f"both to rest alike after {about}: {self._pair.both(self._states)}")

    def _answer(self, daemon, call):
        return Answer(daemon, call, *self._connections[daemon].post(call.body))

    @staticmethod
    def _states(daemon):
        return {f"{info['group']}:{info['name']}": info["statename"]
                for info in daemon.rpc.supervisor.getAllProcessInfo()}


@pytest.fixture(scope="module")
def caller():
    with tempfile.TemporaryDirectory(prefix="halberd-rpc-") as folder, pair_in(Path(folder)) as pair:
        pair.both(lambda daemon: make_files(daemon.folder))
        pair.start(configuration())
        calling = Caller(pair)
        calling.settle("the start")
        yield calling
        calling.close()


def check(caller):
    shown = "\n".join(caller.differences)
    assert not caller.differences, f"{len(caller.differences)} of {caller.calls} calls differ:\n{shown}"


def test_calls_that_change_nothing(caller):
    calls = reads(SEED, LEAST_READS)
    assert len(calls) >= LEAST_READS
    caller.call_all(calls)
    check(caller)


def test_calls_that_change_something(caller):
    caller.differences.clear()
    for call in changes(SEED, 150):
        caller.change(call)
    check(caller)


def test_groups_of_a_changed_configuration(caller):
    caller.differences.clear()
    caller.change(call("supervisor.startProcess", "ten"))
    added = f"\n[program:added]\ncommand={SLEEP}\nstartsecs=0\n[group:both]\nprograms=never,gone\n"
    text = configuration().replace("stopwaitsecs=1", "stopwaitsecs=2")
    caller.configure(text + added)
    caller.call_all([call("supervisor.getAllConfigInfo"), call("supervisor.reloadConfig"),
                     call("supervisor.getAllConfigInfo")])
    for method, group in [("add", "both"), ("remove", "never"), ("add", "added"), ("add", "added"), ("remove", "added"),
                          ("remove", "ten"), ("add", "nosuch"), ("remove", "nosuch"), ("add", "never")]:
        caller.change(call(f"supervisor.{method}ProcessGroup", group))
    caller.call_all([call("supervisor.getAllConfigInfo"), call("supervisor.getProcessInfo", "both:never")])
    caller.configure(text + "[nosuch")
    caller.change(call("supervisor.reloadConfig"))
    caller.configure(configuration())
    caller.change(call("supervisor.reloadConfig"))
    check(caller)


def test_every_wanted_difference_has_come_up(caller):
    assert {one.about for one in DIFFERENCES} == caller.seen


def test_while_the_daemon_goes_down(caller):
    caller.differences.clear()
    caller.change(call("supervisor.startProcess", "half"))  # takes a second to stop
    caller.call_all([call("supervisor.shutdown"), *usual_calls(), call("supervisor.shutdown"),
                     call("supervisor.restart")])
    check(caller)
    assert caller.end() == [0, 0]
