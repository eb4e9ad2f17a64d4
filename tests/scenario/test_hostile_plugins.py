"""Plugins in the daemon that misbehave: each says what happened, and neither the daemon nor another listener suffers."""

import os
import re
import shutil
from pathlib import Path

import pytest

from support.daemons import build_folder
from support.waiting import stays, wait_for

PLUGINS = build_folder() / "tests/plugins"
HOSTILE = PLUGINS / "hostile_1.so"

# Beside each plugin under test: a program, and a listener that has to go on.
NEIGHBOURS = f"""
[program:cat]
command=/bin/cat

[eventlistener:peaceful]
plugin={HOSTILE}
events=REMOTE_COMMUNICATION
"""


def listener(plugin, *lines):
    return "\n".join([f"[eventlistener:hostile]\nplugin={plugin}\nevents=REMOTE_COMMUNICATION", *lines, ""])


def start(daemon, plugin, *lines):
    daemon.configure(NEIGHBOURS + listener(plugin, *lines))
    daemon.start()
    for neighbour in ("peaceful", "cat"):
        daemon.wait_state(neighbour, "RUNNING")


def log_of(daemon, name="hostile"):
    return daemon.info(name)["stderr_logfile"]


def order(daemon, data="order"):
    """Makes the hostile plugin misbehave, and waits until its neighbour has dealt with the same event."""
    daemon.rpc.supervisor.sendRemoteCommEvent("now", data)
    daemon.wait_file(log_of(daemon, "peaceful"), rf"^handled {data}$")


def check_unharmed(daemon):
    """The program runs, the other listener gets events."""
    assert daemon.info("cat")["statename"] == "RUNNING"
    order(daemon, "check")


@pytest.mark.parametrize("manner, text", [
    ("throw", "hostile: thrown as asked"),
    ("throw-a-number", "an exception of unknown type"),
    ("no-memory", "std::bad_alloc"),
])
def test_an_exception_is_logged_and_the_event_comes_again(halberd, manner, text):
    start(halberd, f"{HOSTILE} {manner}")
    halberd.wait_state("hostile", "RUNNING")
    order(halberd)
    halberd.wait_file(log_of(halberd), rf"attempt 1\n{re.escape(text)}\nattempt 2\nhandled order$")
    assert halberd.info("hostile")["statename"] == "RUNNING"
    check_unharmed(halberd)


def test_a_plugin_that_hangs_is_stopped_after_stopwaitsecs_and_the_log_says_so(halberd):
    start(halberd, f"{HOSTILE} hang", "stopwaitsecs=1")
    halberd.wait_state("hostile", "RUNNING")
    order(halberd)
    halberd.wait_file(log_of(halberd), "^hanging$")
    assert halberd.ctl("stop", "hostile").stdout == "hostile: stopped\n"
    halberd.wait_log(r"WARN killing 'hostile' \(\d+\) with SIGKILL$")
    halberd.wait_log("WARN hostile: the plugin did not return; its thread is abandoned, and stays until supervisord ends$")
    check_unharmed(halberd)
    # Another instance has a thread of its own, and gets the event that the first never finished.
    assert halberd.ctl("start", "hostile").stdout == "hostile: started\n"
    halberd.wait_file(log_of(halberd), "^hanging$", count=2)
    assert halberd.stop() == 0


def test_a_plugin_that_hangs_while_it_is_made_can_be_stopped(halberd):
    start(halberd, f"{HOSTILE} hang-in-constructor", "stopwaitsecs=1")
    halberd.wait_file(log_of(halberd), "^hanging$")
    halberd.ctl("stop", "hostile")
    halberd.wait_state("hostile", "STOPPED")
    halberd.wait_log("hostile: the plugin did not return")
    check_unharmed(halberd)


def memory_of(pid):
    """Resident KiB."""
    status = Path(f"/proc/{pid}/status").read_text()
    return int(re.search(r"VmRSS:\s+(\d+) kB", status)[1])


def test_a_plugin_that_floods_the_log_is_held_up_and_the_daemon_answers(halberd):
    start(halberd, f"{HOSTILE} flood", "stderr_logfile_maxbytes=0")
    halberd.wait_state("hostile", "RUNNING")
    before = memory_of(halberd.pid)
    halberd.rpc.supervisor.sendRemoteCommEvent("now", "order")
    peaks = []

    def flooded():
        assert halberd.info("cat")["statename"] == "RUNNING"
        peaks.append(memory_of(halberd.pid))
        return "handled order" in Path(log_of(halberd)).read_text()[-1000:]

    wait_for(flooded, what="the end of the flood")
    if "HALBERD_SANITIZE" not in os.environ:  # those keep what was freed
        assert max(peaks) - before < 16 * 1024, "the lines have piled up in the daemon"
    log = Path(log_of(halberd)).read_text()
    assert log.count("x" * 99 + "\n") == 400_000
    check_unharmed(halberd)


def text_of_log(daemon, name):
    """What it has; nothing while it is being rotated away."""
    try:
        return (daemon.folder / name).read_text()
    except FileNotFoundError:
        return ""


def test_a_flood_stays_within_the_limits_of_the_log(halberd):
    start(halberd, f"{HOSTILE} flood", "stderr_logfile=%(here)s/flood.log", "stderr_logfile_maxbytes=1MB",
          "stderr_logfile_backups=2")
    halberd.wait_state("hostile", "RUNNING")
    order(halberd)
    # The last line may be the one that fills the log: then it stands in the first backup.
    wait_for(lambda: any(text_of_log(halberd, name).endswith("handled order\n") for name in ("flood.log", "flood.log.1")),
             what="the end of the flood")
    logs = sorted(halberd.folder.glob("flood.log*"))
    assert [log.name for log in logs] == ["flood.log", "flood.log.1", "flood.log.2"]
    assert all(log.stat().st_size < 1_200_000 for log in logs)


@pytest.mark.parametrize("plugin, text", [
    (f"{HOSTILE} refuse", "hostile: refused as asked"),
    (PLUGINS / "odd/WRONG_MAJOR.so", "was built for plugin ABI 7.0, and this is a host for ABI 1.0: the major numbers differ"),
    (PLUGINS / "odd/MINOR_TOO_NEW.so", "needs plugin ABI 1.9 or later, and this is a host for ABI 1.0"),
    (PLUGINS / "odd/TABLE_TOO_SMALL.so", "says that its table has 16 bytes"),
    (PLUGINS / "odd/NO_HANDLE.so", "has no handle in its table"),
    (PLUGINS / "odd/NO_SYMBOL.so", "exports no symbol halberd_plugin"),
    (PLUGINS / "odd/UNRESOLVED.so", "undefined symbol: function_of_nobody"),
    ("/etc/passwd", "is not a shared object of this machine"),
    ("/dev/null", "is not a regular file"),
], ids=lambda value: Path(str(value)).stem.partition(" ")[0] if "/" in str(value) else "")
def test_a_plugin_that_does_not_start_becomes_fatal_and_says_why(halberd, plugin, text):
    start(halberd, plugin, "startretries=1")
    halberd.wait_state("hostile", "FATAL")
    halberd.wait_log(rf"WARN hostile: .*{re.escape(text)}")
    halberd.wait_file(log_of(halberd), re.escape(text))
    check_unharmed(halberd)


def test_a_plugin_whose_file_is_written_over_goes_on_and_the_next_start_has_the_new_one(halberd):
    plugin = shutil.copy(HOSTILE, halberd.folder / "changing.so")
    start(halberd, plugin)
    halberd.wait_state("hostile", "RUNNING")
    with open(plugin, "r+b") as file:  # as cp does it: the same file, first empty, then with other bytes
        file.truncate(0)
        order(halberd, "while-empty")
        file.write((PLUGINS / "hostile_2.so").read_bytes())
    order(halberd, "while-new")
    halberd.wait_file(log_of(halberd), "^handled while-new$")
    assert halberd.info("hostile")["statename"] == "RUNNING"
    halberd.ctl("restart", "hostile")
    halberd.wait_file(log_of(halberd), "^hostile version 2: ")
    halberd.wait_state("hostile", "RUNNING")


def test_a_plugin_whose_file_is_gone_goes_on_and_does_not_start_again(halberd):
    plugin = shutil.copy(HOSTILE, halberd.folder / "changing.so")
    start(halberd, plugin)
    halberd.wait_state("hostile", "RUNNING")
    os.unlink(plugin)
    order(halberd, "without-a-file")
    halberd.wait_file(log_of(halberd), "^handled without-a-file$")
    halberd.ctl("stop", "hostile")
    assert re.fullmatch(r"hostile: ERROR \(.*\)\n", halberd.ctl("start", "hostile").stdout)
    assert stays(lambda: halberd.info("hostile")["statename"] != "RUNNING", seconds=0.2)
    check_unharmed(halberd)
