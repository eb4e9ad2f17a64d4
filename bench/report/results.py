"""The figures of all runs, and what they come to."""

import statistics
from typing import NamedTuple, Optional

from contest.contest import BOUND, HALBERD, NAMES
from report.targets import ROWS, row_of


class Spread(NamedTuple):
    median: float
    least: float
    most: float


class Verdict(NamedTuple):
    """What stands in a line of the report."""

    row: object
    spreads: dict            # contender -> Spread
    ratio: Optional[float]   # of Halberd to the bound: the median of the ratios of each run
    is_met: Optional[bool]   # None: there is no target, or nothing to hold against it


class Results:
    """has_targets: whether the figures can be held against the targets; those of small numbers cannot."""

    def __init__(self, has_targets=True):
        self._has_targets = has_targets
        self._values = {}  # row id -> contender -> one figure a run

    def add(self, row_id, contender, value):
        self._values.setdefault(row_id, {}).setdefault(contender, []).append(value)

    def values(self):
        """All figures: row id -> contender -> a list with one figure a run."""
        return self._values

    def verdicts(self):
        """A verdict for each row, in the order of the table of targets, others behind."""
        order = {row.id: place for place, row in enumerate(ROWS)}
        for row_id in sorted(self._values, key=lambda row_id: order.get(row_id, len(order))):
            row = row_of(row_id)
            yield _verdict(row if self._has_targets else row._replace(target=None), self._values[row_id])


def _verdict(row, values):
    spreads = {name: Spread(statistics.median(values[name]), min(values[name]), max(values[name]))
               for name in NAMES if name in values}
    ratio = _median_ratio(values.get(HALBERD, []), values.get(BOUND, []))
    is_met = None
    if row.target is not None and HALBERD in spreads:
        figure = ratio if row.target.relative else spreads[HALBERD].median
        is_met = None if figure is None else row.target.is_met_by(figure)
    return Verdict(row, spreads, ratio, is_met)


def _median_ratio(ours, bounds):
    ratios = [our / bound for our, bound in zip(ours, bounds) if bound > 0]
    return statistics.median(ratios) if ratios else None
