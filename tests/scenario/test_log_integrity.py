"""Every byte that a child has written is in its log, once and in order: at full speed through many rotations, and up to
the moment in which a SIGKILL hits.

tests/tools/stream_writer.cpp writes the bytes and keeps count of those that write(2) has accepted. HALBERD_LOG_BYTES
and HALBERD_LOG_KILLS say how many bytes and kills (builds with sanitizers: fewer).
"""

import hashlib
import mmap
import os
import random
import re
import signal
import struct
import subprocess
import time
from typing import NamedTuple

from support.daemons import build_folder
from support.waiting import wait_for

WRITER = build_folder() / "tests" / "stream_writer"
BYTES = int(os.environ.get("HALBERD_LOG_BYTES", 1_000_000_000))
KILLS = int(os.environ.get("HALBERD_LOG_KILLS", 200))
MB = 1024 * 1024


class Life(NamedTuple):
    """What the writer has noted of one of its lives."""

    pid: int
    accepted: int   # bytes that write(2) has taken
    attempted: int  # bytes of a write that was not over


class Notebook:
    """The writer's notebook, read while it is written; a SIGKILL cannot take it back."""

    ENTRY = struct.Struct("=QQQ")

    def __init__(self, path):
        self._path = path

    def lives(self):
        if not self._path.exists() or self._path.stat().st_size == 0:
            return []
        with open(self._path, "rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as mapped:
            entries = (Life(*entry) for entry in self.ENTRY.iter_unpack(mapped[:]))
            return [life for life in entries if life.pid != 0]


def writer(name, seed, size=0, chunk=200_000, pause=0, **options):
    """The section of a program that writes the stream of a seed."""
    options = {"command": f"{WRITER} write %(here)s/{name}.notebook {seed} {size} {chunk} {pause}", "startsecs": 0,
               "stdout_logfile": f"%(here)s/{name}.log", **options}
    return f"[program:{name}]\n" + "".join(f"{key}={value}\n" for key, value in options.items())


def log_files(daemon, name):
    """The log of a program and its backups, the oldest first."""
    backups = sorted(daemon.folder.glob(f"{name}.log.*"), key=lambda path: -int(path.suffix[1:]))
    return [*backups, daemon.folder / f"{name}.log"]


def checksum(pieces):
    """The SHA-256 of the pieces one after the other."""
    digest = hashlib.sha256()
    for piece in pieces:
        digest.update(piece)
    return digest.hexdigest()


def content(paths):
    """The bytes of the files in pieces."""
    for path in paths:
        with open(path, "rb") as file:
            while piece := file.read(MB):
                yield piece


def stream(seed, life, begin, end):
    """The bytes from `begin` to `end` of what the writer writes in a life, in pieces."""
    command = [WRITER, "print", str(seed), str(life), str(begin), str(end)]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as printer:
        while piece := printer.stdout.read(MB):
            yield piece
    assert printer.returncode == 0


def write_all(daemon, backups):
    """Lets a writer write BYTES at full speed through stdout_logfile_maxbytes=50MB; returns the files that it left."""
    daemon.configure(writer("w", seed=7, size=BYTES, autorestart="false", stdout_logfile_maxbytes="50MB",
                            stdout_logfile_backups=backups))
    daemon.start()
    daemon.wait_state("w", "EXITED", timeout=300)
    assert [(life.accepted, life.attempted) for life in Notebook(daemon.folder / "w.notebook").lives()] == [(BYTES, 0)]
    return log_files(daemon, "w")


def assert_rotated_well(files):
    """Each file was rotated when it was full, soon after, and at the end of a line."""
    for path in files[:-1]:
        assert 50 * MB <= path.stat().st_size < 52 * MB, path
        with open(path, "rb") as file:
            file.seek(-1, os.SEEK_END)
            assert file.read() == b"\n", f"{path} ends within a line"


# --- at full speed


def test_what_is_written_at_full_speed_is_in_the_rotated_files_byte_for_byte(halberd):
    files = write_all(halberd, backups=1000)
    assert len(files) > BYTES // (52 * MB)
    assert sum(path.stat().st_size for path in files) == BYTES
    assert checksum(content(files)) == checksum(stream(7, 0, 0, BYTES))
    assert_rotated_well(files)


def test_three_backups_hold_exactly_the_end_of_what_was_written(halberd):
    files = write_all(halberd, backups=3)
    assert [path.name for path in files] == ["w.log.3", "w.log.2", "w.log.1", "w.log"][-len(files):]
    kept = sum(path.stat().st_size for path in files)
    assert kept >= min(BYTES, 150 * MB)
    assert checksum(content(files)) == checksum(stream(7, 0, BYTES - kept, BYTES))
    assert_rotated_well(files)


# --- killed


class Victim:
    """A program that is killed again and again, each time a random while after it has begun to write."""

    def __init__(self, daemon, name, seed, kills):
        self.name = name
        self.seed = seed
        self._daemon = daemon
        self._notebook = Notebook(daemon.folder / f"{name}.notebook")
        self._kills = kills
        self._killed = 0
        self._kill_at = None

    def step(self, chance):
        """Kills the present life when its time has come; False: this was the last."""
        lives = self._notebook.lives()
        if len(lives) > self._killed:
            if self._kill_at is None:
                self._kill_at = time.monotonic() + chance.uniform(0, 0.3)
            elif time.monotonic() >= self._kill_at:
                os.kill(lives[self._killed].pid, signal.SIGKILL)
                self._killed += 1
                self._kill_at = None
        return self._killed < self._kills

    def check(self):
        """The log is, for each life, what the life wrote: all that was accepted, at most the write that was killed
        more, and nothing else."""
        lives = self._notebook.lives()
        assert len(lives) >= self._kills
        logged = b"".join(content(log_files(self._daemon, self.name)))
        begins = [match.start() for match in re.finditer(b">", logged)] + [len(logged)]
        position = killed_within_write = 0
        for number, life in enumerate(lives):
            # A life that was killed before its first byte has left nothing.
            has_begun = logged.startswith(b">%d\n" % number, position)
            end = begins[begins.index(position) + 1] if has_begun else position
            length = end - position
            assert life.accepted <= length <= life.accepted + life.attempted, (self.name, number, life, length)
            assert checksum([logged[position:end]]) == checksum(stream(self.seed, number, 0, length)), \
                (self.name, number, life)
            position = end
            killed_within_write += life.attempted > 0
        assert position == len(logged)
        print(f"{self.name}: {len(lives)} lives, {len(logged)} bytes, {killed_within_write} killed within a write")


def test_what_was_written_before_a_kill_is_in_the_log(halberd):
    seed = random.SystemRandom().randrange(1_000_000)
    print(f"seed {seed}")
    names = [f"w{number}" for number in range(8)]
    # Chunks larger than a pipe, too, so that some lives are killed within a write.
    chunks = [300, 4_000, 20_000, 200_000]
    # The second half goes through the daemon's hands, because somebody might want the events; the first does not.
    halberd.configure("".join(
        writer(name, seed + number, chunk=chunks[number % len(chunks)], pause=4_000, autorestart="true",
               stdout_logfile_maxbytes="1MB", stdout_logfile_backups=10_000,
               stdout_events_enabled=number >= len(chunks))
        for number, name in enumerate(names)))
    halberd.start()
    chance = random.Random(seed)
    victims = [Victim(halberd, name, seed + number, -(-KILLS // len(names))) for number, name in enumerate(names)]
    wait_for(lambda: not any([victim.step(chance) for victim in victims]), timeout=300,
             what=lambda: f"{KILLS} kills\n{halberd.report()}")
    assert halberd.stop() == 0
    for victim in victims:
        victim.check()
