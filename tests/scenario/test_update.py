"""supervisorctl plan and update: only what differs is touched, and the plan says so before."""

import json
import os
import re
import signal
import threading
import xmlrpc.client
from pathlib import Path

from support import processes
from support.daemons import ORACLE, halberd_programs
from support.waiting import stays, wait_for

NOTHING_TO_DO = "Nothing to do: the running programs are as configured.\n"

LISTENER = """
import sys
while True:
    print("READY", flush=True)
    header = dict(token.split(":") for token in sys.stdin.readline().split())
    payload = sys.stdin.read(int(header["len"])).strip().replace("\\n", " ")
    with open(sys.argv[1], "a") as seen:
        seen.write(header["eventname"] + " " + payload + "\\n")
    sys.stdout.write("RESULT 2\\nOK")
"""


def web(numprocs, more=""):
    return f"""
[program:web]
command=/bin/cat
process_name=%(program_name)s_%(process_num)02d
numprocs={numprocs}
startsecs=0
{more}
"""


def pids(daemon):
    """The pids by full name of all processes that run."""
    return {f"{info['group']}:{info['name']}": info["pid"] for info in daemon.rpc.supervisor.getAllProcessInfo()
            if info["pid"]}


def start(daemon, text):
    daemon.configure(text)
    daemon.start()
    for info in daemon.rpc.supervisor.getAllProcessInfo():
        daemon.wait_state(f"{info['group']}:{info['name']}", "RUNNING")
    return pids(daemon)


class Call(threading.Thread):
    """An XML-RPC call under way: its result, or its fault."""

    def __init__(self, daemon, method, *arguments):
        super().__init__()
        self._function = getattr(daemon.rpc, method)
        self._arguments = arguments
        self.start()

    def run(self):
        try:
            self.answer = self._function(*self._arguments)
        except xmlrpc.client.Fault as fault:
            self.answer = (fault.faultCode, fault.faultString)

    def result(self):
        self.join()
        return self.answer


# --- numprocs

def test_another_numprocs_touches_only_the_members_that_appear_or_disappear(halberd):
    first = start(halberd, web(2))
    halberd.configure(web(4))
    assert halberd.ctl("plan") == (0, "web: changed\n  web:web_00  kept\n  web:web_01  kept\n"
                                      "  web:web_02  start (new)\n  web:web_03  start (new)\n", "")
    assert halberd.ctl("update") == (0, "web:web_02: added process\nweb:web_03: added process\n"
                                        "web: updated process group\n", "")
    for name in ("web:web_02", "web:web_03"):
        halberd.wait_state(name, "RUNNING")
    second = pids(halberd)
    assert len(second) == 4 and first.items() < second.items()
    gone = [second["web:web_02"], halberd.info("web:web_02")["stdout_logfile"]]

    halberd.configure(web(1))
    assert halberd.ctl("update") == (0, "web:web_01: removed process\nweb:web_02: removed process\n"
                                        "web:web_03: removed process\nweb: updated process group\n", "")
    assert pids(halberd) == {"web:web_00": first["web:web_00"]}
    assert not processes.is_alive(gone[0])
    assert not Path(gone[1]).exists(), "its AUTO log goes with it"
    assert halberd.ctl("status").stdout.count("\n") == 1
    assert halberd.ctl("update") == (0, "", "")
    assert halberd.ctl("reread").stdout == "No config updates to processes\n"


def test_members_that_come_and_go_are_told_of_but_not_as_a_group(halberd):
    script = halberd.folder / "listener.py"
    script.write_text(LISTENER)
    listener = (f"[eventlistener:l]\ncommand=/usr/bin/python3 {script} %(here)s/seen\n"
                "events=PROCESS_STATE,PROCESS_GROUP\nbuffer_size=100\n")
    start(halberd, web(2) + listener)
    halberd.wait_file("seen", r"^PROCESS_STATE_RUNNING processname:l ")
    seen = halberd.folder / "seen"
    seen.write_text("")
    old = halberd.info("web:web_01")["pid"]
    halberd.configure(web(1) + listener)
    assert halberd.ctl("update").status == 0
    halberd.configure(web(1) + listener + "[program:late]\ncommand=/bin/cat\n")
    assert halberd.ctl("update").stdout == "late: added process group\n"
    halberd.wait_file("seen", r"^PROCESS_GROUP_ADDED groupname:late$")
    assert seen.read_text().splitlines()[:3] == [
        f"PROCESS_STATE_STOPPING processname:web_01 groupname:web from_state:RUNNING pid:{old}",
        f"PROCESS_STATE_STOPPED processname:web_01 groupname:web from_state:STOPPING pid:{old}",
        "PROCESS_GROUP_ADDED groupname:late"]


# --- options

GROUP = """
[program:a]
command=/bin/cat
startsecs=0
[program:b]
command=/bin/cat
startsecs=0
{}
[group:g]
programs=a,b
{}
"""


def test_another_option_restarts_only_the_program_that_has_it(halberd):
    before = start(halberd, GROUP.format("", ""))
    halberd.configure(GROUP.format("environment=TOKEN=s3cret\nstopwaitsecs=7", ""))
    status, stdout, _ = halberd.ctl("plan")
    assert status == 0
    assert stdout == ("g: changed\n  g:a  kept\n"
                      "  g:b  restart  stopwaitsecs: 10 -> 7, environment: added TOKEN\n")
    assert pids(halberd) == before
    assert halberd.ctl("update") == (0, "g:b: updated process\ng: updated process group\n", "")
    halberd.wait_new_pid("g:b", before["g:b"])
    after = pids(halberd)
    assert after["g:a"] == before["g:a"]
    environment = Path(f"/proc/{after['g:b']}/environ")
    wait_for(lambda: b"TOKEN=s3cret" in environment.read_bytes(), what="the new environment")
    assert halberd.ctl("plan") == (0, NOTHING_TO_DO, "")


def test_another_priority_of_the_group_touches_no_process(halberd):
    other = "[program:z]\ncommand=/bin/cat\nstartsecs=0\npriority=500\n"
    before = start(halberd, GROUP.format("", "") + other)
    halberd.configure(GROUP.format("", "priority=5") + other)
    assert halberd.ctl("plan").stdout == "g: changed\n  priority: 999 -> 5\n  g:a  kept\n  g:b  kept\n"
    assert halberd.ctl("update") == (0, "g: updated process group\n", "")
    assert pids(halberd) == before
    assert halberd.ctl("update") == (0, "", "")
    halberd.rpc.supervisor.stopAllProcesses()
    assert [done["name"] for done in halberd.rpc.supervisor.startAllProcesses()] == ["a", "b", "z"]
    assert halberd.stop() == 0
    assert re.findall(r"stopped: (\w)", halberd.log())[-3] == "z", "what starts last stops first"


def test_a_program_of_which_nothing_can_be_kept_is_updated_as_ever(halberd):
    before = start(halberd, "[program:cat]\ncommand=/bin/cat\nstartsecs=0\n")
    halberd.configure("[program:cat]\ncommand=/bin/cat -\nstartsecs=0\n")
    assert halberd.ctl("plan").stdout == "cat: changed\n  cat  restart  command: '/bin/cat' -> '/bin/cat -'\n"
    assert halberd.ctl("update") == (0, "cat: stopped\ncat: updated process group\n", "")
    assert halberd.wait_new_pid("cat", before["cat:cat"])


def test_what_has_autostart_false_is_not_started(halberd):
    before = start(halberd, GROUP.format("", ""))
    halberd.configure(GROUP.format("autostart=false", ""))
    assert "  g:b  stop (autostart=false)  autostart: true -> false\n" in halberd.ctl("plan").stdout
    assert halberd.ctl("update").status == 0
    assert halberd.info("g:b")["statename"] == "STOPPED"
    assert pids(halberd) == {"g:a": before["g:a"]}


def test_a_member_in_backoff_is_renewed_and_another_is_left_alone(halberd):
    start(halberd, GROUP.format("", ""))
    broken = "[program:{0}]\ncommand=/bin/false\nstartretries=100\n"
    text = GROUP.format("", "").replace("programs=a,b", "programs=a,b,c,d") + broken.format("c") + broken.format("d")
    halberd.configure(text)
    assert halberd.ctl("update").stdout == "g:c: added process\ng:d: added process\ng: updated process group\n"
    halberd.wait_log(r"exited: c ", count=3)
    halberd.wait_state("g:c", "BACKOFF")
    halberd.configure(text.replace("[program:c]\ncommand=/bin/false", "[program:c]\ncommand=/bin/cat\nstartsecs=0"))
    assert halberd.ctl("update").stdout == "g:c: updated process\ng: updated process group\n"
    halberd.wait_state("g:c", "RUNNING")
    count = len(re.findall(r"exited: d ", halberd.log()))
    halberd.wait_log(r"exited: d ", count=count + 1)  # its attempts go on
    halberd.configure(GROUP.format("", ""))
    assert halberd.ctl("update").stdout == "g:c: removed process\ng:d: removed process\ng: updated process group\n"


# --- listener pools

def test_a_pool_takes_members_and_loses_them(halberd):
    script = halberd.folder / "listener.py"
    script.write_text(LISTENER)
    text = f"""
        [program:cat]
        command=/bin/cat
        [eventlistener:l]
        command=/usr/bin/python3 {script} %(here)s/%(process_num)d
        process_name=l_%(process_num)d
        events=PROCESS_STATE_EXITED
        numprocs=NUMPROCS
        """
    before = start(halberd, text.replace("NUMPROCS", "1"))
    halberd.configure(text.replace("NUMPROCS", "2"))
    assert halberd.ctl("update").stdout == "l:l_1: added process\nl: updated process group\n"
    halberd.wait_state("l:l_1", "RUNNING")
    assert halberd.info("l:l_0")["pid"] == before["l:l_0"]
    halberd.configure(text.replace("numprocs=NUMPROCS", "numprocs=1\n        numprocs_start=1"))
    assert halberd.ctl("update").stdout == "l:l_0: removed process\nl: updated process group\n"
    os.kill(before["cat:cat"], signal.SIGKILL)
    halberd.wait_file("1", rf"^PROCESS_STATE_EXITED processname:cat .* pid:{before['cat:cat']}$")
    halberd.configure(text.replace("numprocs=NUMPROCS", "numprocs=1\n        numprocs_start=1\n        buffer_size=20"))
    assert "l: changed (replaced as a whole)\n  buffer_size: 10 -> 20\n  l:l_1  restart\n" in halberd.ctl("plan").stdout
    assert halberd.ctl("update").stdout == "l: stopped\nl: updated process group\n"


def test_a_pool_is_replaced_as_a_whole_by_the_method_too(halberd):
    script = halberd.folder / "listener.py"
    script.write_text(LISTENER)
    text = f"""
        [eventlistener:watch]
        command=/usr/bin/python3 {script} %(here)s/seen
        events=PROCESS_GROUP
        [eventlistener:l]
        command=/usr/bin/python3 {script} %(here)s/other
        events=PROCESS_STATE_EXITED
        """
    before = start(halberd, text)
    halberd.configure(text.replace("PROCESS_STATE_EXITED", "PROCESS_STATE_FATAL"))
    halberd.rpc.supervisor.reloadConfig()
    assert Call(halberd, "halberd.updateProcessGroup", "l").result() == [{"name": "l", "group": "l", "action": "changed"}]
    halberd.wait_new_pid("l", before["l:l"])
    halberd.wait_file("seen", r"PROCESS_GROUP_REMOVED groupname:l\nPROCESS_GROUP_ADDED groupname:l$")
    assert halberd.info("watch")["pid"] == before["watch:watch"]


# --- plan

def test_a_plan_changes_nothing_not_even_what_add_would_add(halberd):
    before = start(halberd, web(2) + "[program:old]\ncommand=/bin/cat\nstartsecs=0\n")
    halberd.configure(web(2, "stopsignal=INT") + "[program:new]\ncommand=/bin/cat\nstartsecs=0\n")
    expected = ("old: removed (1 process stops)\n"
                "web: changed\n  web:web_00  restart  stopsignal: TERM -> INT\n"
                "  web:web_01  restart  stopsignal: TERM -> INT\nnew: added (1 process)\n")
    for _ in range(2):
        assert halberd.ctl("plan") == (0, expected, "")
    assert halberd.ctl("plan", "new", "nope") == (1, "ERROR: no such group: nope\nnew: added (1 process)\n", "")
    plan = json.loads(halberd.ctl("plan", "--json").stdout)["groups"]
    assert [(group["name"], group["action"]) for group in plan] == [("old", "removed"), ("web", "changed"),
                                                                    ("new", "added")]
    assert plan[1]["processes"][0] == {
        "name": "web_00", "group": "web", "action": "changed", "starts": True,
        "options": [{"option": "stopsignal", "old": "TERM", "new": "INT"}]}
    assert halberd.ctl("add", "new") == (1, "ERROR: no such process/group: new\n", "")
    assert "new" not in halberd.ctl("avail").stdout
    assert pids(halberd) == before
    assert halberd.ctl("update").stdout == ("old: stopped\nold: removed process group\n"
                                            "web: stopped\nweb: updated process group\nnew: added process group\n")
    assert halberd.ctl("plan") == (0, NOTHING_TO_DO, "")
    assert halberd.ctl("plan", "--json") == (0, '{"groups":[]}\n', "")


def test_with_a_broken_file_plan_says_what_is_wrong_and_nothing_happens(halberd):
    before = start(halberd, web(2))
    halberd.configure(web(3, "startsecs=soon\nautostart=perhaps"))
    status, stdout, stderr = halberd.ctl("plan")
    assert (status, stderr) == (1, "")
    head, *report = stdout.splitlines()
    assert head == "ERROR: the configuration has errors; nothing was changed, and update would be refused"
    assert re.search(r"supervisord\.conf:\d+:\d+: error: \[program:web\] startsecs: ", stdout)
    assert re.search(r"supervisord\.conf:\d+:\d+: error: \[program:web\] autostart: ", stdout)
    status, stdout, _ = halberd.ctl("plan", "--json")
    assert status == 1 and "startsecs" in json.loads(stdout)["error"]
    assert halberd.ctl("update").status == 1
    assert pids(halberd) == before


def test_plan_with_debians_daemon_says_that_it_cannot(oracle):
    oracle.configure("[program:cat]\ncommand=/bin/cat\n")
    oracle.start()
    ours = halberd_programs()
    assert oracle.ctl("plan", using=ours) == (
        1, "ERROR: this supervisord makes no plans: only Halberd's knows the method halberd.plan\n", "")
    oracle.wait_state("cat", "RUNNING")
    oracle.configure("[program:cat]\ncommand=/bin/cat\nnumprocs=2\nprocess_name=cat%(process_num)d\n")
    assert oracle.ctl("update", using=ours) == (0, "cat: stopped\ncat: updated process group\n", "")
    for name in ("cat:cat0", "cat:cat1"):
        oracle.wait_state(name, "RUNNING")


def test_debians_supervisorctl_updates_our_daemon_as_ever(halberd):
    before = start(halberd, web(2))
    halberd.configure(web(3))
    assert halberd.ctl("update", using=ORACLE) == (0, "web: stopped\nweb: updated process group\n", "")
    for name in ("web:web_00", "web:web_01", "web:web_02"):
        halberd.wait_state(name, "RUNNING")
    assert not before.items() & pids(halberd).items()


# --- updates that take their time

STUBBORN = """
[program:a]
command=/bin/cat
startsecs=0
[program:slow]
command=/bin/sh -c "trap '' TERM; echo ready; while :; do sleep 0.1; done"
startsecs=0
stopwaitsecs={}
killasgroup=true
stdout_logfile=%(here)s/slow.log
[group:g]
programs={}
"""


def start_slow_update(halberd, stopwaitsecs):
    """A daemon whose update of the group g waits for a process that does not want to end."""
    halberd.configure(STUBBORN.format(stopwaitsecs, "a,slow"))
    halberd.start()
    halberd.wait_file("slow.log", "^ready$")
    halberd.configure(STUBBORN.format(stopwaitsecs, "a"))
    halberd.rpc.supervisor.reloadConfig()
    update = Call(halberd, "halberd.updateProcessGroup", "g")
    halberd.wait_state("g:slow", "STOPPING")
    return update


def test_the_update_answers_when_the_slowest_has_ended(halberd):
    update = start_slow_update(halberd, 2)
    slow = halberd.info("g:slow")["pid"]
    kept = halberd.info("g:a")["pid"]
    assert update.result() == [{"name": "a", "group": "g", "action": "kept"},
                               {"name": "slow", "group": "g", "action": "removed"}]
    assert not processes.is_alive(slow)
    assert pids(halberd) == {"g:a": kept}


def test_a_second_update_of_the_group_is_refused_meanwhile(halberd):
    update = start_slow_update(halberd, 3)
    assert Call(halberd, "halberd.updateProcessGroup", "g").result() == (
        30, "FAILED: g is being updated already; try again when that has ended")
    assert Call(halberd, "supervisor.removeProcessGroup", "g").result() == (91, "STILL_RUNNING: g")
    assert [done["action"] for done in update.result()] == ["kept", "removed"]
    assert [done["action"] for done in Call(halberd, "halberd.updateProcessGroup", "g").result()] == ["kept"]
    assert Call(halberd, "halberd.updateProcessGroup", "nope").result() == (10, "BAD_NAME: nope")


def test_the_end_of_the_daemon_ends_the_update(halberd):
    update = start_slow_update(halberd, 2)
    halberd.rpc.supervisor.shutdown()
    assert update.result() == (6, "SHUTDOWN_STATE")
    assert halberd.wait_end() == 0


def test_a_process_that_is_started_again_meanwhile_is_stopped_again(halberd):
    text = STUBBORN.replace("programs={}", "programs={}\n[program:quick]\ncommand=/bin/cat\nstartsecs=0\n")
    halberd.configure(text.format(3, "a,quick,slow"))
    halberd.start()
    halberd.wait_file("slow.log", "^ready$")
    halberd.configure(text.format(3, "a"))
    halberd.rpc.supervisor.reloadConfig()
    update = Call(halberd, "halberd.updateProcessGroup", "g")
    halberd.wait_state("g:quick", "STOPPED")
    halberd.rpc.supervisor.startProcess("g:quick")
    quick = halberd.info("g:quick")["pid"]
    assert [done["action"] for done in update.result()] == ["kept", "removed", "removed"]
    assert not processes.is_alive(quick)
    assert stays(lambda: halberd.ctl("status").stdout.split()[0] == "g:a", 0.3)
