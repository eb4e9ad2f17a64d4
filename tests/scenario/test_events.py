"""Events as operators and listeners see them: filters, lengths, counts, and the stream of supervisorctl."""

import json
import re
import signal
import subprocess
import textwrap

import pytest

from support.waiting import wait_for


# Writes down the header and the payload of each event; answers OK, or nothing at all with "stuck".
RECORDER = """
import sys
path, stuck = sys.argv[1], "stuck" in sys.argv[2:]
out = open(path, "wb", buffering=0)
stdin, stdout = sys.stdin.buffer, sys.stdout.buffer
while True:
    stdout.write(b"READY\\n"); stdout.flush()
    header = stdin.readline()
    if not header:
        sys.exit()
    length = int(dict(pair.split(":") for pair in header.decode().split())["len"])
    payload = stdin.read(length)
    out.write(header + payload + b"\\n")
    if stuck:
        stdin.read()
    stdout.write(b"RESULT 2\\nOK"); stdout.flush()
""".replace("\\\\", "\\")


def configure(daemon, listener, *sections):
    (daemon.folder / "recorder.py").write_text(RECORDER)
    daemon.configure(textwrap.dedent(listener) + "".join(textwrap.dedent(section) for section in sections))
    daemon.start()


PROGRAMS = """
    [program:web]
    command=/bin/sleep 1000
    [program:db]
    command=/bin/sleep 1000
    """


def names_in(text, kind):
    return re.findall(rf"eventname:{kind} .*\nprocessname:(\w+)", text)


def test_filters_select_the_events_of_some_processes(halberd):
    configure(halberd, """
        [eventlistener:l]
        command=/usr/bin/python3 -S %(here)s/recorder.py %(here)s/seen
        events=PROCESS_STATE_RUNNING(web:*), PROCESS_STATE_STOPPED
        """, PROGRAMS)
    halberd.wait_state("l", "RUNNING")
    halberd.wait_state("db", "RUNNING")
    halberd.ctl("restart", "db")
    halberd.ctl("restart", "web")
    halberd.wait_file("seen", "PROCESS_STATE_RUNNING(?s:.*)processname:web", count=1)
    seen = (halberd.folder / "seen").read_text()
    assert set(names_in(seen, "PROCESS_STATE_RUNNING")) == {"web"}
    assert names_in(seen, "PROCESS_STATE_STOPPED") == ["db", "web"]


def test_the_length_may_count_bytes(halberd):
    configure(halberd, """
        [eventlistener:bytes]
        command=/usr/bin/python3 -S %(here)s/recorder.py %(here)s/bytes
        events=REMOTE_COMMUNICATION
        event_length=bytes
        [eventlistener:characters]
        command=/bin/sh -c 'env > %(here)s/environment; exec /usr/bin/python3 -S %(here)s/recorder.py %(here)s/characters'
        events=REMOTE_COMMUNICATION
        """)
    halberd.wait_state("bytes", "RUNNING")
    halberd.wait_state("characters", "RUNNING")
    halberd.rpc.supervisor.sendRemoteCommEvent("t", "d\u00fcrr")
    payload = "type:t\ndürr".encode()
    halberd.wait_file("bytes", "rr")
    assert (halberd.folder / "bytes").read_bytes().endswith(b" len:%d\n%s\n" % (len(payload), payload))
    halberd.wait_file("characters", r"len:11\n")
    assert "SUPERVISOR_EVENT_LENGTH" not in (halberd.folder / "environment").read_text()


def pools(daemon):
    return {pool["name"]: pool for pool in daemon.rpc.halberd.getListenerPools()}


def test_lost_events_are_counted_and_said_once(halberd):
    configure(halberd, """
        [eventlistener:stuck]
        command=/usr/bin/python3 -S %(here)s/recorder.py %(here)s/seen stuck
        events=REMOTE_COMMUNICATION
        buffer_size=5
        """)
    halberd.wait_state("stuck", "RUNNING")
    for number in range(106):
        halberd.rpc.supervisor.sendRemoteCommEvent("t", str(number))
    pool = pools(halberd)["stuck"]
    assert pool["oldest"] > 0
    del pool["oldest"]
    assert pool == {"name": "stuck", "accepted": 106, "delivered": 0, "rejected": 0, "discarded": 100, "under_way": 1,
                    "buffered": 5, "buffer_size": 5, "delivery": "memory"}
    assert halberd.log().count("event buffer overflowed") == 1
    metrics = subprocess.run(["curl", "-sS", "--fail", "--unix-socket", halberd.socket, "http://localhost/metrics"],
                             check=True, capture_output=True, encoding="utf-8").stdout
    assert 'halberd_listener_events_discarded_total{pool="stuck"} 100\n' in metrics
    assert 'halberd_process_up{group="stuck",process="stuck"} 1\n' in metrics


# Answers nothing before the file "go" is there. Refuses the number 440 once, and dies once when it has 470.
MOODY = """
import os, sys, time
folder = sys.argv[1]
out = open(folder + "/taken", "ab", buffering=0)
stdin, stdout = sys.stdin.buffer, sys.stdout.buffer

def first(name):
    try:
        os.close(os.open(folder + "/" + name, os.O_CREAT | os.O_EXCL))
        return True
    except FileExistsError:
        return False

while True:
    stdout.write(b"READY\\n"); stdout.flush()
    header = stdin.readline()
    payload = stdin.read(int(header.rpartition(b":")[2]))
    number = payload.rpartition(b"\\n")[2]
    while not os.path.exists(folder + "/go"):
        time.sleep(0.01)
    if number == b"470" and first("dead"):
        sys.exit(1)
    refused = number == b"440" and first("refused")
    if not refused:
        out.write(number + b"\\n")
    stdout.write(b"RESULT 4\\nFAIL" if refused else b"RESULT 2\\nOK"); stdout.flush()
"""


@pytest.mark.parametrize("buffer_size, taken", [(500, [*range(501)]), (499, [0, *range(2, 501)]),
                                                (100, [0, *range(401, 501)])])
def test_what_the_buffer_holds_is_delivered_once_and_the_rest_is_counted(halberd, buffer_size, taken):
    (halberd.folder / "moody.py").write_text(MOODY)
    configure(halberd, f"""
        [eventlistener:moody]
        command=/usr/bin/python3 -S %(here)s/moody.py %(here)s
        events=REMOTE_COMMUNICATION
        buffer_size={buffer_size}
        """)
    halberd.wait_state("moody", "RUNNING")
    halberd.rpc.supervisor.sendRemoteCommEvent("t", "0")
    wait_for(lambda: pools(halberd)["moody"]["under_way"] == 1, what="the listener to have the first event")
    for number in range(1, 501):
        halberd.rpc.supervisor.sendRemoteCommEvent("t", str(number))
    discarded = 501 - len(taken)
    pool = pools(halberd)["moody"]
    assert (pool["buffered"], pool["discarded"], pool["under_way"]) == (500 - discarded, discarded, 1)
    (halberd.folder / "go").touch()
    halberd.wait_file("taken", "^500$")
    assert [int(line) for line in (halberd.folder / "taken").read_text().split()] == taken
    wait_for(lambda: pools(halberd)["moody"]["under_way"] == 0, what="the last answer")
    pool = pools(halberd)["moody"]
    assert {key: pool[key] for key in ("accepted", "delivered", "rejected", "discarded", "buffered")} == {
        "accepted": 501, "delivered": len(taken), "rejected": 1, "discarded": discarded, "buffered": 0}
    assert (halberd.folder / "dead").exists() and (halberd.folder / "refused").exists()
    assert halberd.log().count("overflowed, discarding event") == (1 if discarded else 0)
    said = re.findall(r"overflowed: (\d+) events were discarded", halberd.log())
    assert said == ([str(discarded)] if discarded > 1 else [])


def test_the_last_events_are_shown(halberd):
    configure(halberd, PROGRAMS)
    halberd.wait_state("web", "RUNNING")
    halberd.wait_state("db", "RUNNING")
    shown = halberd.ctl("events").stdout
    assert re.search(r"^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,\d{3} PROCESS_STATE_STARTING processname:web groupname:web "
                     r"from_state:STOPPED tries:0$", shown, re.MULTILINE)
    assert "SUPERVISOR_STATE_CHANGE_RUNNING" in shown
    only = halberd.ctl("events", "--json", "PROCESS_STATE_RUNNING(db)").stdout.splitlines()
    assert [json.loads(line)["event"] for line in only] == ["PROCESS_STATE_RUNNING"]
    wrong = halberd.ctl("events", "PROCESS_STATE_RUNING")
    assert wrong.status == 2
    assert wrong.stdout == ("ERROR: BAD_ARGUMENTS: Unknown event type 'PROCESS_STATE_RUNING' "
                            "(did you mean 'PROCESS_STATE_RUNNING'?)\n")


def test_events_are_followed_until_control_c(halberd):
    configure(halberd, PROGRAMS)
    halberd.wait_state("web", "RUNNING")
    command = [halberd.programs.supervisorctl, "-c", str(halberd.config), "events", "-f", "PROCESS_STATE_STOPPED"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, encoding="utf-8") as follower:
        halberd.ctl("stop", "web")
        assert "PROCESS_STATE_STOPPED processname:web" in follower.stdout.readline()
        halberd.ctl("stop", "db")
        assert "PROCESS_STATE_STOPPED processname:db" in follower.stdout.readline()
        follower.send_signal(signal.SIGINT)
        assert follower.stdout.read() == "\n"
        assert follower.wait() == 0


def test_an_idle_daemon_makes_no_ticks_for_the_history(halberd):
    configure(halberd, PROGRAMS)
    halberd.wait_state("web", "RUNNING")
    assert halberd.rpc.halberd.waitForEvents("TICK", 0, 6) == []
