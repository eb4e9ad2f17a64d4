"""`restart NAME` by the daemon's client, from the client's exec to the new child's first instruction."""

from contest.contest import SUPERVISOR
from contest.work import Sleepers
from measure.statistics import percentile


def measure(contest):
    sizes = contest.sizes
    with contest.all_at_work(Sleepers(sizes.fleet)) as contenders:
        found = {contender.name: [] for contender in contenders}
        for number in range(sizes.restarts):
            for contender in contenders:
                if contender.name != SUPERVISOR or number < sizes.restarts_slowly:
                    found[contender.name].append(contender.restart(number))
        for contender in contenders:
            contender.check_running()
            yield f"restart.{sizes.fleet}", contender.name, percentile(found[contender.name], 50) * 1e3
