"""The report as text and as JSON."""

from contest.contest import BOUND, HALBERD, SUPERVISOR


def number(value):
    """Three significant digits, and all digits before the point."""
    if value == 0 or abs(value) >= 100:
        return f"{value:,.0f}"
    return f"{value:.1f}" if abs(value) >= 10 else f"{value:.2f}"


def _spread(spread):
    if spread is None:
        return "-"
    if spread.least == spread.most:
        return number(spread.median)
    return f"{number(spread.median)} ({number(spread.least)}-{number(spread.most)})"


def target_text(row):
    if row.target is None:
        return "-"
    sign = ">=" if row.target.more_is_better else "<="
    return f"{sign} {row.target.limit:g} {'x bound' if row.target.relative else row.unit}".strip()


def _line(verdict):
    row, spreads = verdict.row, verdict.spreads
    return [row.text + (f", {row.unit}" if row.unit else ""),
            *(_spread(spreads.get(name)) for name in (HALBERD, SUPERVISOR, BOUND)),
            f"{verdict.ratio:.2f}" if verdict.ratio is not None else "-",
            target_text(row),
            {True: "met", False: "MISSED", None: "-"}[verdict.is_met]]


HEADER = ["median (min-max)", "halberd", "supervisor", "bound", "ratio", "target", ""]


def text_table(verdicts):
    """Columns that are as wide as what stands in them."""
    lines = [HEADER, *(_line(verdict) for verdict in verdicts)]
    widths = [max(len(line[column]) for line in lines) for column in range(len(HEADER))]
    return "\n".join("  ".join(cell.ljust(width) for cell, width in zip(line, widths)).rstrip() for line in lines)


def json_report(results, about):
    """Everything that there is to know, for programs; about: facts of the machine and the invocation."""
    rows = []
    for verdict in results.verdicts():
        row = verdict.row
        rows.append({
            "id": row.id, "text": row.text, "unit": row.unit, "target": target_text(row), "met": verdict.is_met,
            "ratio_to_bound": verdict.ratio,
            "figures": {name: {"median": spread.median, "min": spread.least, "max": spread.most,
                               "runs": results.values()[row.id][name]} for name, spread in verdict.spreads.items()}})
    return {"about": about, "rows": rows}
