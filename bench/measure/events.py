"""Events to a listener in C, which answers each of them: how many, and how soon. All on one CPU."""

from contest.board import Board
from contest.checks import timed_events, whole_stream
from contest.contest import BOUND, SUPERVISOR
from contest.notebook import END
from contest.work import LISTENER, Talk
from measure.affinity import one_cpu
from measure.statistics import percentile


def measure(contest):
    sizes = contest.sizes
    for name in contest.names:
        count = sizes.events_slowly if name == SUPERVISOR else sizes.events
        with one_cpu(), contest.contender(name) as contender:
            yield from _deliver(contender, count, sizes.events_under_way)
    for name in contest.names:
        with one_cpu(), contest.contender(name) as contender:
            yield from _follow_lines(contender, sizes.events_lines)


def _play(contender, work):
    """Lets the talker talk until the listener has answered all of it; the seconds and CPU seconds that it took."""
    contender.begin(work)
    before = contender.cpu_seconds()  # the talker begins a little later
    [ended] = contender.wait(END, 1, number=LISTENER)
    cpu = contender.cpu_seconds() - before
    whole_stream(contender.notebook.records(END), work.events)
    if contender.name != BOUND:
        contender.check_running()  # the listener, too: it ends when there is an event too many
    return ended.value / 1e9, cpu


def _deliver(contender, count, most):
    board = Board(contender.folder, count)
    seconds, cpu = _play(contender, Talk(board.path, count, most))
    yield "events.rate", contender.name, count / seconds
    yield "events.cpu", contender.name, cpu / count * 1e6


def _follow_lines(contender, count):
    board = Board(contender.folder, count)
    _play(contender, Talk(board.path, count))
    found = board.seconds()
    timed_events(found)
    for percent in (50, 99):
        yield f"events.line.p{percent}", contender.name, percentile(found, percent) * 1e6
