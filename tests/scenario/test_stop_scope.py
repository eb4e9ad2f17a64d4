"""Whom a stop reaches: the process, its group, or every descendant wherever it went."""

import os
from pathlib import Path

import pytest

from support import processes
from support.namespaces import pid_namespace
from support.waiting import wait_for

# Starts descendants of all kinds, each of which writes its pid to a file of its own and sleeps: a child, a grandchild in
# a session of its own, and a daemon (forked twice, in a session of its own, its first parent gone).
FAMILY = """
import os, signal, sys, time

folder, stubborn = sys.argv[1], "stubborn" in sys.argv[2:]

def settle(name):
    if stubborn:
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
    with open(f"{folder}/{name}.new", "w") as file:
        file.write(str(os.getpid()))
    os.rename(f"{folder}/{name}.new", f"{folder}/{name}")
    while True:
        time.sleep(1000)

if os.fork() == 0:
    if os.fork() == 0:
        os.setsid()
        settle("grandchild")
    settle("child")
if os.fork() == 0:
    os.setsid()
    if os.fork() == 0:
        os.setpgid(0, 0)
        settle("daemon")
    os._exit(0)
os.wait()
{then}
"""

KINDS = ["child", "grandchild", "daemon"]


def start_family(daemon, *options, then="signal.pause()", arguments=""):
    """The pids of the main process and of the family of [program:one]."""
    (daemon.folder / "family.py").write_text(FAMILY.replace("{then}", then))
    command = f"/usr/bin/python3 -S %(here)s/family.py %(here)s {arguments}"
    daemon.configure("\n".join(["[program:one]", f"command={command}", "startsecs=0", *options]) + "\n")
    daemon.start()
    return family(daemon)


def family(daemon):
    return {kind: int(daemon.wait_file(kind, r"\A\d+$").group()) for kind in KINDS}


def alive(pids):
    return sorted(kind for kind, pid in pids.items() if processes.is_alive(pid))


def leave(pids):
    for pid in pids.values():
        processes.end(pid)


@pytest.fixture(params=["own control group", "walk"])
def place(request, halberd):
    """Runs the daemon where it may make control groups, and where it may not."""
    roots = [entry.split()[4] for entry in Path("/proc/self/mountinfo").read_text().splitlines() if " - cgroup2 " in entry]
    group = Path(roots[0], f"test-{os.getpid()}-{id(halberd)}") if roots and os.access(roots[0], os.W_OK) else None
    if group is None:
        # Nothing can be delegated here: both are walks.
        yield request.param
        return
    group.mkdir()
    if request.param == "own control group":
        os.setxattr(group, "trusted.delegate", b"1")
    halberd.cgroup = group
    yield request.param
    halberd.close()
    for folder in sorted(group.rglob("*"), reverse=True):
        if folder.is_dir():
            folder.rmdir()
    group.rmdir()


def test_a_stop_of_scope_tree_leaves_no_descendant(halberd, place):
    pids = start_family(halberd, "stop_scope=tree")
    assert alive(pids) == sorted(KINDS)
    assert halberd.ctl("stop", "one").stdout == "one: stopped\n"
    assert alive(pids) == []
    assert processes.descendants(halberd.pid) == []


def test_descendants_that_ignore_the_signal_are_killed(halberd, place):
    pids = start_family(halberd, "stop_scope=tree", arguments="stubborn")
    halberd.ctl("stop", "one")
    assert alive(pids) == []


def test_descendants_get_the_stop_signal_first(halberd, place):
    (halberd.folder / "polite.py").write_text(
        "import os, signal, sys\n"
        "os.setsid()\n"
        "signal.signal(signal.SIGTERM, lambda *_: (open(sys.argv[1] + '/said', 'w').write('goodbye'), sys.exit()))\n"
        "open(sys.argv[1] + '/up', 'w').write('yes')\n"
        "signal.pause()\n")
    halberd.configure(f"""
        [program:one]
        command=/bin/sh -c "trap 'wait; exit 0' TERM; /usr/bin/python3 -S %(here)s/polite.py %(here)s & wait; wait"
        startsecs=0
        stop_scope=tree
        """)
    halberd.start()
    halberd.wait_file("up", "yes")
    halberd.ctl("stop", "one")
    assert (halberd.folder / "said").read_text() == "goodbye"


def test_what_a_crashed_process_left_ends_with_the_stop(halberd, place):
    pids = start_family(halberd, "stop_scope=tree", "autorestart=false", then="os._exit(3)")
    halberd.wait_state("one", "EXITED")
    assert alive(pids) == sorted(KINDS)
    halberd.ctl("stop", "one")
    wait_for(lambda: alive(pids) == [], what="the leftovers to end")


def test_a_shutdown_leaves_no_descendant(halberd, place):
    pids = start_family(halberd, "stop_scope=tree", arguments="stubborn")
    halberd.stop()
    assert alive(pids) == []


def test_other_programs_are_left_alone(halberd, place):
    start = "/usr/bin/python3 -S %(here)s/family.py %(here)s"
    (halberd.folder / "family.py").write_text(FAMILY.replace("{then}", "signal.pause()"))
    (halberd.folder / "other").mkdir()
    halberd.configure(f"""
        [program:one]
        command={start}
        stop_scope=tree
        startsecs=0
        [program:two]
        command={start}/other
        stop_scope=tree
        startsecs=0
        [program:three]
        command=/bin/sleep 1000
        startsecs=0
        """)
    halberd.start()
    ours = family(halberd)
    theirs = {kind: int(halberd.wait_file(f"other/{kind}", r"\A\d+$").group()) for kind in KINDS}
    halberd.ctl("stop", "one")
    assert alive(ours) == []
    assert alive(theirs) == sorted(KINDS)
    assert halberd.info("two")["statename"] == halberd.info("three")["statename"] == "RUNNING"
    halberd.ctl("stop", "two")
    assert alive(theirs) == []


def test_orphans_of_other_programs_are_left_alone_where_the_session_is_from_outside(halberd):
    # As with `docker exec`: to the processes of the container their session is number 0.
    halberd.launcher = pid_namespace()
    halberd.configure("""
        [program:one]
        command=/bin/sleep 1000
        stop_scope=tree
        startsecs=0
        [program:two]
        command=/bin/sh -c "(sleep 1000 &); exec sleep 1000"
        startsecs=0
        """)
    halberd.start()
    halberd.pid = processes.only_child(halberd.pid)  # that of unshare, which exits as supervisord does
    wait_for(lambda: len(processes.children(halberd.pid)) == 3, what="one, two and the orphan of two")
    halberd.ctl("stop", "one")
    assert halberd.info("one")["statename"] == "STOPPED"
    assert len(processes.children(halberd.pid)) == 2


def test_a_restart_waits_for_the_whole_tree(halberd, place):
    pids = start_family(halberd, "stop_scope=tree", arguments="stubborn")
    for kind in KINDS:
        (halberd.folder / kind).unlink()
    halberd.ctl("restart", "one")
    again = family(halberd)
    assert alive(pids) == []
    assert alive(again) == sorted(KINDS)


@pytest.mark.parametrize("place", ["own control group"], indirect=True)
def test_a_descendant_that_hides_is_found_in_its_control_group(halberd, place):
    if halberd.cgroup is None:
        pytest.skip("this machine has no cgroup v2 that the test may write to")
    pids = start_family(halberd, "stop_scope=tree", then="""
if os.fork() == 0:
    os.setsid()
    if os.fork() == 0:
        os.setsid()
        os.execve(sys.executable, [sys.executable, "-S", "-c", f"import os, time; "
                  f"open('{folder}/hidden.new', 'w').write(str(os.getpid())); "
                  f"os.rename('{folder}/hidden.new', '{folder}/hidden'); time.sleep(1000)"], {})
    os._exit(0)
os.wait()
signal.pause()
""")
    pids["hidden"] = int(halberd.wait_file("hidden", r"\A\d+$").group())
    assert "hidden" in alive(pids)
    halberd.ctl("stop", "one")
    assert alive(pids) == []


def test_scope_group_leaves_who_has_left_the_group(halberd):
    pids = start_family(halberd, "stop_scope=group")
    halberd.ctl("stop", "one")
    wait_for(lambda: alive(pids) == ["daemon", "grandchild"], what="the group to end")
    leave(pids)


def test_scope_process_leaves_them_all(halberd):
    pids = start_family(halberd, "stop_scope=process")
    halberd.ctl("stop", "one")
    assert alive(pids) == sorted(KINDS)
    leave(pids)


def test_a_signal_by_hand_goes_to_the_main_process_alone(halberd, place):
    pids = start_family(halberd, "stop_scope=tree", "autorestart=false")
    halberd.ctl("signal", "TERM", "one")
    halberd.wait_state("one", "EXITED")
    assert alive(pids) == sorted(KINDS)
    halberd.ctl("stop", "one")
    wait_for(lambda: alive(pids) == [], what="the leftovers to end")
