"""The notebook in which children (bench/child/*.c) note what happened to them and when."""

import os
import struct
import time
from typing import NamedTuple

from support.waiting import wait_for

EXEC, BEGIN, END = 0, 1, 2

# The program number under which the exec of the daemon is noted.
DAEMON = -1


class Record(NamedTuple):
    time: int    # nanoseconds of CLOCK_MONOTONIC, as time.monotonic_ns()
    pid: int
    number: int  # of the program
    kind: int    # EXEC, BEGIN, END
    value: int   # of END, in nanoseconds: how long a writer has written at full speed, or its greatest delay


class Notebook:
    """A file in memory that ends with this process; children append to it under `path`."""

    _RECORD = struct.Struct("=qqiiq")

    def __init__(self):
        self._fd = os.memfd_create("notebook")
        self.path = f"/proc/{os.getpid()}/fd/{self._fd}"

    def close(self):
        os.close(self._fd)

    def mark(self):
        """How many records there are: what is noted later comes after it."""
        return os.fstat(self._fd).st_size // self._RECORD.size

    def records(self, kind, since=0):
        """The records of a kind after a mark, in the order in which they were written."""
        size = (self.mark() - since) * self._RECORD.size
        data = os.pread(self._fd, size, since * self._RECORD.size)
        return [record for record in map(Record._make, self._RECORD.iter_unpack(data)) if record.kind == kind]

    def wait(self, kind, count, since=0, number=None, look=lambda: None):
        """Waits for `count` records of a kind (and of a program, if named) after a mark, and returns them.

        look() is called meanwhile, and raises when there is nothing to wait for.
        """

        def noted():
            if self.mark() - since < count:
                look()
                return None
            found = [record for record in self.records(kind, since) if number in (None, record.number)]
            return found if len(found) >= count else None

        return wait_for(noted, 120, lambda: f"{count} notes of children, of which "
                                                f"{len(self.records(kind, since))} have come")


def seconds_between(earlier, later):
    """The time from one record, or moment of time.monotonic_ns(), to another."""
    first, last = (moment if isinstance(moment, int) else moment.time for moment in (earlier, later))
    return (last - first) / 1e9


now = time.monotonic_ns
