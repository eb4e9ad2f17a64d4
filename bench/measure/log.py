"""Capture of what children write: one at full speed, and many at a steady pace."""

import time

from contest.checks import check, complete_lines, each_once, punctual
from contest.notebook import BEGIN, END
from contest.work import Writers
from support.waiting import wait_for

LINE = 100
BACKUPS = 10

# Of the paced seconds, those at the beginning and at the end that are not looked at.
MARGIN = 0.5

# For how long a paced writer may be held up by a machine that has more to do; a throttled one is late by far more.
PATIENCE = 1.0


def measure(contest):
    sizes = contest.sizes
    for name in contest.names:
        with contest.contender(name) as contender:
            yield from _at_full_speed(contender, Writers(1, sizes.lines, maxbytes=sizes.maxbytes, backups=BACKUPS))
    for name in contest.names:
        with contest.contender(name) as contender:
            work = Writers(sizes.writers, sizes.rate * sizes.paced_seconds, rate=sizes.rate)
            yield from _paced(contender, work, sizes.paced_seconds)


def _at_full_speed(contender, work):
    contender.work = work
    contender.start(work)
    contender.wait(BEGIN, 1)  # it will begin to write a little later
    before = contender.cpu_seconds()
    [ended] = contender.wait(END, 1)
    _wait_complete(contender)
    cpu = contender.cpu_seconds() - before
    _check_logs(contender)
    size = work.lines * LINE
    yield "log.one.rate", contender.name, size / ended.value * 1e3
    yield "log.one.cpu", contender.name, cpu / (size / 1e9)


def _paced(contender, work, seconds):
    contender.begin(work)
    time.sleep(2 * MARGIN)
    before, since = contender.cpu_seconds(), time.monotonic()
    time.sleep(seconds - 3 * MARGIN)
    share = (contender.cpu_seconds() - before) / (time.monotonic() - since)
    check(not contender.notebook.records(END), f"{contender.name}: writers ended before they should have")
    ended = contender.wait(END, work.count)
    each_once(ended, range(work.count))
    punctual(ended, PATIENCE)
    _wait_complete(contender)
    _check_logs(contender)
    yield "log.many.cpu", contender.name, share * 100


def _log_files(contender):
    return [contender.work.log_files(contender.folder, number) for number in range(contender.work.count)]


def _wait_complete(contender):
    """Waits until the logs have as many bytes as were written."""
    expected = contender.work.lines * LINE * contender.work.count
    size = lambda: sum(path.stat().st_size for files in _log_files(contender) for path in files if path.exists())
    wait_for(lambda: size() >= expected, 30, lambda: f"{expected} bytes of logs, of which {size()} are there")


def _check_logs(contender):
    for number, files in enumerate(_log_files(contender)):
        complete_lines(contender.tools / "check_lines", number, contender.work.lines, files)
