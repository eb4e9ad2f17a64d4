"""A round of the contest: makes the contenders, and clears up behind them."""

import contextlib
import shutil
import tempfile
from pathlib import Path

from contest.bound import Bound
from contest.checks import Invalid
from contest.supervised import Supervised
from support.daemons import ORACLE

HALBERD, SUPERVISOR, BOUND = "halberd", "supervisor", "bound"
NAMES = (HALBERD, SUPERVISOR, BOUND)


class Contest:
    """One run. The order of the contenders changes from run to run, so that none of them always has the same place."""

    def __init__(self, programs, tools, sizes, run=0):
        self._programs = {HALBERD: programs, SUPERVISOR: ORACLE}
        self.crashmail = Path(programs.supervisord).parent / "crashmail"  # which runs under either daemon
        self.tools = tools
        self.sizes = sizes
        turn = run % len(NAMES)
        self.names = NAMES[turn:] + NAMES[:turn]

    def _make(self, name, folder):
        if name == BOUND:
            return Bound(folder, self.tools)
        return Supervised(name, self._programs[name], folder, self.tools)

    @contextlib.contextmanager
    def contender(self, name):
        """A contender for the length of a with statement; what goes wrong within it is told with its name."""
        # A short path: that of a UNIX socket has at most 107 bytes.
        folder = Path(tempfile.mkdtemp(prefix="halberd-bench-"))
        made = self._make(name, folder)
        try:
            yield made
        except (Invalid, AssertionError, OSError) as wrong:
            raise Invalid(f"{name}: {wrong}") from wrong
        finally:
            made.close()
            shutil.rmtree(folder)

    @contextlib.contextmanager
    def at_work(self, work, names):
        """Contenders at the same work at the same time, each with all of its programs running."""
        with contextlib.ExitStack() as stack:
            contenders = [stack.enter_context(self.contender(name)) for name in names]
            for contender in contenders:
                contender.begin(work)
            for contender in contenders:
                contender.check_running()
            yield contenders

    def all_at_work(self, work):
        """All contenders at the same work."""
        return self.at_work(work, self.names)
