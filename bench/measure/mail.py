"""From the SIGKILL of a program to the first instruction of the mail command that crashmail runs."""

import os
import signal
import time

from contest.checks import each_once, outbox_on_disk
from contest.contest import BOUND, HALBERD, SUPERVISOR
from contest.notebook import BEGIN, now, seconds_between
from contest.work import MAIL, Mailed
from measure.statistics import percentile

# Between two crashes, so that the listener waits for the second one.
PAUSE = 0.05


def measure(contest):
    for name in contest.names:
        if name != BOUND:
            yield from _crash(contest, name, "mail.program", f"command={contest.crashmail}")
    yield from _crash(contest, HALBERD, "mail.plugin", "plugin=crashmail")
    yield from _crash(contest, HALBERD, "mail.host", "isolation=process\nplugin=crashmail")


def _crash(contest, name, row, crashmail):
    count = contest.sizes.mails_slowly if name == SUPERVISOR else contest.sizes.mails
    with contest.contender(name) as contender:
        contender.begin(Mailed(count + 1, crashmail))
        time.sleep(contest.sizes.lifetime)
        found = [_crash_one(contender, number) for number in range(count + 1)]
        outbox_on_disk(contender.folder)
        del found[0]  # at which the listener may not have been ready yet
        yield row, name, percentile(found, 50) * 1e3


def _crash_one(contender, number):
    time.sleep(PAUSE)
    mark = contender.notebook.mark()
    killed = now()
    os.kill(contender.pids()[number], signal.SIGKILL)
    begun = contender.wait(BEGIN, 2, mark)  # of the mail command, and of the program's replacement
    each_once(begun, (number, MAIL))
    return seconds_between(killed, max(begun, key=lambda record: record.number))
