"""What clients ask of a daemon with many programs: the list of them, its state, and `supervisorctl status`."""

from contest.contest import BOUND, HALBERD, SUPERVISOR
from contest.work import Answers, Calls, Sleepers
from measure.affinity import one_cpu
from measure.statistics import percentile

LIST, STATE = "getAllProcessInfo", "getState"


def measure(contest):
    sizes = contest.sizes
    names = [name for name in contest.names if name != BOUND]
    with contest.at_work(Sleepers(sizes.fleet), names) as daemons, contest.contender(BOUND) as bound:
        bound.begin(_answers_of(next(daemon for daemon in daemons if daemon.name == HALBERD)))
        contenders = sorted([*daemons, bound], key=lambda contender: contest.names.index(contender.name))
        with one_cpu(*(contender.pid for contender in contenders)):
            yield from _ask_for_lists(contenders, sizes)
            for connections in (1, 8):
                yield from _ask_for_state(contenders, sizes, connections)
        yield from _show_status(daemons, sizes)
        for daemon in daemons:
            daemon.check_running()


def _answers_of(halberd):
    """What Halberd answers, for the bound to answer the same."""
    files = [halberd.folder / f"{method}.answer" for method in (LIST, STATE)]
    for method, file in zip((LIST, STATE), files):
        halberd.ask(Calls(method, 1, programs=halberd.work.count), file)
    return Answers(*files)


def _turns(contenders, rounds, count, count_slowly):
    """Each contender, round by round, and how often it is asked in it; Supervisor in the first round only."""
    for turn in range(rounds):
        for contender in contenders:
            if contender.name != SUPERVISOR:
                yield contender, count
            elif turn == 0:
                yield contender, count_slowly


def _ask_for_lists(contenders, sizes):
    found = {contender.name: [] for contender in contenders}
    for contender, count in _turns(contenders, sizes.control_rounds, sizes.control_lists, sizes.control_slowly):
        found[contender.name] += contender.ask(Calls(LIST, count, programs=sizes.fleet)).each
    for name, seconds in found.items():
        yield f"control.list.{sizes.fleet}", name, percentile(seconds, 50) * 1e3


def _ask_for_state(contenders, sizes, connections):
    found = {contender.name: [] for contender in contenders}
    slowly = connections * sizes.control_states_slowly
    for contender, count in _turns(contenders, sizes.control_rounds, sizes.control_states, slowly):
        found[contender.name].append(count / contender.ask(Calls(STATE, count, connections)).total)
    for name, rates in found.items():
        yield f"control.state.{connections}", name, percentile(rates, 50)


def _show_status(daemons, sizes):
    found = {daemon.name: [] for daemon in daemons}
    for daemon, count in _turns(daemons, sizes.control_rounds, sizes.control_status, sizes.control_slowly):
        found[daemon.name] += [daemon.show_status() for _ in range(count)]
    for name, seconds in found.items():
        yield f"control.status.{sizes.fleet}", name, percentile(seconds, 50) * 1e3
