"""What the kernel says of a process."""

import time
from pathlib import Path
from typing import NamedTuple


class Memory(NamedTuple):
    rss: int  # bytes
    pss: int


def cpu_seconds(pid):
    """The CPU time of all threads of a process so far, to the nanosecond."""
    # The kernel's number of the CPU clock of another process; see clock_getcpuclockid(3).
    return time.clock_gettime((~pid << 3) | 2)


def memory(pid):
    """From smaps_rollup."""
    fields = {}
    for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()[1:]:
        name, value = line.split(":")
        fields[name] = int(value.split()[0]) * 1024
    return Memory(fields["Rss"], fields["Pss"])


def context_switches(pid):
    """How often the threads of a process were switched away from, of their own will or not."""
    return sum(int(line.split()[1])
               for status in Path(f"/proc/{pid}/task").glob("*/status")
               for line in status.read_text().splitlines() if "ctxt_switches" in line)
