"""What a daemon costs that has nothing to do: memory, and wake-ups while nobody subscribes to TICK."""

import time

from contest import meter
from contest.checks import check
from contest.work import Sleepers

# After the last start, until caches and timers of the start are done with.
SETTLING = 1.0


def measure(contest):
    for count in contest.sizes.idle:
        with contest.all_at_work(Sleepers(count)) as contenders:
            time.sleep(SETTLING)
            pids = {contender.name: contender.pids() for contender in contenders}
            before = {contender.name: meter.context_switches(contender.pid) for contender in contenders}
            time.sleep(contest.sizes.idle_seconds)
            for contender in contenders:
                name = contender.name
                switches = meter.context_switches(contender.pid) - before[name]
                memory = meter.memory(contender.pid)
                contender.check_running()
                check(contender.pids() == pids[name], f"{name}: programs were restarted while it should have been idle")
                yield f"idle.{count}.rss", name, memory.rss / 1e6
                yield f"idle.{count}.pss", name, memory.pss / 1e6
                yield f"idle.{count}.switches", name, switches
