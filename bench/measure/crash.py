"""From the SIGKILL of a child to the first instruction of its replacement."""

import time

from contest.checks import check
from contest.contest import SUPERVISOR
from contest.notebook import BEGIN
from contest.work import Sleepers
from measure.statistics import percentile


def measure(contest):
    for kills in contest.sizes.crashes:
        with contest.all_at_work(Sleepers(kills.children, startsecs=1)) as contenders:
            time.sleep(contest.sizes.lifetime)
            latencies = {contender.name: [] for contender in contenders}
            cpu = dict.fromkeys(latencies, 0.0)
            for round_number in range(kills.rounds):
                for contender in contenders:
                    cpu[contender.name] += _kill_some(contender, kills, round_number, contest.sizes.lifetime,
                                                      latencies[contender.name])
            for contender in contenders:
                found = latencies[contender.name]
                begun = len(contender.notebook.records(BEGIN))
                check(begun == kills.children + len(found),
                      f"{contender.name}: {len(found)} kills led to {begun - kills.children} restarts")
                contender.check_running()
                yield f"crash.{kills.children}.p50", contender.name, percentile(found, 50) * 1e3
                yield f"crash.{kills.children}.p99", contender.name, percentile(found, 99) * 1e3
                yield f"crash.{kills.children}.cpu", contender.name, cpu[contender.name] / len(found) * 1e3


def _kill_some(contender, kills, round_number, lifetime, latencies):
    """One round of a contender; returns its CPU time until the replacements have been up for their lifetime."""
    count = kills.kills_slowly if contender.name == SUPERVISOR else kills.kills
    before = contender.cpu_seconds()
    for kill in range(count):
        latencies.append(contender.kill_child((round_number * count + kill) % kills.children))
    time.sleep(lifetime)
    return contender.cpu_seconds() - before
