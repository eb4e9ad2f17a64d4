"""What processes take of the machine: halberd.getProcessUsage, and supervisorctl's `top`."""

import pexpect

from support.daemons import halberd_programs
from support.waiting import PATIENCE, wait_for

# A shell that waits for a child; both keep the processor busy for a while, the child with a file open.
BUSY = """
    [program:busy]
    command=/bin/sh -c 'exec 7</dev/null; echo begin; (i=0; while [ $i -lt 200000 ]; do i=$((i+1)); done; exec sleep 1000) & wait'
    stopasgroup=true
    [program:crashing]
    command=/bin/sh -c 'exit 3'
    startretries=1
    [program:idle]
    command=/bin/sleep 1000
    stdout_logfile=NONE
    autostart=false
    """


def usage(daemon):
    return {one["name"]: one for one in daemon.rpc.halberd.getProcessUsage()}


def test_the_usage_of_a_program_counts_its_descendants_apart(halberd):
    halberd.configure(BUSY)
    halberd.start()
    halberd.wait_state("busy", "RUNNING")
    busy = wait_for(lambda: (one := usage(halberd)["busy"])["tree_cpu"] >= 0.02 and one, what="CPU time of the child")
    assert busy["pid"] == halberd.info("busy")["pid"]
    assert busy["processes"] == 2
    assert busy["tree_cpu"] > busy["cpu"]
    assert busy["tree_rss"] > busy["rss"] > 100_000
    assert busy["fds"] == 4
    assert busy["tree_fds"] >= 7
    assert busy["stdout_bytes"] == len("begin\n")
    assert busy["stderr_bytes"] == 0
    assert (busy["starts"], busy["restarts"]) == (1, 0)


def test_a_program_that_does_not_run_has_its_counts_only(halberd):
    halberd.configure(BUSY)
    halberd.start()
    halberd.wait_state("crashing", "FATAL")
    crashing = usage(halberd)["crashing"]
    assert (crashing["starts"], crashing["restarts"], crashing["pid"]) == (2, 1, 0)
    assert "cpu" not in crashing and "tree_rss" not in crashing
    idle = usage(halberd)["idle"]
    assert (idle["starts"], idle["start"]) == (0, 0)
    assert "stdout_bytes" not in idle and idle["stderr_bytes"] == 0


def test_log_bytes_are_counted_over_several_lives(halberd):
    halberd.configure(BUSY)
    halberd.start()
    halberd.wait_state("busy", "RUNNING")
    halberd.ctl("restart", "busy")
    wait_for(lambda: usage(halberd)["busy"]["stdout_bytes"] == 2 * len("begin\n"), what="the bytes of the second life")
    assert usage(halberd)["busy"]["starts"] == 2
    assert usage(halberd)["busy"]["restarts"] == 0


def test_top_shows_one_table_without_a_terminal(halberd):
    halberd.configure(BUSY)
    halberd.start()
    halberd.wait_state("busy", "RUNNING")
    halberd.wait_state("crashing", "FATAL")
    status, stdout, stderr = halberd.ctl("top", "--sort", "restarts", "--interval", "0.1s")
    assert (status, stderr) == (0, "")
    heading, *rows = [line.split() for line in stdout.splitlines()]
    assert heading == ["NAME", "STATE", "PID", "CPU%", "TIME", "RSS", "FDS", "PROCS", "UPTIME", "RESTARTS"]
    assert [row[0] for row in rows] == ["crashing", "busy", "idle"]
    busy = dict(zip(heading, rows[1]))
    assert busy["PID"] == str(halberd.info("busy")["pid"])
    assert busy["PROCS"] == "2"
    float(busy["CPU%"])
    assert halberd.ctl("top", "i*").stdout.splitlines()[1].split()[0] == "idle"
    assert halberd.ctl("top", "nope") == (1, "nope: ERROR (no such process)\n", "")


def test_top_lives_at_a_terminal_until_q(halberd):
    halberd.configure(BUSY)
    halberd.start()
    top = pexpect.spawn(halberd.programs.supervisorctl, ["-c", str(halberd.config), "top", "--interval", "0.2s"],
                        env={**halberd.environment, "TERM": "xterm"}, dimensions=(24, 100), timeout=PATIENCE, encoding="utf-8")
    top.expect(r"3 processes, .*; by cpu \(q: quit\)")
    top.send("n")
    top.expect(r"by name \(q: quit\)(?s:.*)\nbusy .*\n(?s:.*)\ncrashing ")
    top.expect("by name")  # it goes on
    top.send("q")
    top.expect(pexpect.EOF)
    top.close()
    assert top.exitstatus == 0


def test_top_needs_a_daemon_of_ours(oracle):
    oracle.configure(BUSY)
    oracle.start()
    refused = oracle.ctl("top", using=halberd_programs())
    assert refused.status == 1
    assert "only Halberd's knows the method halberd.getProcessUsage" in refused.stdout
