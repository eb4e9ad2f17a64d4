"""The rows of the report, and what Halberd must reach in each: the one table of targets."""

from typing import NamedTuple, Optional


class Target(NamedTuple):
    """A limit for Halberd's figure. relative: a multiple of the bound's figure of the same run."""

    limit: float
    relative: bool = False
    more_is_better: bool = False

    def is_met_by(self, value):
        return value >= self.limit if self.more_is_better else value <= self.limit


class Row(NamedTuple):
    id: str
    text: str
    unit: str
    target: Optional[Target] = None


def at_most(limit):
    return Target(limit)


def times_bound(limit):
    return Target(limit, relative=True)


def at_least_times_bound(limit):
    return Target(limit, relative=True, more_is_better=True)


ROWS = (
    Row("crash.25.p50", "SIGKILL to replacement, 25 children, p50", "ms", times_bound(1.2)),
    Row("crash.25.p99", "SIGKILL to replacement, 25 children, p99", "ms", times_bound(1.5)),
    Row("crash.25.cpu", "daemon CPU per restart, 25 children", "ms"),
    Row("crash.1000.p50", "SIGKILL to replacement, 1,000 children, p50", "ms", times_bound(1.2)),
    Row("crash.1000.p99", "SIGKILL to replacement, 1,000 children, p99", "ms"),
    Row("crash.1000.cpu", "daemon CPU per restart, 1,000 children", "ms", times_bound(1.3)),
    Row("start.1", "daemon's exec to its only child's first instruction", "ms", at_most(12)),
    Row("start.100", "start of 100 programs until all are executed", "ms", times_bound(1.25)),
    Row("start.1000", "start of 1,000 programs until all are executed", "ms", times_bound(1.25)),
    Row("stop.1000", "stop all of 1,000: answered", "ms", times_bound(1.3)),
    Row("shutdown.1000", "shutdown with 1,000 children until the daemon is gone", "ms", times_bound(1.3)),
    Row("restart.1000", "restart NAME of 1,000 until the new child runs", "ms", at_most(4)),
    Row("control.list.1000", "getAllProcessInfo over 1,000 programs, p50", "ms", at_most(1)),
    Row("control.state.1", "getState with 1,000 programs, one connection", "/s", at_least_times_bound(0.5)),
    Row("control.state.8", "getState with 1,000 programs, eight connections", "/s", at_least_times_bound(0.25)),
    Row("control.status.1000", "supervisorctl status of 1,000 programs, whole process", "ms", at_most(6)),
    Row("idle.1.rss", "idle daemon, 1 child: RSS", "MB", at_most(5.5)),
    Row("idle.1.pss", "idle daemon, 1 child: PSS", "MB", at_most(3.3)),
    Row("idle.1.switches", "idle daemon, 1 child: wake-ups in 20 s", "", at_most(0)),
    Row("idle.100.rss", "idle daemon, 100 children: RSS", "MB", at_most(5.7)),
    Row("idle.100.pss", "idle daemon, 100 children: PSS", "MB"),
    Row("idle.100.switches", "idle daemon, 100 children: wake-ups in 20 s", "", at_most(0)),
    Row("idle.1000.rss", "idle daemon, 1,000 children: RSS", "MB", at_most(8)),
    Row("idle.1000.pss", "idle daemon, 1,000 children: PSS", "MB"),
    Row("idle.1000.switches", "idle daemon, 1,000 children: wake-ups in 20 s", "", at_most(0)),
    Row("storm.cpu", "200 programs that end at once: daemon CPU per restart", "µs", times_bound(1.5)),
    Row("storm.answer", "200 programs that end at once: getState meanwhile, p99", "ms", at_most(5)),
    Row("log.one.rate", "one child logs at full speed, rotation 50MB x 10", "MB/s", at_least_times_bound(0.95)),
    Row("log.one.cpu", "the same: daemon CPU per GB", "s/GB", times_bound(1.1)),
    Row("log.many.cpu", "100 children x 1,000 lines/s: daemon CPU of one core", "%", at_most(6)),
    Row("events.rate", "communication events to a C listener, answered", "/s", at_least_times_bound(0.5)),
    Row("events.cpu", "the same: daemon CPU per event", "µs", at_most(5)),
    Row("events.line.p50", "log line until its listener has the event, p50", "µs", at_most(25)),
    Row("events.line.p99", "log line until its listener has the event, p99", "µs", at_most(100)),
    Row("mail.program", "SIGKILL of a program to the mail command, crashmail as a program", "ms", at_most(8)),
    Row("mail.plugin", "SIGKILL of a program to the mail command, crashmail in the daemon", "ms", at_most(4)),
    Row("mail.host", "SIGKILL of a program to the mail command, crashmail in a plugin host", "ms", at_most(8)),
    Row("scale.10000.start", "start of 10,000 programs", "ms"),
    Row("scale.10000.status", "supervisorctl status of 10,000 programs, whole process", "ms", at_most(50)),
    Row("scale.10000.switches", "idle daemon, 10,000 children: wake-ups in 20 s", "", at_most(0)),
    Row("scale.10000.rss", "idle daemon, 10,000 children: RSS", "MB"),
)

_BY_ID = {row.id: row for row in ROWS}
_UNITS = {"cpu": "", "rss": "MB", "pss": "MB", "switches": ""}


def row_of(row_id):
    """The row of an id; one of other numbers (those of --quick, say) has neither text nor target."""
    if row_id in _BY_ID:
        return _BY_ID[row_id]
    return Row(row_id, row_id, _UNITS.get(row_id.rpartition(".")[2], "ms"))
