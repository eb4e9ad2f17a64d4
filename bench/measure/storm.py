"""Programs that end as soon as they begin, again and again."""

import time

from contest.checks import check, storm_of_restarts
from contest.contest import SUPERVISOR
from contest.notebook import BEGIN, now, seconds_between
from contest.work import Sleepers
from measure.statistics import percentile

# Between two questions, so that asking is a small part of what the daemon does.
PAUSE = 0.005


def measure(contest):
    count, seconds = contest.sizes.storm, contest.sizes.storm_seconds
    for name in contest.names:
        with contest.contender(name) as contender:
            contender.work = Sleepers(count, ends_at_once=True)
            contender.start(contender.work)
            contender.wait(BEGIN, 2 * count)  # it is under way
            mark, before = contender.notebook.mark(), contender.cpu_seconds()
            time.sleep(seconds)
            cpu = contender.cpu_seconds() - before
            begun = contender.notebook.records(BEGIN, mark)
            # Supervisor starts a program again whenever its loop comes by, and every end of a program wakes its loop.
            storm_of_restarts(begun, count, seconds, is_paced=name != SUPERVISOR)
            yield "storm.cpu", name, cpu / len(begun) * 1e6
            answers = _ask_for(contender, seconds)
            check(len(answers) >= seconds, f"{name}: only {len(answers)} answers in {seconds} s")
            yield "storm.answer", name, percentile(answers, 99) * 1e3


def _ask_for(contender, seconds):
    """The seconds that each answer has taken, of questions asked for so long."""
    ask = contender.state_query()
    answers = []
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        asked = now()
        ask()
        answers.append(seconds_between(asked, now()))
        time.sleep(PAUSE)
    return answers
