"""bench/run works, and ends with status 1 and a clear word when what it measures is not what it should be."""

import json
import os
import re
import subprocess
from pathlib import Path

import pytest

from support.daemons import build_folder

RUN = Path(__file__).parents[2] / "bench" / "run"
TOOLS = build_folder() / "bench"


def run(*arguments):
    return subprocess.run([RUN, "--build", build_folder(), *arguments], capture_output=True, text=True, check=False,
                          timeout=300)


@pytest.fixture
def tools(folder):
    """The tools of bench/ in a folder of this test, which may replace them."""
    for tool in TOOLS.iterdir():
        if tool.is_file() and os.access(tool, os.X_OK):
            (folder / tool.name).symlink_to(tool)
    return folder


def replace(tools, name, script):
    """Puts a shell script in the place of a tool."""
    (tools / name).unlink()
    (tools / name).write_text(f"#!/bin/sh\n{script}\n")
    (tools / name).chmod(0o755)


def test_the_quick_run_fills_every_row_for_each_contender(folder):
    done = run("--quick", "--runs", "1", "--json", folder / "report.json")
    assert done.returncode == 0, done.stderr
    rows = {row["id"]: row for row in json.loads((folder / "report.json").read_text())["rows"]}
    for row_id in ("crash.3.p50", "crash.3.p99", "crash.3.cpu", "start.1", "start.5", "stop.5", "shutdown.5",
                   "restart.5", "idle.1.rss", "idle.5.pss", "idle.5.switches", "storm.cpu", "storm.answer",
                   "log.one.rate", "log.one.cpu", "log.many.cpu", "events.rate", "events.cpu", "events.line.p50",
                   "events.line.p99", "control.list.5", "control.state.1", "control.state.8"):
        assert set(rows[row_id]["figures"]) == {"halberd", "supervisor", "bound"}, row_id
        assert row_id.endswith("switches") or all(
            figure["median"] > 0 for figure in rows[row_id]["figures"].values()), rows[row_id]
        # Small numbers are held against no target.
        assert rows[row_id]["met"] is None
    assert set(rows["control.status.5"]["figures"]) == {"halberd", "supervisor"}
    assert set(rows["mail.program"]["figures"]) == {"halberd", "supervisor"}
    assert set(rows["mail.plugin"]["figures"]) == {"halberd"}
    assert set(rows["mail.host"]["figures"]) == {"halberd"}
    assert set(rows["scale.20.start"]["figures"]) == {"halberd", "bound"}
    assert "halberd" in done.stdout.splitlines()[0]


def test_the_list_names_every_measurement():
    done = run("--list")
    assert done.returncode == 0
    assert [line.split()[0] for line in done.stdout.splitlines()] == [
        "crash", "start", "stop", "restart", "idle", "storm", "log", "events", "control", "mail", "scale"]


def test_programs_that_are_not_built_are_named(folder):
    done = run("--tools", folder, "--quick")
    assert done.returncode == 1
    assert f"{folder}/sleeper is missing" in done.stderr


def test_children_that_begin_twice_fail_the_run(tools):
    replace(tools, "sleeper", f'{TOOLS}/sleeper exit "$2" "$3"; exec {TOOLS}/sleeper "$@"')
    done = run("--tools", tools, "--quick", "--runs", "1", "--only", "stop")
    assert done.returncode == 1
    assert "bench/run: stop: halberd: " in done.stderr and "too often" in done.stderr, done.stderr


def test_children_that_do_not_stay_fail_the_run(tools):
    replace(tools, "sleeper", f'exec {TOOLS}/sleeper exit "$2" "$3"')
    done = run("--tools", tools, "--quick", "--runs", "1", "--only", "crash")
    assert done.returncode == 1
    assert "bench/run: crash: halberd: " in done.stderr, done.stderr


def test_a_line_lost_and_another_twice_fail_the_run(tools):
    replace(tools, "writer", f"{TOOLS}/writer \"$@\" | sed -e 50d -e 60p")
    done = run("--tools", tools, "--quick", "--runs", "1", "--only", "log")
    assert done.returncode == 1
    assert "bench/run: log: halberd: the log is not what was written: " in done.stderr, done.stderr
    assert "line 49 expected" in done.stderr


def test_a_lost_event_fails_the_run(tools):
    replace(tools, "talker", f'{TOOLS}/sleeper exit "$5" "$6"; sleep 0.5; for number in 0 1 3; do printf '
                             '"<!--XSUPERVISOR:BEGIN-->%012d<!--XSUPERVISOR:END-->" $number; done; exec sleep 100')
    done = run("--tools", tools, "--quick", "--runs", "1", "--only", "events")
    assert done.returncode == 1
    assert "bench/run: events: halberd: the listener got another event than number 2 of 2000" in done.stderr, done.stderr


def test_a_line_that_comes_twice_fails_the_run(tools):
    # The talker stays the daemon's own child, which the run ends; sed ends with it.
    replace(tools, "talker", f'[ $1 = lines ] || exec {TOOLS}/talker "$@"; '
                             f"exec bash -c 'exec \"$0\" \"$@\" > >(sed -u 5p)' {TOOLS}/talker \"$@\"")
    done = run("--tools", tools, "--quick", "--runs", "1", "--only", "events")
    assert done.returncode == 1
    # Both may come in one event, or in two.
    assert re.search("bench/run: events: halberd: the listener got another event than number [45] of 200", done.stderr), (
        done.stderr)


@pytest.mark.parametrize("tool, spoil, reason", [
    ("control_client", "sed '$d'", "1 of 2 calls were answered"),
    ("stopwatch", "sed 3d", "supervisorctl status shows 4 programs, of 5"),
])
def test_a_lost_answer_and_a_lost_line_of_status_fail_the_run(tools, tool, spoil, reason):
    # The first call of the client is the one whose answer the bound gets.
    replace(tools, tool, f'[ "$4" = 1 ] && exec {TOOLS}/{tool} "$@"; {TOOLS}/{tool} "$@" | {spoil}')
    done = run("--tools", tools, "--quick", "--runs", "1", "--only", "control")
    assert done.returncode == 1
    assert re.search(f"bench/run: control: halberd: .*{reason}", done.stderr), done.stderr


def test_a_mail_command_that_runs_twice_fails_the_run(tools):
    replace(tools, "sleeper", f'[ $1 != read ] || {TOOLS}/sleeper exit "$2" "$3"; exec {TOOLS}/sleeper "$@"')
    done = run("--tools", tools, "--quick", "--runs", "1", "--only", "mail")
    assert done.returncode == 1
    assert "bench/run: mail: halberd: " in done.stderr and "too often: [1000000]" in done.stderr, done.stderr


def test_a_daemon_that_ends_by_itself_fails_the_run_at_once_with_what_it_said(tools):
    replace(tools, "stamped_exec", "echo no way; exit 3")
    done = run("--tools", tools, "--quick", "--runs", "1", "--only", "stop")
    assert done.returncode == 1
    assert "bench/run: stop: halberd: the daemon has ended by itself; it said: no way" in done.stderr, done.stderr
