"""A great many programs: that all of it works still. Supervisor takes minutes for this and stays out of it."""

import resource
import time
from pathlib import Path

from contest import meter
from contest.contest import BOUND, SUPERVISOR
from contest.work import Sleepers
from measure.idle import SETTLING
from measure.statistics import percentile

STATUS_CALLS = 5


def why_not(count):
    """What of this machine forbids so many programs, or None."""
    descriptors = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    if descriptors != resource.RLIM_INFINITY and descriptors < 3 * count + 100:
        return (f"{count} programs take {3 * count + 100} file descriptors in the daemon, and the hard limit is "
                f"{descriptors} (ulimit -Hn)")
    # Both daemons have their programs one after the other.
    for limit in (Path("/proc/sys/kernel/pid_max"), *_control_group_limits()):
        text = limit.read_text().strip()
        if text != "max" and int(text) < count + 1000:
            return f"{count} programs are too many for {limit}, which is {text}"
    return None


def _control_group_limits():
    for line in Path("/proc/self/cgroup").read_text().splitlines():
        limit = Path("/sys/fs/cgroup", line.split(":", 2)[2].lstrip("/"), "pids.max")
        if limit.exists():
            yield limit


def measure(contest):
    count = contest.sizes.scale
    for name in contest.names:
        if name == SUPERVISOR:
            continue
        with contest.contender(name) as contender:
            yield f"scale.{count}.start", name, contender.begin(Sleepers(count)) * 1e3
            contender.check_running()
            if name != BOUND:
                answers = [contender.show_status() for _ in range(STATUS_CALLS)]
                yield f"scale.{count}.status", name, percentile(answers, 50) * 1e3
            time.sleep(SETTLING)
            before = meter.context_switches(contender.pid)
            time.sleep(contest.sizes.idle_seconds)
            yield f"scale.{count}.switches", name, meter.context_switches(contender.pid) - before
            yield f"scale.{count}.rss", name, meter.memory(contender.pid).rss / 1e6
