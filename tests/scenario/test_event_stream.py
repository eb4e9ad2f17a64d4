"""Events as Server-Sent Events: live, from where a client was, and without an end."""

import json
import re
import socket
import subprocess
import tempfile
from pathlib import Path

import pytest

from support import http
from support.openapi import Api
from support.waiting import stays, wait_for

PROGRAMS = """
    [program:cat]
    command=/bin/cat
    [program:idle]
    command=/bin/cat
    autostart=false
    """


@pytest.fixture
def running(halberd):
    halberd.configure(PROGRAMS)
    halberd.start()
    halberd.wait_state("cat", "RUNNING")
    return halberd


class Stream:
    """curl at /api/v1/events; what it receives goes to a file."""

    def __init__(self, daemon, query="", *arguments):
        self.path = Path(tempfile.mkstemp(prefix="stream-", dir=daemon.folder)[1])
        with open(self.path, "wb") as file:
            self._process = subprocess.Popen(
                ["curl", "-sSN", "--unix-socket", str(daemon.socket), *arguments,
                 f"http://localhost/api/v1/events{query}"], stdout=file)
        wait_for(lambda: "retry:" in self.text(), what="the head of the stream")

    def text(self):
        return self.path.read_text()

    def events(self):
        """(id, event) of each complete message."""
        found = re.findall(r"^id: (\S+)\ndata: (.*)\n\n", self.text(), re.MULTILINE)
        return [(identifier, json.loads(data)) for identifier, data in found]

    def types(self):
        return [event["type"] for _, event in self.events()]

    def is_open(self):
        return self._process.poll() is None

    def close(self):
        self._process.kill()
        self._process.wait()


def test_events_come_live_and_as_described(running):
    stream = Stream(running)
    running.ctl("stop", "cat")
    wait_for(lambda: "PROCESS_STATE_STOPPED" in stream.types(), what="the event")
    assert stream.types() == ["PROCESS_STATE_STOPPING", "PROCESS_STATE_STOPPED"]
    api = Api(running)
    for identifier, event in stream.events():
        api.check(event, {"$ref": "#/components/schemas/Event"})
        assert identifier.endswith(f"-{event['id']}")
    assert stream.events()[0][1]["fields"]["processname"] == "cat"
    assert stream.is_open()
    stream.close()


def test_types_are_selected_as_listeners_select_them(running):
    stream = Stream(running, "?types=PROCESS_STATE_STOPPED,PROCESS_STATE_RUNNING(idle)")
    running.ctl("restart", "cat")
    running.ctl("start", "idle")
    wait_for(lambda: len(stream.events()) >= 2, what="two events")
    assert stream.types() == ["PROCESS_STATE_STOPPED", "PROCESS_STATE_RUNNING"]
    stream.close()


def test_a_client_that_comes_again_misses_nothing(running):
    first = Stream(running, "?types=PROCESS_STATE")
    running.ctl("stop", "cat")
    wait_for(lambda: len(first.events()) == 2, what="the first events")
    first.close()
    last = first.events()[-1][0]
    running.ctl("start", "cat")
    second = Stream(running, "?types=PROCESS_STATE", "-H", f"Last-Event-ID: {last}")
    running.ctl("stop", "cat")
    wait_for(lambda: len(second.events()) == 4, what="the events since")
    assert second.types() == ["PROCESS_STATE_STARTING", "PROCESS_STATE_RUNNING", "PROCESS_STATE_STOPPING",
                              "PROCESS_STATE_STOPPED"]
    numbers = [event["id"] for _, event in first.events() + second.events()]
    assert numbers == sorted(set(numbers))
    second.close()


def test_ids_of_an_earlier_daemon_count_as_none(running):
    stream = Stream(running, "?after=0-999999")
    wait_for(lambda: "SUPERVISOR_STATE_CHANGE_RUNNING" in stream.types(), what="all that is in memory")
    stream.close()


def test_a_shutdown_waits_for_no_viewer(running):
    stream = Stream(running)
    running.stop()
    wait_for(lambda: not stream.is_open(), what="the end of the stream")
    assert stream.types()[0] == "SUPERVISOR_STATE_CHANGE_STOPPING"


def test_a_slow_client_is_cut(running):
    client = socket.socket(socket.AF_UNIX)
    client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    client.connect(str(running.socket))
    client.sendall(b"GET /api/v1/events HTTP/1.1\r\nHost: x\r\n\r\n")
    assert client.recv(12) == b"HTTP/1.1 200"
    cut = lambda: "halberd_http_streams_cut_total 1" in http.request(running, "/metrics").body
    big = "x" * 200_000
    wait_for(lambda: running.rpc.supervisor.sendRemoteCommEvent("t", big) and cut(), what="the client to be cut")
    client.close()
    assert running.info("cat")["statename"] == "RUNNING"


def test_a_long_history_comes_whole(running):
    big = "x" * 100_000
    for _ in range(20):  # more than a client may be behind
        running.rpc.supervisor.sendRemoteCommEvent("t", big)
    stream = Stream(running, "?types=REMOTE_COMMUNICATION&after=0")
    wait_for(lambda: len(stream.events()) == 20, what=lambda: f"20 events; there are {len(stream.events())}")
    running.rpc.supervisor.sendRemoteCommEvent("t", "last")
    wait_for(lambda: stream.events()[-1][1]["payload"].endswith("last"), what="the next event")
    stream.close()


def test_a_viewer_of_a_silent_daemon_wakes_it_seldom(running):
    stream = Stream(running)

    def sleeps():
        status = Path(f"/proc/{running.pid}/status").read_text()
        return int(re.search(r"^voluntary_ctxt_switches:\s+(\d+)", status, re.MULTILINE).group(1))

    before = sleeps()
    assert stays(lambda: sleeps() <= before + 1, seconds=3)
    stream.close()
