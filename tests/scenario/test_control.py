"""What our supervisorctl can do with processes beyond Supervisor's: patterns, several at once, --no-wait, --rolling,
--json. With our daemon and with Debian's."""

import json
import re
import subprocess

import pytest

from support.daemons import ORACLE, halberd_programs
from support.waiting import wait_for

# `left` and `right` end only when both have been told to, from when they are ready on.
PROGRAMS = """
    [program:left]
    command=/bin/sh -c 'trap "touch left.told; while ! test -e right.told; do sleep 0.02; done; exit 0" TERM; touch left.ready; while :; do sleep 0.02; done'
    directory=%(here)s
    startsecs=0
    stopwaitsecs=1000
    [program:right]
    command=/bin/sh -c 'trap "touch right.told; while ! test -e left.told; do sleep 0.02; done; exit 0" TERM; touch right.ready; while :; do sleep 0.02; done'
    directory=%(here)s
    startsecs=0
    stopwaitsecs=1000
    [program:web]
    command=/bin/cat
    process_name=%(program_name)s_%(process_num)02d
    numprocs=3
    startsecs=0
    [program:never]
    command=/bin/cat
    startsecs=1000
    autostart=false
    """


def let_end(daemon):
    """Lets left and right end: a daemon that goes down stops one group after the other."""
    for name in ("left.told", "right.told"):
        (daemon.folder / name).touch()


def await_ready(daemon):
    """Waits until left and right, which were just started, know what to do when they are told to end."""
    for name in ("left.ready", "right.ready"):
        wait_for((daemon.folder / name).exists, what=name)
        (daemon.folder / name).unlink()


@pytest.fixture(params=["halberd", "oracle"])
def daemon(request):
    daemon = request.getfixturevalue(request.param)
    daemon.configure(PROGRAMS)
    daemon.start()
    for name in ("left", "right", "web:web_00", "web:web_01", "web:web_02"):
        daemon.wait_state(name, "RUNNING")
    await_ready(daemon)
    yield daemon
    let_end(daemon)


@pytest.fixture
def ctl(daemon):
    return lambda *args: daemon.ctl(*args, using=halberd_programs())


def pids(daemon):
    return {info["name"]: info["pid"] for info in daemon.rpc.supervisor.getAllProcessInfo() if info["pid"]}


def test_several_names_are_served_at_the_same_time(daemon, ctl):
    assert ctl("stop", "right", "left") == (0, "right: stopped\nleft: stopped\n", "")
    assert ctl("start", "left", "right", "web:web_00") == (
        0, "left: started\nright: started\nweb:web_00: ERROR (already started)\n", "")
    await_ready(daemon)
    for name in ("left.told", "right.told"):
        (daemon.folder / name).unlink()
    assert ctl("restart", "left", "right").stdout == "left: stopped\nright: stopped\nleft: started\nright: started\n"


def test_patterns_name_what_fits(daemon, ctl):
    before = pids(daemon)
    assert ctl("restart", "web:*_0[12]") == (
        0, "web:web_01: stopped\nweb:web_02: stopped\nweb:web_01: started\nweb:web_02: started\n", "")
    after = pids(daemon)
    assert {name for name in before if before[name] != after[name]} == {"web_01", "web_02"}
    assert [line.split()[0] for line in ctl("status", "web*").stdout.splitlines()] == [
        "web:web_00", "web:web_01", "web:web_02"]
    assert ctl("pid", "*_00").stdout == f"{after['web_00']}\n"
    assert ctl("signal", "CONT", "we?:*").stdout.splitlines() == [f"web:web_0{n}: signalled" for n in range(3)]
    assert ctl("clear", "*_02", "lef*").stdout == "web:web_02: cleared\nleft: cleared\n"


def test_a_pattern_that_nothing_fits_is_an_unknown_name(ctl):
    for command, status in (("status", 4), ("start", 1), ("stop", 1), ("restart", 1), ("clear", 1)):
        unknown = ctl(command, "nope*")
        assert unknown.status == status
        assert unknown.stdout.startswith("nope*: ERROR (no such process)\n")
        assert ctl(command, "nope").status == status
    assert ctl("start", "nope*:*") == (2, "nope*: ERROR (no such group)\n", "")
    assert ctl("pid", "nope*") == (1, "No such process nope*\n", "")


def test_what_takes_one_process_refuses_several(ctl):
    refused = ctl("tail", "web*")
    assert refused == (1, "web*: ERROR (fits 3 processes: web:web_00, web:web_01, ...)\n", "")
    assert ctl("tail", "*_02").status == 0


def test_nobody_waits_without_waiting(daemon, ctl):
    assert ctl("start", "--no-wait", "never") == (0, "never: starting\n", "")
    assert daemon.info("never")["statename"] == "STARTING"
    assert ctl("stop", "left", "--no-wait") == (0, "left: stopping\n", "")
    assert daemon.info("left")["statename"] == "STOPPING"
    (daemon.folder / "right.told").touch()
    daemon.wait_state("left", "STOPPED")


def test_a_rolling_restart_waits_for_each(daemon, ctl):
    before = pids(daemon)
    done = ctl("restart", "--rolling", "web:*")
    assert done == (0, "".join(f"web:web_0{n}: stopped\nweb:web_0{n}: started\n" for n in range(3)), "")
    assert all(pids(daemon)[name] != before[name] for name in ("web_00", "web_01", "web_02"))
    daemon.wait_log(r"spawned: 'web_02'.*\n(?s:.*)spawned: 'web_02'")
    order = re.findall(r"(stopped|spawned): '?(web_0\d)", daemon.log())[-6:]
    assert order == [(what, f"web_0{n}") for n in range(3) for what in ("stopped", "spawned")]


def test_a_rolling_restart_ends_at_the_first_failure(daemon, ctl):
    daemon.configure(PROGRAMS.replace("numprocs=3\n    startsecs=0", "numprocs=3\n    startsecs=1\n    startretries=0")
                     .replace("command=/bin/cat\n    process_name",
                              "command=/bin/sh -c 'test ! -e %(here)s/broken && exec cat'\n    process_name"))
    assert ctl("update").status == 0
    daemon.wait_state("web:web_02", "RUNNING")
    (daemon.folder / "broken").touch()
    before = pids(daemon)
    assert ctl("restart", "--rolling", "web:*") == (
        7, "web:web_00: stopped\nweb:web_00: ERROR (spawn error)\n"
        "ERROR: the rolling restart has ended here; not restarted: web:web_01 web:web_02\n", "")
    assert pids(daemon)["web_01"] == before["web_01"]


def test_programs_read_json(daemon, ctl):
    status, stdout, stderr = ctl("status", "--json")
    assert (status, stderr) == (3, "")
    shown = {one["name"]: one for one in json.loads(stdout)}
    assert shown["web_01"]["state"] == "RUNNING" and shown["never"]["pid"] == 0
    for name, told in shown.items():
        real = daemon.info(f"{told['group']}:{name}")
        assert [told[key] for key in ("group", "pid", "start", "stop", "exitstatus", "stdout_logfile")] == [
            real[key] for key in ("group", "pid", "start", "stop", "exitstatus", "stdout_logfile")]
    assert {one["name"]: one["autostart"] for one in json.loads(ctl("avail", "--json").stdout)}["never"] is False
    daemon.configure(PROGRAMS + "[program:late]\n    command=/bin/cat\n")
    assert json.loads(ctl("reread", "--json").stdout) == {"added": ["late"], "changed": [], "removed": []}
    assert json.loads(ctl("update", "--json").stdout) == {
        "groups": [{"name": "late", "action": "added", "processes": []}]}
    let_end(daemon)
    daemon.stop()
    error = ctl("status", "--json")
    assert error.status == 4
    assert json.loads(error.stdout) == {"error": f"unix://{daemon.socket} no such file"}


def test_groups_may_be_patterns_where_groups_are_named(daemon, ctl):
    daemon.configure(PROGRAMS + "[program:extra1]\n    command=/bin/cat\n    [program:extra2]\n    command=/bin/cat\n")
    ctl("reread")
    assert ctl("add", "extra?").stdout == "extra1: added process group\nextra2: added process group\n"
    ctl("stop", "extra*")
    assert ctl("remove", "e*1").stdout == "extra1: removed process group\n"
    assert ctl("update", "nope*").stdout == "ERROR: no such group: nope*\n"
    assert ctl("update", "e*").stdout == "extra1: added process group\n"


def waiting(daemon, *args):
    """Our supervisorctl with `wait`, under way."""
    return subprocess.Popen([halberd_programs().supervisorctl, "-c", str(daemon.config), "wait", *args],
                            stdout=subprocess.PIPE, text=True)


def test_wait_ends_when_the_state_is_reached(daemon, ctl):
    assert ctl("wait", "web:*", "left") == (
        0, "web:web_00: RUNNING\nweb:web_01: RUNNING\nweb:web_02: RUNNING\nleft: RUNNING\n", "")
    ctl("start", "--no-wait", "never")
    waits = waiting(daemon, "never", "--state", "stopped", "--timeout", "60s")
    ctl("stop", "never")
    assert waits.communicate() == ("never: STOPPED\n", None)
    assert waits.returncode == 0


def test_wait_ends_when_the_time_is_over(ctl):
    ctl("start", "--no-wait", "never")
    assert ctl("wait", "never", "web:web_00", "--timeout", "0.3s") == (
        1, "never: ERROR (STARTING, not RUNNING after 0.3s)\nweb:web_00: RUNNING\n", "")
    assert ctl("wait", "nope") == (1, "nope: ERROR (no such process)\n", "")


def test_status_asks_our_daemon_for_what_it_shows_and_looks_as_that_of_debians_supervisorctl(halberd):
    halberd.configure("""
        [supervisord]
        loglevel=trace
        [program:web]
        command=/bin/cat
        process_name=%(program_name)s_%(process_num)02d
        numprocs=2
        startsecs=0
        [program:broken]
        command=/nowhere <&> café
        startretries=0
        [program:later]
        command=/bin/cat
        autostart=false
    """)
    halberd.start()
    halberd.wait_state("broken", "FATAL")
    without_time = lambda output: output._replace(stdout=re.sub(r"uptime [\d:]+", "uptime", output.stdout))
    for names in ([], ["web:*"], ["broken", "later"], ["nope"]):
        ours, theirs = (without_time(halberd.ctl("status", *names, using=programs))
                        for programs in (halberd_programs(), ORACLE))
        assert ours == theirs
    assert "can't find command '/nowhere'" in halberd.ctl("status").stdout
    halberd.wait_log(r"XML-RPC method called: supervisor\.getAllProcessInfo\(\)")  # that of Debian's
    assert halberd.log().count("halberd.getProcessStatus() returned successfully") == 5


def test_wait_has_the_patience_of_its_user(halberd):
    halberd.configure(PROGRAMS)
    halberd.start()
    waits = waiting(halberd, "never")
    wait_for(lambda: halberd.rpc.halberd.getProcessUsage(), what="the daemon")
    halberd.rpc.supervisor.startProcess("never", False)
    assert waits.poll() is None
    halberd.rpc.supervisor.stopProcess("never")
    assert waits.poll() is None
    halberd.configure(PROGRAMS.replace("startsecs=1000", "startsecs=0"))
    halberd.ctl("update")
    halberd.rpc.supervisor.startProcess("never")
    assert waits.wait(timeout=30) == 0
    waits.stdout.close()
    let_end(halberd)
