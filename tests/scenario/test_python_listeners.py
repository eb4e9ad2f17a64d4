"""Listeners in Python as people have them: written with supervisor.childutils of Debian's supervisor package, unchanged."""

import textwrap

from support.waiting import wait_for

# As superlance's memmon and httpok do: looks at all processes through XML-RPC at each tick, restarts one, and tells of it.
RESTARTER = """
import os, sys
from supervisor import childutils

rpc = childutils.getRPCInterface(os.environ)
done = False
while True:
    headers, payload = childutils.listener.wait(sys.stdin, sys.stdout)
    if headers["eventname"].startswith("TICK") and not done:
        infos = rpc.supervisor.getAllProcessInfo()
        [web] = [info for info in infos if info["name"] == "web"]
        sys.stderr.write("restarting %s of %d\\n" % (childutils.get_asctime() and web["name"], len(infos)))
        rpc.supervisor.stopProcess("web:web")
        rpc.supervisor.startProcess("web:web")
        sys.stderr.write("restarted\\n")
        sys.stderr.flush()
        done = True
    childutils.listener.ok(sys.stdout)
"""

# As superlance's crashmail does: takes the payload apart with eventdata().
CRASH = """
import sys
from supervisor import childutils

while True:
    headers, payload = childutils.listener.wait(sys.stdin, sys.stdout)
    pheaders, pdata = childutils.eventdata(payload + "\\n")
    if headers["eventname"] == "PROCESS_STATE_EXITED" and not int(pheaders["expected"]):
        sys.stderr.write("Process %(processname)s in group %(groupname)s exited unexpectedly (pid %(pid)s) from state "
                         "%(from_state)s\\n" % pheaders)
        sys.stderr.flush()
    childutils.listener.ok(sys.stdout)
"""

# Output with letters beyond ASCII, through the reader of childutils, which counts characters.
COMMUNICATION = """
import sys
from supervisor import childutils

while True:
    headers, payload = childutils.listener.wait(sys.stdin, sys.stdout)
    pheaders, pdata = childutils.eventdata(payload)
    sys.stderr.write("%s: %s\\n" % (pheaders["processname"], ascii(pdata)))
    sys.stderr.flush()
    childutils.listener.send("OK" if "refuse" not in pdata else "FAIL", sys.stdout)
"""

# What containers use instead of on_fatal=: ends the daemon, whose child it is.
TERMINATOR = """
import os, signal, sys
from supervisor import childutils

while True:
    headers, payload = childutils.listener.wait(sys.stdin, sys.stdout)
    sys.stderr.write("shutting down because of " + headers["eventname"] + "\\n")
    sys.stderr.flush()
    os.kill(os.getppid(), signal.SIGTERM)
    childutils.listener.ok(sys.stdout)
"""


def start(daemon, script, events, *sections):
    (daemon.folder / "listener.py").write_text(script)
    daemon.configure(textwrap.dedent(f"""
        [eventlistener:old]
        command=/usr/bin/python3 %(here)s/listener.py
        events={events}
        stderr_logfile=%(here)s/said
        """) + "".join(textwrap.dedent(section) for section in sections))
    daemon.start()


WEB = """
    [program:web]
    command=/bin/cat
    """


def test_a_listener_restarts_a_program_through_xml_rpc(halberd):
    start(halberd, RESTARTER, "TICK_5", WEB)
    halberd.wait_file("said", r"restarting web of 2\nrestarted\n")
    assert halberd.log().count("spawned: 'web' with pid") == 2
    assert halberd.info("web")["statename"] == "RUNNING"
    assert halberd.info("old")["statename"] == "RUNNING"


def test_a_listener_reads_the_payload_of_an_exit(halberd):
    start(halberd, CRASH, "PROCESS_STATE", """
        [program:web]
        command=/bin/sh -c 'read word; exit 3'
        startsecs=0
        autorestart=false
        """)
    halberd.wait_state("old", "RUNNING")
    pid = halberd.wait_state("web", "RUNNING")["pid"]
    halberd.rpc.supervisor.sendProcessStdin("web", "now\n")
    halberd.wait_file("said", rf"\AProcess web in group web exited unexpectedly \(pid {pid}\) from state RUNNING\n\Z")


def test_a_listener_reads_output_beyond_ascii_and_refuses_some(halberd):
    start(halberd, COMMUNICATION, "PROCESS_COMMUNICATION", """
        [program:web]
        command=/bin/sh -c 'while read word; do printf "<!--XSUPERVISOR:BEGIN-->%%s<!--XSUPERVISOR:END-->" "$word"; done'
        stdout_capture_maxbytes=1KB
        """)
    halberd.wait_state("old", "RUNNING")
    halberd.wait_state("web", "RUNNING")
    for word in ("d\u00fcrr", "\U0001f600 and more", "plain"):
        halberd.rpc.supervisor.sendProcessStdin("web", word + "\n")
    halberd.wait_file("said", r"\Aweb: 'd\\xfcrr'\nweb: '\\U0001f600 and more'\nweb: 'plain'\n\Z")
    halberd.rpc.supervisor.sendProcessStdin("web", "refuse\n")
    halberd.wait_file("said", r"web: 'refuse'\n", count=3)
    assert halberd.info("old")["statename"] == "RUNNING"


def test_the_parent_of_a_listener_is_the_daemon_that_a_term_shuts_down(halberd):
    start(halberd, TERMINATOR, "PROCESS_STATE_FATAL", WEB, """
        [program:broken]
        command=/no/such/program
        startretries=0
        """)
    assert halberd.wait_end() == 0
    assert (halberd.folder / "said").read_text() == "shutting down because of PROCESS_STATE_FATAL\n"
    assert "received SIGTERM indicating exit request" in halberd.log()


def test_the_parent_is_the_daemon_when_it_daemonised_as_well(halberd):
    (halberd.folder / "listener.py").write_text(TERMINATOR)
    halberd.configure("""
        [eventlistener:old]
        command=/usr/bin/python3 %(here)s/listener.py
        events=PROCESS_STATE_FATAL
        [program:broken]
        command=/bin/sh -c 'exit 1'
        startretries=0
        autostart=false
        """)
    halberd.daemonise()
    halberd.wait_state("old", "RUNNING")
    halberd.ctl("start", "broken")
    wait_for(lambda: "received SIGTERM indicating exit request" in halberd.log(), what="the daemon's end")
    halberd.wait_end()
