"""Each check of bench/ lets right figures pass and fails for wrong ones."""

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from support.daemons import build_folder

sys.path.insert(0, str(Path(__file__).parents[2] / "bench"))

from contest import checks, meter  # noqa: E402
from contest.board import Board  # noqa: E402
from contest.checks import Invalid  # noqa: E402
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
