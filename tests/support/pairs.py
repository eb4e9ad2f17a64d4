"""The same configuration under Debian's supervisord and ours, both at once.

    def test_something(pair):
        pair.start("[program:cat]\\ncommand=/bin/cat\\n")
        pair.both(lambda daemon: daemon.wait_state("cat", "RUNNING"))
        pair.assert_same(lambda daemon: records(daemon, about="cat"))
"""

import re
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

from support.daemons import ORACLE, Daemon, halberd_programs

_STAMP = re.compile(r"^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,\d{3} (?=[A-Z]{4} )", re.MULTILINE)
_PIDS = re.compile(r"(?<=\bpid )\d+|(?<=')( )?\(\d+\)(?= with)|(?<=\(pid )\d+")
_RANDOM = re.compile(r"(---\w+-)\w{8}(?=\.log)")

# What one side logs alone, with its row in docs/compatibility.md: Supervisor's inner life, how events travel to listeners,
# and the step at which a program could not be executed.
_ONE_SIDED = re.compile(r"BLAT |TRAC (localhost:0 |\S+:Medusa )|DEBG (fd \d+ closed, stopped|rebuffering event|event \d+ sent)|"
                        r"DEBG .*: (ACKNOWLEDGED|READY|BUSY|UNKNOWN) -> |WARN \S+ \(pid PID\) could not be executed: ")


def normalised(daemon, text):
    """The text without what differs from run to run: the daemon's folder, pids, and the random part of AUTO logs."""
    text = _PIDS.sub(lambda match: " (PID)" if match.group().endswith(")") else "PID", text)
    return _RANDOM.sub(r"\1XXXXXXXX", text.replace(str(daemon.folder), "HERE"))


def split_records(daemon, text):
    """The records of a log, each with its continuation lines, normalised and without their time stamps.

    Whatever stands before the first time stamp is a record, too: nothing gets lost.
    """
    pieces = _STAMP.split(text)
    assert pieces[0] == "", f"the log begins without a time stamp: {pieces[0]!r}"
    assert all(piece.endswith("\n") for piece in pieces[1:]), f"the last line has no end: {pieces[-1]!r}"
    return [normalised(daemon, piece[:-1]) for piece in pieces[1:]]


def records(daemon, about=None):
    """The records of the main log that both sides are to have; with `about`, those whose first line has that word."""
    found = [record for record in split_records(daemon, daemon.log()) if not _ONE_SIDED.match(record)]
    word = re.compile(rf"(?<![\w-]){about}(?![\w-])")
    return [record for record in found if about is None or word.search(record.split("\n")[0])]


def without_repeats(lines):
    """The lines without repeated reports of one wait: how many there are depends on its length."""
    return [line for number, line in enumerate(lines)
            if number == 0 or line != lines[number - 1] or not line.startswith("INFO waiting for ")]


class Pair:
    """A daemon of each side, each in a folder of its own."""

    def __init__(self, halberd, oracle):
        self.halberd = halberd
        self.oracle = oracle
        self.daemons = (halberd, oracle)

    def both(self, action):
        """Calls action(daemon) for both at the same time and returns both results, ours first."""
        with ThreadPoolExecutor(max_workers=2) as pool:
            return list(pool.map(action, self.daemons))

    def start(self, text, *args, **options):
        """Configures and starts both; the arguments are those of Daemon.start()."""
        self.both(lambda daemon: (daemon.configure(text), daemon.start(*args, **options)))

    def assert_same(self, question):
        """Both give the same answer to question(daemon); returns it."""
        ours, theirs = self.both(question)
        assert ours == theirs
        return theirs


@contextmanager
def pair_in(folder):
    """A pair whose daemons are ended with the block; for fixtures of a wider scope than a test's."""
    daemons = []
    for programs in (halberd_programs(), ORACLE):
        daemons.append(Daemon(programs, folder / programs.name))
        daemons[-1].folder.mkdir(parents=True)
    pair = Pair(*daemons)
    try:
        yield pair
    finally:
        pair.both(lambda daemon: daemon.close())
