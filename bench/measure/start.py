"""From the daemon's exec to its children's first instructions, and the end of them all."""

from contest.checks import check
from contest.notebook import BEGIN
from contest.work import Sleepers


def measure(contest):
    for count in contest.sizes.starts:
        for name in contest.names:
            with contest.contender(name) as contender:
                seconds = contender.begin(Sleepers(count))
                contender.check_running()
                yield f"start.{count}", name, seconds * 1e3
                if count == contest.sizes.fleet:
                    seconds = contender.shut_down()
                    check(len(contender.notebook.records(BEGIN)) == count, f"{name}: children began during shutdown")
                    yield f"shutdown.{count}", name, seconds * 1e3


def measure_stop(contest):
    for name in contest.names:
        with contest.contender(name) as contender:
            count = contest.sizes.fleet
            contender.begin(Sleepers(count))
            contender.check_running()
            seconds = contender.stop_all()
            left = contender.living()
            check(not left, f"{name}: {len(left)} of {count} programs are alive after they were stopped")
            yield f"stop.{count}", name, seconds * 1e3
