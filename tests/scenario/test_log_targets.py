"""A log that is no file: it is written, never rotated, compressed, cleared or removed, and never an error, whatever the
keys say and whatever is asked of it."""

import json
import os
import pty
import re
import signal
import socket
import stat
import threading

import pytest

from support.waiting import stays, wait_for

KEYS = {"stdout_logfile_maxbytes": "100", "stdout_logfile_rotate": "1s", "stdout_logfile_compress": "gzip"}
FORMATS = ["raw", "text", "json"]


class Reader:
    """Reads a descriptor to its end, on a thread, so that nobody who writes has to wait."""

    def __init__(self, fd):
        self.fd = fd
        self.bytes = b""
        self._thread = threading.Thread(target=self._read, daemon=True)
        self._thread.start()

    def _read(self):
        try:
            while piece := os.read(self.fd, 65536):
                self.bytes += piece
        except OSError:
            pass  # the other end of a terminal was closed

    def lines(self):
        return self.bytes.decode().replace("\r\n", "\n").splitlines()

    def close(self):
        os.close(self.fd)


def pipe():
    read, write = os.pipe()
    return read, write


def terminal():
    return pty.openpty()


def sockets():
    ours, theirs = socket.socketpair()
    return ours.detach(), theirs.detach()


TARGETS = {"a pipe": pipe, "a terminal": terminal, "a socket": sockets}


def configure(daemon, target, log_format, keys, command="while :; do echo number $((i=i+1)); sleep 0.02; done"):
    options = {"startsecs": 0, "stdout_logfile": target, "stderr_logfile": "NONE", "log_format": log_format,
               "log_marks": "true", **keys}
    daemon.configure(f'[supervisord]\nsilent=true\n[program:app]\ncommand=/bin/sh -c "{command}"\n'
                     + "".join(f"{key}={value}\n" for key, value in options.items()))


def texts(lines, log_format):
    """What the program has said, and the marks as "--- started" and "--- ended", from the lines of the target."""
    found = []
    for line in lines:
        if log_format == "json":
            record = json.loads(line)
            found.append(record.get("line", f"--- {record.get('mark')}"))
        elif mark := re.match(r"--- .* app (started|ended)", line):
            found.append(f"--- {mark[1]}")
        else:
            found.append(re.sub(r"^\S+ \S+ app stdout ", "", line) if log_format == "text" else line)
    return found


def handle_roughly(daemon, kind):
    """All that one can ask of a log, while the program goes on writing."""
    shown = daemon.ctl("rotate", "app")
    assert shown.status == 1 and shown.stdout.startswith("app: ERROR (stdout: "), shown
    assert shown.stdout.endswith(f" is {kind}, which cannot be rotated)\n"), shown
    assert daemon.ctl("clear", "app").stdout == "app: cleared\n"
    os.kill(daemon.pid, signal.SIGUSR2)
    daemon.wait_log("received SIGUSR2 indicating log reopen request")
    daemon.rpc.supervisor.stopProcess("app")
    daemon.rpc.supervisor.startProcess("app")


def assert_content(daemon):
    """The daemon has nothing to complain about."""
    complaints = [line for line in daemon.log().splitlines() if " ERRO " in line or "app: log" in line]
    assert not complaints, complaints


@pytest.mark.parametrize("log_format", FORMATS)
@pytest.mark.parametrize("kind", TARGETS)
def test_what_the_daemon_has_as_its_stdout_gets_every_line(halberd, kind, log_format):
    ours, theirs = TARGETS[kind]()
    reader = Reader(ours)
    configure(halberd, "/dev/stdout", log_format, KEYS)
    halberd.start(output=theirs)
    os.close(theirs)
    wait_for(lambda: "number 60" in texts(reader.lines()[:-1], log_format), what=lambda: f"lines: {reader.bytes}")
    handle_roughly(halberd, kind)
    wait_for(lambda: texts(reader.lines()[:-1], log_format).count("number 20") == 2,
             what=lambda: f"lines of the second life: {reader.bytes}")
    assert halberd.stop() == 0
    wait_for(lambda: texts(reader.lines(), log_format)[-1] == "--- ended", what=lambda: f"the end: {reader.bytes}")
    found = texts(reader.lines(), log_format)
    second = found.index("--- started", 1)
    for life in (found[:second], found[second:]):
        assert life == ["--- started", *(f"number {n}" for n in range(1, len(life) - 1)), "--- ended"]
    assert_content(halberd)


@pytest.mark.parametrize("log_format", FORMATS)
def test_a_file_as_stdout_of_the_daemon_is_appended_to(halberd, log_format):
    target = halberd.folder / "captured"
    with open(target, "wb") as file:
        configure(halberd, "/dev/stdout", log_format, KEYS)
        halberd.start(output=file)
    halberd.wait_file(target, "number 60")
    handle_roughly(halberd, "no log file of its own")
    halberd.wait_file(target, "number 20\\b", count=2)
    assert halberd.stop() == 0
    assert texts(target.read_text().splitlines(), log_format)[:2] == ["--- started", "number 1"]
    assert sorted(path.name for path in halberd.folder.glob("captured*")) == ["captured"]
    assert_content(halberd)


@pytest.mark.parametrize("log_format", FORMATS)
def test_a_fifo_with_a_reader_gets_every_line(halberd, log_format):
    os.mkfifo(halberd.folder / "fifo")
    reader = Reader(os.open(halberd.folder / "fifo", os.O_RDWR))
    configure(halberd, "%(here)s/fifo", log_format, KEYS)
    halberd.start()
    wait_for(lambda: "number 60" in texts(reader.lines()[:-1], log_format), what=lambda: f"lines: {reader.bytes}")
    handle_roughly(halberd, "a FIFO")
    wait_for(lambda: texts(reader.lines()[:-1], log_format).count("number 20") == 2,
             what=lambda: f"lines of the second life: {reader.bytes}")
    assert stat.S_ISFIFO((halberd.folder / "fifo").stat().st_mode)
    assert [path.name for path in halberd.folder.glob("fifo*")] == ["fifo"]
    assert_content(halberd)


@pytest.mark.parametrize("log_format", FORMATS)
def test_a_fifo_without_a_reader_stops_nobody_but_its_program(halberd, log_format):
    os.mkfifo(halberd.folder / "fifo")
    configure(halberd, "%(here)s/fifo", log_format, {**KEYS, "autorestart": "false"},
              command="i=0; while test $i -lt 20000; do echo number $((i=i+1)); done; exec cat")
    halberd.start()
    handle_roughly(halberd, "a FIFO")
    halberd.wait_state("app", "RUNNING")
    assert_content(halberd)
    reader = Reader(os.open(halberd.folder / "fifo", os.O_RDWR))
    wait_for(lambda: b"number 20000" in reader.bytes and reader.bytes.endswith(b"\n"), what="the last line")
    found = texts(reader.lines(), log_format)
    second = found.index("--- started", 1)
    assert found[1:second - 1] == [f"number {n}" for n in range(1, second - 1)]
    assert found[second - 1:] == ["--- ended", "--- started", *(f"number {n}" for n in range(1, 20001))]
    assert_content(halberd)


def test_a_terminal_by_its_own_name(halberd):
    ours, theirs = pty.openpty()
    reader = Reader(ours)
    configure(halberd, os.ttyname(theirs), "text", KEYS)
    halberd.start()
    wait_for(lambda: "number 20" in texts(reader.lines()[:-1], "text"), what=lambda: f"lines: {reader.bytes}")
    handle_roughly(halberd, "a terminal")
    assert halberd.stop() == 0
    os.close(theirs)
    assert_content(halberd)


@pytest.mark.parametrize("kind", TARGETS)
def test_a_link_to_dev_stdout_as_images_have_it(halberd, kind):
    ours, theirs = TARGETS[kind]()
    reader = Reader(ours)
    (halberd.folder / "app.log").symlink_to("/dev/stdout")
    configure(halberd, "%(here)s/app.log", "raw", KEYS)
    halberd.start(output=theirs)
    os.close(theirs)
    wait_for(lambda: "number 60" in texts(reader.lines()[:-1], "raw"), what=lambda: f"lines: {reader.bytes}")
    handle_roughly(halberd, kind)
    assert (halberd.folder / "app.log").is_symlink()
    assert_content(halberd)


def test_with_maxbytes_at_its_default_a_pipe_takes_more_than_that(halberd):
    """Supervisor wants stdout_logfile_maxbytes=0 here, and logs an exception at each line otherwise."""
    read, write = os.pipe()
    count = 0

    def consume():
        nonlocal count
        while piece := os.read(read, 1 << 20):
            count += len(piece)

    reader = threading.Thread(target=consume, daemon=True)
    reader.start()
    configure(halberd, "/dev/stdout", "raw", {"autorestart": "false", "log_marks": "false"},
              command="head -c 60000000 /dev/zero; exec cat")
    halberd.start(output=write)
    os.close(write)
    wait_for(lambda: count >= 60_000_000, what=lambda: f"60 MB; there are {count}")
    assert_content(halberd)
    assert halberd.stop() == 0
    reader.join()
    assert count == 60_000_000


def test_a_pipe_whose_reader_has_gone_is_told_once(halberd):
    read, write = os.pipe()
    configure(halberd, "/dev/stdout", "json", KEYS)
    halberd.start(output=write)
    os.close(write)
    os.close(read)
    halberd.wait_log(r"ERRO app: log /dev/stdout: write /dev/stdout: Broken pipe")
    assert stays(lambda: len(re.findall("Broken pipe", halberd.log())) == 1, 1)
    assert halberd.info("app")["statename"] == "RUNNING"


def test_the_end_of_what_a_program_wrote_reaches_a_slow_reader_after_its_exit(halberd):
    read, write = os.pipe()
    configure(halberd, "/dev/stdout", "raw", {"autorestart": "false", "log_marks": "true"},
              command="seq 30000")
    halberd.start(output=write)
    os.close(write)
    text = b""
    while halberd.info("app")["statename"] != "EXITED":
        text += os.read(read, 4096)
    wait_for(lambda: halberd.info("app")["statename"] == "EXITED", what="its exit")
    reader = Reader(read)
    wait_for(lambda: b"ended: exit status 0" in reader.bytes, what="the end")
    lines = (text + reader.bytes).decode().splitlines()
    assert lines[1:-1] == [str(number) for number in range(1, 30001)]
    assert_content(halberd)
