"""What a listener of EVENT is told, byte for byte: the same under Debian's supervisord and ours.

One recording listener of each writes down every header and payload while both daemons go through the same scenes, one after the
other. Pids and serials are what differs from run to run; that serials have no gap is checked on each side.
"""

import os
import re
import tempfile
from pathlib import Path
from shutil import rmtree

import pytest

from support.pairs import pair_in
from support.waiting import wait_for

# Appends each event to a file: the length of what follows, header and payload, all as bytes. Answers FAIL to the first event
# whose payload has the word "again".
RECORDER = r"""
import sys
out = open(sys.argv[1], "ab", buffering=0)
sys.stdin.reconfigure(encoding="utf-8", newline="\n", errors="surrogateescape")
failed = False
while True:
    sys.stdout.write("READY\n"); sys.stdout.flush()
    header = sys.stdin.readline()
    if not header:
        sys.exit()
    payload = sys.stdin.read(int(dict(pair.split(":", 1) for pair in header.split())["len"]))
    record = (header + payload).encode("utf-8", "surrogateescape")
    out.write(b"%d\n" % len(record) + record)
    answer = "OK"
    if "again" in payload and not failed:
        failed, answer = True, "FAIL"
    sys.stdout.write("RESULT %d\n%s" % (len(answer), answer)); sys.stdout.flush()
"""

CONFIGURATION = """
[program:crasher]
command=/bin/sh -c 'read word; exit $word'
autostart=false
startsecs=0
autorestart=unexpected
exitcodes=0

[program:fails]
command=/bin/sh -c 'sleep 0.3; exit 3'
autostart=false
startsecs=5
startretries=1

[program:stays]
command=/bin/cat
autostart=false
startsecs=0

[program:speaks]
command=/bin/sh -c 'while read word; do eval "$word"; done'
autostart=false
startsecs=0
stdout_events_enabled=true
stderr_events_enabled=true

[program:captured]
command=/bin/sh -c 'while read word; do eval "$word"; done'
autostart=false
startsecs=0
stdout_capture_maxbytes=1KB
stderr_capture_maxbytes=1KB

[eventlistener:recorder]
command=/usr/bin/python3 -S %(here)s/recorder.py %(here)s/events
events=EVENT
buffer_size=500
"""

ADDED = """
[program:late]
command=/bin/cat
autostart=false
"""


class Event:
    def __init__(self, record):
        header, _, payload = record.partition(b"\n")
        self.header = dict(pair.split(":", 1) for pair in header.decode().split())
        self.order = [pair.split(":")[0] for pair in header.decode().split()]
        self.name = self.header["eventname"]
        self.payload = payload

    def normalised(self):
        """What must be the same on both sides. A pid has as many digits as it happens to have: so has the length then."""
        payload, pids = re.subn(rb"pid:(?!0\b)\d+", b"pid:PID", self.payload)
        fixed = {key: value for key, value in self.header.items() if key not in ("serial", "poolserial")}
        if pids:
            fixed["len"] = "any"
        return tuple(self.order), tuple(fixed.items()), payload


def events_of(daemon):
    """All events so far, but for ticks, which come by the clock."""
    text = (daemon.folder / "events").read_bytes() if (daemon.folder / "events").exists() else b""
    found = []
    while b"\n" in text:
        length, _, rest = text.partition(b"\n")
        if len(rest) < int(length):
            break
        found.append(Event(rest[:int(length)]))
        text = rest[int(length):]
    return found


def names(daemon):
    return [event.name for event in events_of(daemon) if not event.name.startswith("TICK")]


def wait_events(daemon, count):
    """Waits until there are so many events beyond those that were there."""
    wait_for(lambda: len(names(daemon)) >= count, what=lambda: f"{count} events; there are {names(daemon)}")


def say(daemon, name, text):
    daemon.rpc.supervisor.sendProcessStdin(name, text)


def play(daemon):
    """All scenes. Each waits for its own last event, so that the scenes follow each other on both sides."""
    (daemon.folder / "recorder.py").write_text(RECORDER)
    daemon.configure(CONFIGURATION)
    daemon.start()
    daemon.wait_state("recorder", "RUNNING")
    rpc = daemon.rpc.supervisor
    seen = {}

    def scene(title, count):
        """So many more events are to come."""
        before = seen.get("total", start)
        wait_events(daemon, before + count)
        seen["total"] = before + count
        seen[title] = True

    wait_for(lambda: "PROCESS_STATE_RUNNING" in names(daemon), what="the recorder's own start")
    start = len(names(daemon))

    rpc.startProcess("crasher")
    scene("started", 2)
    say(daemon, "crasher", "3\n")
    scene("crashed and restarted", 3)
    say(daemon, "crasher", "0\n")
    scene("ended as expected", 1)
    rpc.startProcess("stays")
    os.kill(daemon.info("stays")["pid"], 9)
    scene("killed and restarted", 5)
    daemon.wait_state("stays", "RUNNING")
    rpc.stopProcess("stays")
    scene("stopped", 2)
    rpc.startProcess("fails", False)
    scene("failed to start twice", 5)
    rpc.startProcess("speaks")
    scene("speaker started", 2)
    say(daemon, "speaks", "printf 'plain text'\n")
    scene("plain text", 1)
    say(daemon, "speaks", "printf 'd\\303\\274rr und \\360\\237\\230\\200' >&2\n")
    scene("other letters", 1)
    rpc.startProcess("captured")
    scene("the other started", 2)
    say(daemon, "captured", "printf '<!--XSUPERVISOR:BEGIN-->captured<!--XSUPERVISOR:END-->'\n")
    scene("captured", 1)
    say(daemon, "captured", "printf '<!--XSUPERVISOR:BEGIN-->to stderr<!--XSUPERVISOR:END-->' >&2\n")
    scene("captured on stderr", 1)
    rpc.sendRemoteCommEvent("kind", "data with\nlines")
    scene("remote", 1)
    rpc.sendRemoteCommEvent("", "")
    scene("empty remote", 1)
    rpc.sendRemoteCommEvent("umlaut", "gr\u00fcn \U0001f600")
    scene("remote with other letters", 1)
    rpc.sendRemoteCommEvent("please", "again")
    scene("rejected once", 2)
    daemon.config.write_text(daemon.config.read_text() + ADDED)
    rpc.reloadConfig()
    rpc.addProcessGroup("late")
    scene("group added", 1)
    rpc.removeProcessGroup("late")
    scene("group removed", 1)
    rpc.stopProcess("speaks")
    scene("speaker stopped", 2)
    rpc.stopProcess("captured")
    scene("the other stopped", 2)
    wait_for(lambda: any(event.name == "TICK_5" for event in events_of(daemon)), what="a tick")
    rpc.shutdown()
    daemon.wait_end()


@pytest.fixture(scope="module")
def streams():
    """What both listeners have written down."""
    folder = Path(tempfile.mkdtemp(prefix="halberd-test-"))
    with pair_in(folder) as pair:
        pair.both(play)
        yield pair.both(events_of)
    rmtree(folder)


def without_ticks(events):
    return [event for event in events if not event.name.startswith("TICK")]


def test_the_streams_are_equal(streams):
    ours, theirs = ([event.normalised() for event in without_ticks(events)] for events in streams)
    for number, (our, their) in enumerate(zip(ours, theirs)):
        assert our == their, f"event {number}"
    assert len(ours) == len(theirs)
    assert len(ours) > 35


def test_every_kind_of_event_has_come(streams):
    for events in streams:
        assert {event.name for event in without_ticks(events)} >= {
            "PROCESS_STATE_STARTING", "PROCESS_STATE_RUNNING", "PROCESS_STATE_BACKOFF", "PROCESS_STATE_STOPPING",
            "PROCESS_STATE_EXITED", "PROCESS_STATE_STOPPED", "PROCESS_STATE_FATAL", "PROCESS_LOG_STDOUT", "PROCESS_LOG_STDERR",
            "PROCESS_COMMUNICATION_STDOUT", "PROCESS_COMMUNICATION_STDERR", "REMOTE_COMMUNICATION", "PROCESS_GROUP_ADDED",
            "PROCESS_GROUP_REMOVED", "SUPERVISOR_STATE_CHANGE_RUNNING", "SUPERVISOR_STATE_CHANGE_STOPPING"}


def test_serials_count_the_events(streams):
    for events in streams:
        first_deliveries = list({event.header["serial"]: event for event in events}.values())
        assert [int(event.header["serial"]) for event in first_deliveries] == list(range(len(first_deliveries)))
        assert [event.header["poolserial"] for event in events] == [event.header["serial"] for event in events]
        assert len(first_deliveries) == len(events) - 1, "one event was rejected once"


def test_ticks_begin_slices_of_time(streams):
    for events in streams:
        ticks = [event for event in events if event.name.startswith("TICK")]
        assert ticks
        for tick in ticks:
            period = int(tick.name.split("_")[1])
            assert re.fullmatch(rb"when:\d+", tick.payload)
            assert int(tick.payload[5:]) % period == 0
