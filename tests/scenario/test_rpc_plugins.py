"""Plugins that add XML-RPC methods: twiddler as its users know it, and one that misbehaves."""

import os
import threading
import time
import xmlrpc.client

import pytest

from support.daemons import build_folder
from support.waiting import wait_for

HOSTILE = build_folder() / "tests/plugins/hostile_rpc.so"
CRASHMAIL = build_folder() / "lib/halberd/plugins/crashmail.so"

PROGRAMS = """
[program:cat]
command=/bin/cat

[group:pets]
programs=cat
"""

TWIDDLER = "[rpcinterface:twiddler]\nplugin=twiddler\n"
BY_FACTORY = ("[rpcinterface:twiddler]\n"
              "supervisor.rpcinterface_factory = supervisor_twiddler.rpcinterface:make_twiddler_rpcinterface\n")


def start(daemon, section):
    daemon.configure(PROGRAMS + section)
    daemon.start()
    daemon.wait_state("pets:cat", "RUNNING")
    return daemon.rpc


def fault_of(call, *arguments):
    with pytest.raises(xmlrpc.client.Fault) as caught:
        call(*arguments)
    return caught.value.faultCode, caught.value.faultString


def names(daemon):
    return [f"{info['group']}:{info['name']}" for info in daemon.rpc.supervisor.getAllProcessInfo()]


# --- twiddler

@pytest.mark.parametrize("section", [TWIDDLER, BY_FACTORY], ids=["plugin", "factory of supervisor_twiddler"])
def test_the_methods_of_twiddler_are_there_and_explain_themselves(halberd, section):
    rpc = start(halberd, section)
    assert [name for name in rpc.system.listMethods() if name.startswith("twiddler.")] == [
        "twiddler.addProgramToGroup", "twiddler.getAPIVersion", "twiddler.getGroupNames", "twiddler.log",
        "twiddler.removeProcessFromGroup"]
    assert rpc.system.methodHelp("twiddler.log").startswith("Writes a message to supervisord's log.")
    assert rpc.system.methodSignature("twiddler.addProgramToGroup") == ["boolean", "string", "string", "struct"]
    assert rpc.twiddler.getAPIVersion() == "1.0"
    assert rpc.twiddler.getGroupNames() == ["pets"]
    halberd.wait_log("RPC interface 'twiddler' initialized$")


def test_a_program_comes_into_a_group_and_its_process_goes_again(halberd):
    rpc = start(halberd, TWIDDLER)
    assert rpc.twiddler.addProgramToGroup("pets", "dog", {"command": "/bin/cat", "numprocs": "2",
                                                          "process_name": "%(program_name)s_%(process_num)d"}) is True
    halberd.wait_state("pets:dog_0", "RUNNING")
    halberd.wait_state("pets:dog_1", "RUNNING")
    assert halberd.info("pets:cat")["statename"] == "RUNNING"
    assert fault_of(rpc.twiddler.removeProcessFromGroup, "pets", "dog_1") == (91, "STILL_RUNNING: dog_1")
    rpc.supervisor.stopProcess("pets:dog_1")
    assert rpc.twiddler.removeProcessFromGroup("pets", "dog_1") is True
    assert names(halberd) == ["pets:cat", "pets:dog_0"]
    assert halberd.ctl("stop", "pets:*").status == 0


def test_a_program_that_is_not_to_start_by_itself_is_started_by_hand(halberd):
    rpc = start(halberd, TWIDDLER)
    rpc.twiddler.addProgramToGroup("pets", "ls", {"command": "ls /", "autostart": "false", "autorestart": "false",
                                                  "startsecs": 0})
    assert halberd.info("pets:ls")["statename"] == "STOPPED"
    assert rpc.supervisor.startProcess("pets:ls") is True
    wait_for(lambda: "etc" in rpc.supervisor.readProcessStdoutLog("pets:ls", 0, 1000), what="the output of ls")


def test_the_faults_are_those_of_supervisor_twiddler(halberd):
    rpc = start(halberd, TWIDDLER)
    add, remove = rpc.twiddler.addProgramToGroup, rpc.twiddler.removeProcessFromGroup
    assert fault_of(add, "birds", "cat", {"command": "x"}) == (10, "BAD_NAME: group: birds")
    assert fault_of(add, "pets", "cat", {"command": "/bin/cat"}) == (10, "BAD_NAME: cat")
    code, text = fault_of(add, "pets", "dog", {"startsecs": "soon", "command": "x"})
    assert code == 2 and text.startswith("INCORRECT_PARAMETERS: [program:dog] startsecs: ")
    assert fault_of(add, "pets", "dog", {})[0] == 2
    assert fault_of(add, "pets", "dog", "command=x") == (2, "INCORRECT_PARAMETERS")
    assert fault_of(add, "pets", "dog") == (2, "INCORRECT_PARAMETERS")
    assert fault_of(remove, "birds", "cat") == (10, "BAD_NAME: group: birds")
    assert fault_of(remove, "pets", "dog") == (10, "BAD_NAME: dog")
    assert fault_of(rpc.twiddler.log, "x", "LOUD") == (2, "INCORRECT_PARAMETERS")
    assert names(halberd) == ["pets:cat"]


def test_messages_go_to_the_log_at_their_level(halberd):
    rpc = start(halberd, TWIDDLER)
    assert rpc.twiddler.log("plain") and rpc.twiddler.log("careful", "warn") and rpc.twiddler.log("bad", 40)
    halberd.wait_log("INFO plain$")
    halberd.wait_log("WARN careful$")
    halberd.wait_log("ERRO bad$")


@pytest.mark.parametrize("section", [TWIDDLER.replace("=twiddler", "=twiddler --whitelist=log,getGroupNames"),
                                     BY_FACTORY + "whitelist=log, getGroupNames\n"], ids=["plugin", "factory"])
def test_a_whitelist_shuts_the_other_methods(halberd, section):
    rpc = start(halberd, section)
    assert rpc.twiddler.getGroupNames() == ["pets"]
    assert fault_of(rpc.twiddler.getAPIVersion) == (230, "UNKNOWN: getAPIVersion")
    assert "twiddler.getAPIVersion" in rpc.system.listMethods()


def test_an_update_brings_the_group_back_to_what_is_configured(halberd):
    rpc = start(halberd, TWIDDLER)
    pid = halberd.info("pets:cat")["pid"]
    rpc.twiddler.addProgramToGroup("pets", "dog", {"command": "/bin/cat"})
    halberd.wait_state("pets:dog", "RUNNING")
    assert halberd.ctl("update").status == 0
    wait_for(lambda: names(halberd) == ["pets:cat"], what="the dog to go")
    assert halberd.info("pets:cat")["pid"] == pid


# --- what goes wrong

def test_a_method_that_throws_or_refuses_is_a_fault(halberd):
    rpc = start(halberd, f"[rpcinterface:odd]\nplugin={HOSTILE}\n")
    assert rpc.odd.echo("größe <&>") == "größe <&>"
    assert fault_of(rpc.odd.fail) == (30, "FAILED: thrown as asked")
    assert fault_of(rpc.odd.refuse)[0] == 4711
    assert fault_of(rpc.odd.echo) == (2, "INCORRECT_PARAMETERS")
    assert rpc.odd.pid() == halberd.pid
    assert rpc.system.multicall([{"methodName": "odd.echo", "params": ["a"]}, {"methodName": "odd.pid"}]) == [
        "a", halberd.pid]


def test_a_method_that_hangs_holds_up_nobody_but_its_plugin(halberd):
    start(halberd, f"[rpcinterface:odd]\nplugin={HOSTILE}\n" + TWIDDLER)
    caller = threading.Thread(target=lambda: _ignoring_the_end(halberd.rpc.odd.hang), daemon=True)
    caller.start()
    halberd.wait_log("INFO odd: hanging$")
    assert halberd.info("pets:cat")["statename"] == "RUNNING"
    assert halberd.rpc.twiddler.getGroupNames() == ["pets"]
    begin = time.monotonic()
    assert halberd.stop() == 0
    assert time.monotonic() - begin < 15
    halberd.wait_log("WARN odd: the plugin did not return; its thread is abandoned$")
    caller.join(10)


def _ignoring_the_end(call):
    try:
        call()
    except (OSError, xmlrpc.client.Error, xmlrpc.client.ProtocolError):
        pass


def test_a_plugin_that_refuses_to_start_says_why_in_every_answer(halberd):
    rpc = start(halberd, f"[rpcinterface:odd]\nplugin={HOSTILE} --no\n")
    halberd.wait_log("odd: refused as asked$")
    assert fault_of(rpc.odd.echo, "x") == (30, "FAILED: odd: refused as asked")


@pytest.mark.parametrize("section, text", [
    ("[rpcinterface:odd]\nplugin=no-such-plugin\n", "no-such-plugin.so can't be read: No such file"),
    ("[rpcinterface:odd]\nplugin=/etc/passwd\n", "is not a shared object of this machine"),
    (f"[rpcinterface:odd]\nplugin={CRASHMAIL}\n", "adds no methods (halberd.rpc/1)"),
    (f"[rpcinterface:system]\nplugin={HOSTILE}\n", "the methods system.* are the daemon's own"),
    ("[rpcinterface:odd]\nsupervisor.rpcinterface_factory=my.module:factory\n", "Python interfaces are not supported"),
])
def test_a_plugin_that_can_not_be_had_stops_the_start(halberd, section, text):
    halberd.configure(PROGRAMS + section)
    status, stdout, stderr = halberd.run("-n", "-c", str(halberd.config))
    assert status == 2 and text in stdout + stderr, stdout + stderr
    assert f"{halberd.config}:" in stdout + stderr
    assert not os.path.exists(halberd.socket)


def test_it_works_after_the_daemon_has_left_the_terminal(halberd):
    halberd.configure(PROGRAMS + TWIDDLER)
    halberd.daemonise()
    assert halberd.rpc.twiddler.getGroupNames() == ["pets"]
    halberd.rpc.supervisor.restart()
    halberd.wait_log("RPC interface 'twiddler' initialized$", count=2)
    halberd.wait_ready()
    assert wait_for(lambda: halberd.rpc.twiddler.getGroupNames(), what="an answer after the reload") == ["pets"]
