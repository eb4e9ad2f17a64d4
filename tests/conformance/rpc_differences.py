"""The answers to XML-RPC calls in which ours differs from Supervisor's on purpose: each with its row in
docs/compatibility.md.
"""

from typing import Callable, NamedTuple

WRONG_TYPE = (2, "INCORRECT_PARAMETERS")


class Difference(NamedTuple):
    """`holds(call, ours, theirs)` tells whether a pair of answers is an instance."""

    about: str
    holds: Callable


def _is_traceback(result):
    """Whether one result of a multicall is the text of a Python exception."""
    return isinstance(result, dict) and str(result.get("faultString")).startswith("FAILED: <class ")


def _is_wrong_type(result):
    return isinstance(result, dict) and (result.get("faultCode"), result.get("faultString")) == WRONG_TYPE


def _has_odd_entry(call):
    """Whether a multicall has parameters that are neither an array nor absent, or an entry that is no struct."""
    entries = call.arguments[0] if call.arguments else ()
    return any(not isinstance(entry, dict) or not isinstance(entry.get("params", []), list) for entry in entries)


def _differs_in_tracebacks_only(call, ours, theirs):
    if call.method != "system.multicall" or not (isinstance(ours.value, list) and isinstance(theirs.value, list)):
        return False
    return len(ours.value) == len(theirs.value) and all(
        mine == other or (_is_wrong_type(mine) and (_is_traceback(other) or _has_odd_entry(call)))
        for mine, other in zip(ours.value, theirs.value))


def _reads_log(call):
    return call.method.startswith(("supervisor.read", "supervisor.tail"))


def _has_long_integer(call):
    return any("<i8>" in getattr(argument, "xml", "") for argument in call.arguments)


DIFFERENCES = [
    Difference("an argument of a wrong type is a fault, not HTTP 500",
               lambda call, ours, theirs: theirs.status == 500 and ours.fault == WRONG_TYPE),
    Difference("in a multicall, it is not the text of a Python exception", _differs_in_tracebacks_only),
    Difference("an entry of a multicall that is no struct is a fault in its place, not HTTP 500 for all",
               lambda call, ours, theirs: call.method == "system.multicall" and theirs.status == 500 and
               isinstance(ours.value, list) and any(map(_is_wrong_type, ours.value)) and _has_odd_entry(call)),
    Difference("an empty text is no array of calls",
               lambda call, ours,
               theirs: call.method == "system.multicall" and ours.fault == WRONG_TYPE and theirs.value == []),
    Difference("a name that is nil is shown as such",
               lambda call, ours, theirs: ours.fault == (10, "BAD_NAME: None") and theirs.fault == (10, "BAD_NAME")),
    Difference("<i8> is a number; Supervisor does not know it and takes its text",
               lambda call, ours, theirs: _has_long_integer(call)),
    Difference("a log that is not UTF-8, or is read from within a character, is readable",
               lambda call, ours, theirs: _reads_log(call) and theirs.status == 500 and "\ufffd" in str(ours.value)),
    Difference("all errors of a configuration are reported",
               lambda call, ours, theirs: call.method == "supervisor.reloadConfig" and
               ours.fault[0] == theirs.fault[0] == 92),
    Difference("a document with a document type is refused",
               lambda call, ours, theirs: "<!DOCTYPE" in call.about and ours.status == 400),
    Difference("a document that is not UTF-8 has an answer",
               lambda call, ours, theirs: call.about.startswith("document: bytes") and ours.status == 400 and
               str(theirs.status).startswith("broken")),
]


def wanted_difference(call, ours, theirs):
    """The difference of which the pair of answers is an instance, or None."""
    return next((one for one in DIFFERENCES if one.holds(call, ours, theirs)), None)
