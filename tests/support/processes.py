"""Processes that a test started, and those that it left behind."""

import ctypes
import os
import signal
from pathlib import Path

from support.waiting import wait_for

_PR_SET_CHILD_SUBREAPER = 36


def adopt_orphans():
    """Makes every descendant whose parent ends a child of this process, daemons included.

    So nothing that a daemon under test starts can get out of sight, and the exit status of a daemonised supervisord
    is ours to read.
    """
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.prctl(_PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0) != 0:
        raise OSError(ctypes.get_errno(), "prctl(PR_SET_CHILD_SUBREAPER)")


def children(pid):
    """The pids of the live (not zombie) children of `pid`."""
    return [child for child, state in _children_and_states(pid) if state != "Z"]


def only_child(pid):
    """The pid of the one live child that `pid` has."""
    child, = children(pid)
    return child


def zombies(pid):
    """The pids of the children of `pid` that have ended and wait to be reaped."""
    return [child for child, state in _children_and_states(pid) if state == "Z"]


def descendants(pid):
    """The pids of the live children of `pid`, their children, and so on."""
    found = []
    for child in children(pid):
        found += [child, *descendants(child)]
    return found


def is_alive(pid):
    """Whether `pid` runs: a zombie does not."""
    return _state_and_parent(pid)[0] not in ("", "Z")


def command_line(pid):
    """The command line of `pid`, its words separated by blanks; empty when it is gone."""
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace").strip()
    except OSError:
        return ""


def end(pid):
    """Ends an adopted process that should not be there any more and reaps it."""
    try:
        os.kill(pid, signal.SIGKILL)
    except ProcessLookupError:
        return
    wait_for(lambda: not is_alive(pid), what=f"the end of process {pid} after SIGKILL")
    try:
        os.waitpid(pid, os.WNOHANG)
    except ChildProcessError:
        pass


def _children_and_states(pid):
    pids = sorted(int(entry.name) for entry in Path("/proc").iterdir() if entry.name.isdigit())
    looked_at = [(one, *_state_and_parent(one)) for one in pids]
    return [(one, state) for one, state, parent in looked_at if parent == pid]


def _state_and_parent(pid):
    try:
        text = Path(f"/proc/{pid}/stat").read_text(errors="replace")
    except OSError:
        return "", 0
    fields = text.rpartition(")")[2].split()  # the name, in parentheses, may hold blanks
    return fields[0], int(fields[1])
