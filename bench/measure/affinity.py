"""Where a measurement runs."""

import contextlib
import os


@contextlib.contextmanager
def one_cpu(*pids):
    """What is started within runs on one CPU, the last that this process may use; so do processes named.

    Two processes that take turns cost four times as much when each turn wakes another, idle CPU. Which of the two happens
    is up to the kernel, and differs from run to run and from contender to contender.
    """
    before = os.sched_getaffinity(0)
    for pid in (0, *pids):
        os.sched_setaffinity(pid, {max(before)})
    try:
        yield
    finally:
        os.sched_setaffinity(0, before)
        for pid in pids:
            with contextlib.suppress(ProcessLookupError):
                os.sched_setaffinity(pid, before)
