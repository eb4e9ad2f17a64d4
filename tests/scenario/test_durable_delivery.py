"""delivery=durable: the queue of a listener pool outlives daemon and listener, and the disk delays nobody."""

import http.client
import os
import random
import re
import resource
import signal
import sqlite3
import subprocess
import threading
import xmlrpc.client

import pytest

from support.daemons import build_folder
from support.waiting import wait_for

# Writes down each event when it comes, and again just before it answers OK: "got POOLSERIAL NUMBER", "ok …".
RECORDER = r"""
import os, random, sys, time
out = os.open(sys.argv[1], os.O_WRONLY | os.O_APPEND | os.O_CREAT)
stdin, stdout = sys.stdin.buffer, sys.stdout.buffer
while True:
    stdout.write(b"READY\n"); stdout.flush()
    header = stdin.readline()
    if not header:
        sys.exit()
    fields = dict(pair.split(":") for pair in header.decode().split())
    number = stdin.read(int(fields["len"])).decode().partition("\n")[2]
    os.write(out, f"got {fields['poolserial']} {number}\n".encode())
    time.sleep(random.choice([0, 0.0005, 0.002]))
    os.write(out, f"ok {fields['poolserial']} {number}\n".encode())
    stdout.write(b"RESULT 2\nOK"); stdout.flush()
"""

# The daemon is not there, or has gone in the middle of an answer.
GONE = (OSError, http.client.HTTPException, xmlrpc.client.ProtocolError)

EXTERNAL = "command=/usr/bin/python3 -S %(here)s/recorder.py %(here)s/seen"
PLUGIN = f"plugin={build_folder()}/tests/recording_plugin.so %(here)s/seen"


def configure(daemon, runs=EXTERNAL, lines="", delivery="durable"):
    (daemon.folder / "recorder.py").write_text(RECORDER)
    daemon.configure(f"""
        [eventlistener:l]
        {runs}
        events=REMOTE_COMMUNICATION
        delivery={delivery}
        startsecs=0
        autorestart=true
        """ + lines)


def queue_of(daemon):
    return daemon.folder / "supervisor-l.events"


def pool(daemon, name="l"):
    return {one["name"]: one for one in daemon.rpc.halberd.getListenerPools()}[name]


def send(daemon, numbers):
    rpc = daemon.rpc
    for number in numbers:
        rpc.supervisor.sendRemoteCommEvent("n", str(number))


def seen(daemon, what):
    """The pairs (pool serial, number) of all lines of a kind, in their order."""
    try:
        text = (daemon.folder / "seen").read_text()
    except FileNotFoundError:
        return []
    return [(int(serial), int(number.lstrip("0") or "0")) for serial, number in re.findall(rf"^{what} (\d+) (\d+)$", text, re.MULTILINE)]


def numbers(pairs):
    return [number for _, number in pairs]


def wait_empty(daemon):
    def empty():
        now = pool(daemon)
        is_open = now["disk_bytes"] > 0  # until then nobody knows what is in the file
        return is_open and now["buffered"] + now["under_way"] + now["unwritten"] == 0

    wait_for(empty, what=lambda: f"an empty queue; it is {pool(daemon)}\n{daemon.report()}", timeout=60)


def wait_pool(daemon, **wanted):
    def reached():
        now = pool(daemon)
        return all(now[key] == value for key, value in wanted.items())

    wait_for(reached, what=lambda: f"{wanted}; it is {pool(daemon)}\n{daemon.report()}", timeout=60)


def check_stream(daemon, must_have):
    """Each event that must have come was answered, new ones came in order, and no pool serial stood for two events."""
    answered = set(numbers(seen(daemon, "ok")))
    assert not set(must_have) - answered
    got = seen(daemon, "got")
    first = list(dict.fromkeys(numbers(got)))
    assert first == sorted(first)
    assert len(set(got)) == len({serial for serial, _ in got}) == len(set(numbers(got)))


def test_the_queue_outlives_the_daemon(halberd):
    configure(halberd, lines="autostart=false")
    halberd.start()
    send(halberd, range(20))
    wait_pool(halberd, buffered=20, unwritten=0)
    now = pool(halberd)
    assert now["delivery"] == "durable" and now["delivery_file"] == str(queue_of(halberd))
    assert now["disk_bytes"] > 0 and now["buffer_bytes"] == 64 * 1024 * 1024 and now["trouble"] == ""
    assert now["buffered_bytes"] > 20 * 64
    assert queue_of(halberd).stat().st_mode & 0o777 == 0o600
    assert halberd.stop() == 0
    assert re.search(r"INFO pool l: 20 events that no listener has answered stay in .*/supervisor-l.events", halberd.log())
    halberd.start()
    halberd.wait_log("pool l: 20 events that no listener has answered come again from ")
    send(halberd, range(20, 25))
    halberd.ctl("start", "l")
    wait_empty(halberd)
    assert seen(halberd, "ok") == [(number, number) for number in range(25)]
    assert pool(halberd)["restored"] == 20 and pool(halberd)["accepted"] == 5
    halberd.rpc.supervisor.restart()
    halberd.wait_log("supervisord started with pid", count=3)
    halberd.wait_ready()
    assert pool(halberd)["restored"] == 0
    send(halberd, [25])
    halberd.ctl("start", "l")
    wait_empty(halberd)
    assert seen(halberd, "ok")[-1] == (25, 25)


def kill(pid):
    try:
        os.kill(pid, signal.SIGKILL)
    except ProcessLookupError:
        pass


def send_until_gone(daemon, after, chance):
    """Sends events, numbered from `after` + 1, until the daemon is gone; returns the last number, and those on disk."""
    last, written = after, set()
    try:
        while True:
            burst = range(last + 1, last + 1 + chance.choice([1, 1, 3, 10]))
            is_patient = chance.random() < 0.5
            for last in burst:  # the event of the call that fails may have been taken
                send(daemon, [last])
            while not (on_disk := pool(daemon)["unwritten"] == 0) and is_patient:
                pass
            if on_disk:
                written.update(burst)
    except GONE:
        return last, written


@pytest.mark.parametrize("runs", [EXTERNAL, PLUGIN], ids=["external", "plugin"])
def test_nothing_is_lost_when_the_daemon_is_killed(halberd, runs):
    configure(halberd, runs)
    chance = random.Random(5)
    last, written = 0, set()
    for _ in range(50):
        halberd.start()
        killer = threading.Timer(chance.uniform(0, 0.25), kill, (halberd.pid,))
        killer.start()
        last, of_this_life = send_until_gone(halberd, last, chance)
        written |= of_this_life
        killer.join()
        assert halberd.wait_end() == -signal.SIGKILL
    halberd.start()
    wait_empty(halberd)
    answered = len(set(numbers(seen(halberd, "ok"))))
    print(f"{last} sent, {len(written)} seen to be on disk, {answered} answered")
    assert len(written) > 100
    check_stream(halberd, written)


def test_nothing_is_lost_when_the_listener_is_killed(halberd):
    configure(halberd)
    halberd.start()
    chance = random.Random(6)
    sent = 0
    for _ in range(50):
        pid = halberd.wait_state("l", "RUNNING")["pid"]
        killer = threading.Timer(chance.uniform(0, 0.05), kill, (pid,))
        killer.start()
        while killer.is_alive():
            sent += 1
            send(halberd, [sent])
        halberd.wait_new_pid("l", pid)
    wait_empty(halberd)
    check_stream(halberd, range(1, sent + 1))
    assert pool(halberd)["delivered"] == sent


def test_a_disk_that_does_not_answer_delays_nobody(halberd):
    gate = halberd.folder / "gate"
    halberd.environment.update(LD_PRELOAD=f"{build_folder()}/tests/slow_disk.so", SLOW_DISK=str(gate))
    halberd.environment["ASAN_OPTIONS"] += ":verify_asan_link_order=0"
    configure(halberd)
    halberd.start()
    send(halberd, [0])
    wait_empty(halberd)
    halberd.ctl("stop", "l")
    gate.touch()
    send(halberd, range(1, 101))
    assert pool(halberd)["unwritten"] > 90, "all but those that the first transaction got"
    halberd.ctl("start", "l")
    halberd.wait_file("seen", "^ok 100 100$")
    gate.unlink()
    wait_empty(halberd)
    assert halberd.stop() == 0
    check_stream(halberd, range(101))


def test_a_disk_that_does_not_answer_at_the_end_is_not_waited_for_in_vain(halberd):
    gate = halberd.folder / "gate"
    halberd.environment.update(LD_PRELOAD=f"{build_folder()}/tests/slow_disk.so", SLOW_DISK=str(gate))
    halberd.environment["ASAN_OPTIONS"] += ":verify_asan_link_order=0"
    configure(halberd, lines="autostart=false")
    halberd.start()
    wait_pool(halberd, unwritten=0)
    gate.touch()
    send(halberd, [1])
    assert halberd.stop() == 0
    halberd.wait_log("files of durable pools are not written after 5000 ms: the disk does not answer")


def test_a_file_that_may_not_grow_is_said_and_written_later(halberd):
    configure(halberd, lines="autostart=false")
    halberd.start()
    wait_pool(halberd, trouble="")
    before = resource.prlimit(halberd.pid, resource.RLIMIT_FSIZE)
    resource.prlimit(halberd.pid, resource.RLIMIT_FSIZE, (100_000, before[1]))
    for number in range(40):
        halberd.rpc.supervisor.sendRemoteCommEvent("n", str(number).zfill(10_000))
    halberd.wait_log(r"ERRO pool l: events are kept in memory only: .*/supervisor-l.events can't be written: disk I/O error; "
                     r"look at the disk and at limits of file sizes; delivery goes on, and the file is tried again")
    now = pool(halberd)
    assert now["unwritten"] > 0 and "can't be written" in now["trouble"] and now["buffered"] == 40
    resource.prlimit(halberd.pid, resource.RLIMIT_FSIZE, before)
    halberd.wait_log("INFO pool l: events are kept on disk again, in .*/supervisor-l.events")
    wait_pool(halberd, unwritten=0, trouble="")
    halberd.stop(signal.SIGKILL)
    halberd.start()
    halberd.ctl("start", "l")
    wait_empty(halberd)
    check_stream(halberd, range(40))


def test_a_full_disk_is_said_and_written_when_there_is_room(halberd):
    disk = halberd.folder / "disk"
    disk.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=300k", "tmpfs", disk], capture_output=True, check=False)
    if mounted.returncode != 0:
        pytest.skip("a disk of a few bytes can be made by root only")
    try:
        configure(halberd, lines="autostart=false\n        delivery_file=%(here)s/disk/queue")
        halberd.start()
        for number in range(40):
            halberd.rpc.supervisor.sendRemoteCommEvent("n", str(number).zfill(10_000))
        halberd.wait_log("ERRO pool l: events are kept in memory only: .*/disk/queue can't be written: the disk is full; "
                         "make room there; delivery goes on")
        subprocess.run(["mount", "-o", "remount,size=20m", disk], check=True)
        halberd.wait_log("INFO pool l: events are kept on disk again")
        wait_pool(halberd, unwritten=0, trouble="")
        halberd.stop(signal.SIGKILL)
        halberd.start()
        halberd.wait_log("pool l: 40 events that no listener has answered come again")
        halberd.stop()
    finally:
        subprocess.run(["umount", "-l", disk], check=True)


def test_a_damaged_file_is_named_and_replaced_when_it_is_moved_away(halberd):
    queue = queue_of_new_folder(halberd)
    queue.write_text("this is no database, but a text of some length" * 100)
    configure(halberd)
    halberd.start()
    halberd.wait_log(rf"ERRO pool l: events are kept in memory only: {queue} is no queue of events; move it away, and a new "
                     r"one is made, or name another file; delivery goes on")
    send(halberd, [1])
    halberd.wait_file("seen", "^ok 0 1$")
    halberd.ctl("stop", "l")
    send(halberd, [2])
    assert pool(halberd)["unwritten"] == 1
    queue.rename(halberd.folder / "damaged")
    halberd.wait_log("events are kept on disk again")
    wait_pool(halberd, unwritten=0)
    halberd.stop(signal.SIGKILL)
    halberd.start()
    halberd.wait_file("seen", "^ok 1 2$")


def queue_of_new_folder(daemon):
    daemon.folder.mkdir(exist_ok=True)
    return queue_of(daemon)


def test_a_file_that_is_removed_meanwhile_is_made_again(halberd):
    configure(halberd, lines="autostart=false")
    halberd.start()
    send(halberd, [1])
    wait_pool(halberd, unwritten=0)
    queue_of(halberd).unlink()
    send(halberd, [2])
    halberd.wait_log("supervisor-l.events was moved away or removed; a new one is made")
    halberd.wait_log("events are kept on disk again")
    wait_pool(halberd, unwritten=0)
    halberd.stop(signal.SIGKILL)
    halberd.start()
    halberd.ctl("start", "l")
    wait_empty(halberd)
    check_stream(halberd, [1, 2])


def test_a_file_that_is_in_use_is_taken_when_it_is_free(halberd):
    configure(halberd)
    halberd.start()
    halberd.ctl("stop", "l")
    send(halberd, [1])
    assert halberd.stop() == 0
    other = sqlite3.connect(queue_of(halberd), isolation_level=None)
    other.execute("PRAGMA locking_mode=EXCLUSIVE")
    other.execute("BEGIN EXCLUSIVE")
    halberd.start()
    halberd.wait_log("supervisor-l.events is in use by another process, such as a second supervisord; name another "
                     "delivery_file=; delivery goes on")
    send(halberd, [2])
    halberd.wait_file("seen", "^ok 0 2$")
    other.close()
    halberd.wait_log("events are kept on disk again")
    halberd.wait_file("seen", "^ok 0 1$")
    wait_empty(halberd)


def test_a_pool_that_goes_back_to_memory_leaves_its_file(halberd):
    configure(halberd, lines="autostart=false")
    halberd.start()
    send(halberd, [1, 2])
    configure(halberd, lines="autostart=false", delivery="memory")
    assert halberd.ctl("update").status == 0
    halberd.wait_log("INFO pool l: 2 events that no listener has answered stay in .*supervisor-l.events")
    assert re.search(r"WARN .*\[eventlistener:l\] delivery: .*/supervisor-l.events, which delivery=durable has left, may hold "
                     r"events; nobody gets them", halberd.log())
    assert pool(halberd)["delivery"] == "memory" and pool(halberd)["buffered"] == 0
    configure(halberd, lines="autostart=false\n        buffer_bytes=1MB")
    assert halberd.ctl("update").status == 0
    halberd.wait_log("pool l: 2 events that no listener has answered come again")
    send(halberd, [3])
    configure(halberd, lines="autostart=false\n        buffer_bytes=2MB")
    assert halberd.ctl("update").status == 0
    halberd.wait_log("pool l: 3 events that no listener has answered come again")
    halberd.ctl("start", "l")
    wait_empty(halberd)
    assert seen(halberd, "ok") == [(0, 1), (1, 2), (2, 3)]


def test_a_renamed_pool_takes_its_events_along_when_it_keeps_the_file(halberd):
    configure(halberd, lines="autostart=false\n        delivery_file=%(here)s/queue")
    halberd.start()
    send(halberd, [1, 2])
    halberd.config.write_text(halberd.config.read_text().replace("[eventlistener:l]", "[eventlistener:m]"))
    assert halberd.ctl("update").status == 0
    halberd.wait_log("INFO pool l: 2 events that no listener has answered stay in .*/queue")
    halberd.wait_log("INFO pool m: 2 events that no listener has answered come again from .*/queue")
    halberd.ctl("start", "m")
    halberd.wait_file("seen", "^ok 1 2$")
    assert seen(halberd, "ok") == [(0, 1), (1, 2)]
    assert "in use" not in halberd.log()


def test_only_a_daemon_with_a_durable_pool_has_sqlite(halberd):
    configure(halberd, delivery="memory")
    halberd.start()
    maps = f"/proc/{halberd.pid}/maps"
    assert "sqlite" not in open(maps).read() and not list(halberd.folder.glob("*.events*"))
    configure(halberd)
    assert halberd.ctl("update").status == 0
    wait_for(lambda: "sqlite" in open(maps).read(), what="SQLite to be loaded")


def test_the_oldest_events_are_discarded_when_the_bytes_are_full(halberd):
    configure(halberd, lines="autostart=false\n        buffer_bytes=1KB")
    halberd.start()
    send(halberd, range(100))
    now = pool(halberd)
    assert now["buffered"] + now["discarded"] == 100 and now["buffered_bytes"] <= 1024 and now["discarded"] > 80
    assert halberd.log().count("event buffer overflowed") == 1
    halberd.stop()
    halberd.start()
    halberd.wait_log(f"pool l: {now['buffered']} events that no listener has answered come again")
