"""Each check of bench/ lets right figures pass and fails for wrong ones."""

import contextlib
import os
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from support.daemons import build_folder

sys.path.insert(0, str(Path(__file__).parents[2] / "bench"))

from contest import checks, meter  # noqa: E402
from contest.board import Board  # noqa: E402
from contest.checks import Invalid  # noqa: E402
from contest.contender import answered  # noqa: E402
from contest.notebook import BEGIN, END, Notebook, Record  # noqa: E402
from measure import scale  # noqa: E402
from measure.statistics import percentile  # noqa: E402
from report.results import Results  # noqa: E402
from report.targets import ROWS  # noqa: E402

TOOLS = build_folder() / "bench"
LINES = 1000


def begun(*numbers_and_pids, at=0):
    return [Record(at, pid, number, BEGIN, 0) for number, pid in numbers_and_pids]


def info(name, pid, statename="RUNNING"):
    return {"name": name, "pid": pid, "statename": statename}


# --- notes of children


def test_each_program_must_have_begun_once():
    checks.each_once(begun((0, 10), (1, 11)), range(2))
    with pytest.raises(Invalid, match=r"missing: \[1\]"):
        checks.each_once(begun((0, 10)), range(2))
    with pytest.raises(Invalid, match=r"too often: \[0\]"):
        checks.each_once(begun((0, 10), (0, 11), (1, 12)), range(2))


def test_each_beginning_must_come_from_a_process_of_its_own():
    with pytest.raises(Invalid, match="from 1 processes only"):
        checks.each_once(begun((0, 10), (1, 10)), range(2))


def test_a_storm_must_restart_every_program_and_keep_its_pace():
    checks.storm_of_restarts(begun((0, 1), (0, 2), (1, 3), (1, 4)), 2, 2, is_paced=True)
    with pytest.raises(Invalid, match="1 of 2 programs"):
        checks.storm_of_restarts(begun((0, 1), (0, 2)), 2, 2, is_paced=True)
    often = begun(*((0, pid) for pid in range(20)))
    checks.storm_of_restarts(often, 1, 2, is_paced=False)
    with pytest.raises(Invalid, match="20 times in 2 s"):
        checks.storm_of_restarts(often, 1, 2, is_paced=True)
    with pytest.raises(Invalid, match="only 1 times in 8 s"):
        checks.storm_of_restarts(begun((0, 1)), 1, 8, is_paced=True)


def test_no_paced_writer_may_be_held_up():
    checks.punctual([Record(0, 1, 0, END, 5_000_000)], allowed=1)
    with pytest.raises(Invalid, match="held up for 2.000 s"):
        checks.punctual([Record(0, 1, 0, END, 2_000_000_000)], allowed=1)


# --- answers of daemons


def test_all_processes_must_be_running_under_the_pids_that_they_noted():
    checks.all_running([info("p0", 10), info("p1", 11)], {0: 10, 1: 11})
    with pytest.raises(Invalid, match="p1 is BACKOFF"):
        checks.all_running([info("p0", 10), info("p1", 0, "BACKOFF")], {0: 10, 1: 11})
    with pytest.raises(Invalid, match="p0 has pid 12, but noted 10"):
        checks.all_running([info("p0", 12)], {0: 10})
    with pytest.raises(Invalid, match="1 processes are configured, 2 have begun"):
        checks.all_running([info("p0", 10)], {0: 10, 1: 11})


def test_stop_all_must_have_stopped_all():
    success, failed = {"name": "p0", "status": 80}, {"name": "p1", "status": 70}
    checks.all_stopped([success], 1)
    with pytest.raises(Invalid, match="1 of 2 processes"):
        checks.all_stopped([success], 2)
    with pytest.raises(Invalid, match="not stopped: .*p1"):
        checks.all_stopped([success, failed], 2)


@pytest.mark.parametrize("shown, reason", [
    ("p1 RUNNING pid 11, uptime 0:00:01\n", "shows 1 programs, of 2"),
    ("p1 RUNNING pid 11, uptime 0:00:01\np0 RUNNING pid 10, uptime 0:00:01\n", "not in order"),
    ("p0 RUNNING pid 10, uptime 0:00:01\np1 STARTING\n", "p1 as STARTING"),
    ("p0 RUNNING pid 10, uptime 0:00:01\np1 RUNNING pid 1, uptime 0:00:01\n", "p1 with .'pid', '1,'."),
])
def test_status_must_show_all_programs_running_in_order(shown, reason):
    checks.running_in_order("p0 RUNNING pid 10, uptime 0:00:01\np1 RUNNING pid 11, uptime 0:00:01\n", {0: 10, 1: 11})
    with pytest.raises(Invalid, match=reason):
        checks.running_in_order(shown, {0: 10, 1: 11})


# --- answers to the client in C


@contextlib.contextmanager
def server_of(folder, answers):
    """The path of a UNIX socket on which one connection gets these bytes, one after the other, for a request each."""
    path = folder / "control.sock"
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(str(path))
        listening.listen()

        def serve():
            connection, _ = listening.accept()
            with connection:
                for answer in answers:
                    assert connection.recv(10_000).startswith(b"POST /RPC2 HTTP/1.1\r\n")
                    connection.sendall(answer)
                connection.recv(10_000)  # the end

        thread = threading.Thread(target=serve)
        thread.start()
        yield path
        thread.join()


def http(body, status="200 OK"):
    return f"HTTP/1.1 {status}\r\nContent-Length: {len(body)}\r\n\r\n{body}".encode()


def list_of(*names):
    return http("".join(f"<member><name>name</name>\n<value><string>{name}</string></value></member>"
                        f"<member><name>group</name><value><string>{name}</string></value></member>" for name in names))


def ask(folder, answers, method, programs=0):
    with server_of(folder, answers) as path:
        command = [TOOLS / "control_client", path, method, "1", str(len(answers)), str(programs), folder / "answer"]
        return subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)


def test_right_answers_are_timed_and_the_last_one_is_kept(folder):
    answers = [list_of("p0", "p1"), list_of("p1", "p0")]
    done = ask(folder, answers, "getAllProcessInfo", 2)
    assert done.returncode == 0, done.stderr
    assert len(answered(done.stdout, 2).each) == 2
    assert (folder / "answer").read_bytes() == answers[1]


@pytest.mark.parametrize("name, answer, reason", [
    ("a missing program", list_of("p0"), "the list has 1 of 2 programs"),
    ("a program twice", list_of("p0", "p0"), "a program too often"),
    ("another program", list_of("p0", "p2"), "another than those"),
    ("another name", list_of("p0", "web"), "another than those"),
    ("a refusal", http("", "503 Service Unavailable"), "no answer to a call: HTTP/1.1 503"),
    ("more than an answer", list_of("p0", "p1") + b"x", "more than one answer"),
])
def test_a_wrong_list_is_found(folder, name, answer, reason):
    done = ask(folder, [list_of("p0", "p1"), answer], "getAllProcessInfo", 2)
    assert done.returncode == 1
    assert reason in done.stderr


def test_another_state_than_running_is_found(folder):
    done = ask(folder, [http("<string>RUNNING</string>"), http("<string>SHUTDOWN</string>")], "getState")
    assert done.returncode == 1
    assert "not the state of a daemon that runs: <string>SHUTDOWN" in done.stderr


def test_each_call_must_be_answered_within_the_time_of_all():
    assert answered("3000000000\n1000000000\n2000000000\n", 2) == (3, [1, 2])
    with pytest.raises(Invalid, match="1 of 2 calls"):
        answered("3000000000\n1000000000\n", 2)
    with pytest.raises(Invalid, match="a call took 4.0 s, all of them 3.0 s"):
        answered("3000000000\n1000000000\n4000000000\n", 2)


def test_the_stopwatch_passes_output_and_status_on():
    script = "sleep 0.1; seq 100000; exit 3"
    done = subprocess.run([TOOLS / "stopwatch", "/bin/sh", "-c", script], capture_output=True, text=True, check=False)
    nanoseconds, _, output = done.stdout.partition("\n")
    assert done.returncode == 3
    assert 100_000_000 <= int(nanoseconds) < 60_000_000_000
    assert output.splitlines() == [str(number) for number in range(1, 100_001)]


# --- logs


@pytest.fixture
def lines():
    """What the writer with the number 7 writes."""
    notebook = os.memfd_create("notebook")
    command = [TOOLS / "writer", "full", str(LINES), f"/proc/{os.getpid()}/fd/{notebook}", "7"]
    written = subprocess.run(command, capture_output=True, check=True).stdout
    os.close(notebook)
    assert len(written) == 100 * LINES
    return written.splitlines(keepends=True)


def check_files(folder, *contents):
    paths = []
    for number, content in enumerate(contents):
        paths.append(folder / f"log.{number}")
        paths[-1].write_bytes(b"".join(content))
    checks.complete_lines(TOOLS / "check_lines", 7, LINES, paths)


def test_complete_lines_pass_in_one_file_or_in_many_even_when_one_is_cut_in_two(folder, lines):
    check_files(folder, lines)
    check_files(folder, lines[:300], lines[300:])
    check_files(folder, [*lines[:300], lines[300][:50]], [lines[300][50:], *lines[301:]])


@pytest.mark.parametrize("name, spoil", [
    ("a lost line", lambda lines: lines[:500] + lines[501:]),
    ("a lost last line", lambda lines: lines[:-1]),
    ("a line twice", lambda lines: lines[:500] + lines[499:]),
    ("a line too many", lambda lines: [*lines, lines[-1]]),
    ("lines in another order", lambda lines: [*lines[:500], lines[501], lines[500], *lines[502:]]),
    ("a lost byte", lambda lines: [*lines[:500], lines[500][1:], *lines[501:]]),
    ("a changed byte", lambda lines: [*lines[:500], lines[500].replace(b"xx", b"xy", 1), *lines[501:]]),
    ("part of a line at the end", lambda lines: [*lines, b"0007"]),
])
def test_spoilt_lines_are_found(folder, lines, name, spoil):
    with pytest.raises(Invalid, match="the log is not what was written"):
        check_files(folder, spoil(lines))


# --- events


def test_a_stream_of_events_must_be_whole_and_end_once():
    checks.whole_stream([Record(0, 1, 1, END, 5_000_000)], 100)
    with pytest.raises(Invalid, match="another event than number 0 of 100"):
        checks.whole_stream([Record(0, 1, 1, END, -1)], 100)
    with pytest.raises(Invalid, match="another event than number 100 of 100"):
        checks.whole_stream([Record(0, 1, 1, END, 5_000_000), Record(0, 1, 1, END, -101)], 100)
    with pytest.raises(Invalid, match="2 ends"):
        checks.whole_stream([Record(0, 1, 1, END, 5_000_000)] * 2, 100)


def test_each_event_must_have_taken_some_time():
    checks.timed_events([1e-6, 0.5])
    with pytest.raises(Invalid, match=r"2 of 3 events .* the first is \[1\]"):
        checks.timed_events([1e-6, 0, 100])


def talk(folder, count, answers):
    """What listener.c notes of events with these payloads, when it expects `count` of them; its answers are read."""
    board, notebook = Board(folder, count), Notebook()
    with subprocess.Popen([TOOLS / "listener", str(count), board.path, notebook.path, "1"], stdin=subprocess.PIPE,
                          stdout=subprocess.PIPE, bufsize=0) as listener:
        for data in answers:
            payload = f"processname:p0 groupname:p0 pid:1\n{data}"
            listener.stdin.write(f"ver:3.0 eventname:PROCESS_LOG_STDOUT len:{len(payload)}\n{payload}".encode())
        listener.stdin.close()
        said = listener.stdout.read()
    records = notebook.records(END)
    notebook.close()
    return said, [record.value for record in records], board.seconds()


def test_the_listener_answers_each_event_and_knows_their_order(folder):
    # All of them at once is more than a daemon sends: it would wait for the answers.
    said, [taken], seconds = talk(folder, 1, [f"{0:012} {time.monotonic_ns():020}\n"])
    assert said == b"READY\nRESULT 2\nOKREADY\n"
    assert taken >= 0 and 0 < seconds[0] < 60
    assert talk(folder, 3, [f"{1:012}"])[1] == [-1]


# --- mails


def test_alerts_must_have_a_file(folder):
    outbox = folder / "outbox"
    with pytest.raises(Invalid, match="no outbox on the disk"):
        checks.outbox_on_disk(folder)
    outbox.mkdir()
    (outbox / "crashmail-0.outbox").touch()
    with pytest.raises(Invalid, match="no outbox on the disk"):
        checks.outbox_on_disk(folder)
    (outbox / "crashmail-0.outbox").write_text("SQLite")
    (outbox / "crashmail-0.outbox.lock").touch()
    checks.outbox_on_disk(folder)


# --- figures


def test_the_cpu_clock_of_another_process_runs_when_it_works_and_stands_when_it_sleeps():
    with subprocess.Popen(["/bin/sh", "-c", "while :; do :; done"]) as busy, subprocess.Popen(["sleep", "60"]) as idle:
        try:
            before = meter.cpu_seconds(busy.pid), meter.cpu_seconds(idle.pid)
            deadline = time.monotonic() + 30
            while meter.cpu_seconds(busy.pid) - before[0] < 0.2 and time.monotonic() < deadline:
                time.sleep(0.01)
            assert meter.cpu_seconds(busy.pid) - before[0] >= 0.2
            assert meter.cpu_seconds(idle.pid) - before[1] < 0.1
        finally:
            busy.kill()
            idle.kill()


def test_percentiles_are_values_that_were_measured():
    values = list(range(1, 101))
    assert [percentile(values, percent) for percent in (50, 99, 100)] == [50, 99, 100]
    assert percentile([3], 99) == 3


def test_a_relative_target_is_held_against_the_median_of_the_ratios_of_each_run():
    results = Results()
    # A slow machine in the second run has slowed both down.
    for ours, bound in ((1.1, 1.0), (11.0, 10.0), (1.3, 1.0)):
        results.add("crash.25.p50", "halberd", ours)
        results.add("crash.25.p50", "bound", bound)
    [verdict] = results.verdicts()
    assert round(verdict.ratio, 3) == 1.1
    assert verdict.is_met
    assert verdict.spreads["halberd"] == (1.3, 1.1, 11.0)


@pytest.mark.parametrize("row, ours, bound, is_met", [
    ("crash.25.p50", 1.3, 1.0, False),
    ("log.one.rate", 90, 100, False),
    ("log.one.rate", 96, 100, True),
    ("control.list.1000", 1.1, 0.2, False),
    ("control.list.1000", 0.9, 0.2, True),
    ("control.state.1", 49, 100, False),
    ("control.state.1", 51, 100, True),
    ("control.state.8", 24, 100, False),
    ("control.status.1000", 6.1, 1, False),
    ("start.1", 13, 1, False),
    ("start.1", 11, 1, True),
    ("idle.1.switches", 0, 0, True),
    ("idle.1.switches", 1, 0, False),
    ("crash.25.cpu", 1, 1, None),
])
def test_targets_can_be_met_and_missed(row, ours, bound, is_met):
    results = Results()
    results.add(row, "halberd", ours)
    results.add(row, "bound", bound)
    [verdict] = results.verdicts()
    assert verdict.is_met is is_met


def test_the_rows_have_ids_of_their_own():
    ids = [row.id for row in ROWS]
    assert len(set(ids)) == len(ids)


def test_too_many_programs_for_the_machine_are_refused_with_the_limit():
    assert scale.why_not(10) is None
    assert "limit" in scale.why_not(10_000_000) or "pid" in scale.why_not(10_000_000)
