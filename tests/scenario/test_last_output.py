"""What a life of a process wrote last, asked for by halberd.explainExit when later lives have written to the same logs."""

import os
import signal
import time
import xmlrpc.client

import pytest

from support.waiting import wait_for

PROGRAM = """\
#!/bin/sh
echo "out 1 of $$"
echo "out 2 of $$"
echo "err 1 of $$" >&2
echo "err 2 of $$" >&2
[ ! -e extra ] || . ./extra
exit 3
"""


@pytest.fixture(name="worker")
def fixture_worker(halberd):
    """Configures and starts a daemon with a program of many short lives."""

    def start(options="", server=""):
        program = halberd.folder / "worker"
        program.write_text(PROGRAM)
        program.chmod(0o755)
        halberd.configure(f"[supervisord]\n{server}\n[program:worker]\ncommand={program}\ndirectory=%(here)s\nstartsecs=0\n"
                          f"autostart=false\nautorestart=false\n{options}\n")
        halberd.start()
        return Worker(halberd)

    return start


class Worker:
    """A program of which each life is started by the test."""

    def __init__(self, halberd):
        self.halberd = halberd
        self.rpc = halberd.rpc

    def live(self, extra=""):
        """Runs it once, with more shell code at its end, and returns the pid that it had."""
        (self.halberd.folder / "extra").write_text(extra)
        self.rpc.supervisor.startProcess("worker", False)
        self.halberd.wait_state("worker", "EXITED")
        return self.rpc.halberd.explainExit("worker", 0, 0)["pid"]

    def output(self, pid, lines=2):
        """What explainExit says of stdout and of stderr."""
        return self.rpc.halberd.explainExit("worker", pid, lines)["output"]

    def lines(self, pid, lines=2):
        return [stream["lines"] for stream in self.output(pid, lines)]

    def statuses(self, pid, lines=2):
        return [stream["status"] for stream in self.output(pid, lines)]


def test_each_life_has_its_own_lines_whatever_later_ones_write(worker):
    worker = worker()
    pids = [worker.live() for _ in range(5)]
    for pid in pids[1:]:
        assert worker.lines(pid, 1) == [f"out 2 of {pid}\n", f"err 2 of {pid}\n"]
        assert worker.lines(pid, 99) == [f"out 1 of {pid}\nout 2 of {pid}\n", f"err 1 of {pid}\nerr 2 of {pid}\n"]
        assert worker.statuses(pid, 99) == ["complete", "complete"]
    with pytest.raises(xmlrpc.client.Fault, match="is none of its last ends"):
        worker.output(pids[0])
    assert worker.lines(0) == worker.lines(pids[4])


def test_how_a_life_ended_is_told_by_its_pid(worker):
    worker = worker()
    before = int(time.time())
    killed = worker.live("kill -KILL $$")
    worker.live()
    told = worker.rpc.halberd.explainExit("worker", killed, 0)
    assert (told["description"], told["exitstatus"], told["signal"]) == ("terminated by SIGKILL", -1, signal.SIGKILL)
    assert told["core_dumped"] is False
    assert before <= told["started"] <= told["ended"] <= time.time()
    assert (told["directory"], told["program"]) == (str(worker.halberd.folder), str(worker.halberd.folder / "worker"))


def test_a_process_that_runs_or_never_ran_has_no_end_yet(worker):
    worker = worker()
    with pytest.raises(xmlrpc.client.Fault, match="it has not ended yet"):
        worker.output(0)
    (worker.halberd.folder / "extra").write_text("exec sleep 1000")
    worker.rpc.supervisor.startProcess("worker", False)
    with pytest.raises(xmlrpc.client.Fault, match="is none of its last ends"):
        worker.output(worker.halberd.info("worker")["pid"])


def test_stderr_in_the_log_of_stdout(worker):
    worker = worker("redirect_stderr=true")
    first = worker.live()
    worker.live()
    out, err = worker.output(first, 9)
    assert out["lines"] == f"out 1 of {first}\nout 2 of {first}\nerr 1 of {first}\nerr 2 of {first}\n"
    assert (err["status"], err["description"]) == ("redirected", "redirect_stderr=true: they are in the log of stdout")


def test_both_streams_in_one_file(worker):
    worker = worker("stdout_logfile=%(here)s/both\nstderr_logfile=%(here)s/both")
    first = worker.live()
    worker.live()
    for text in worker.lines(first, 9):
        assert f"of {first}\n" in text
        assert set(line.split()[-1] for line in text.splitlines()) == {str(first)}


@pytest.mark.parametrize("options, description", [
    ("stdout_logfile=NONE", "stdout_logfile=NONE"),
    ("stdout_logfile=syslog", "it goes to syslog"),
    ("stdout_logfile=/dev/stdout", "/dev/stdout is no log file of its own"),
    ("stdout_logfile=/dev/null", "/dev/null is a device"),
    ("stdout_logfile=%(here)s", "{folder} could not be opened")])
def test_a_stream_without_a_log_file_says_why_there_are_no_lines(worker, options, description):
    worker = worker(options)
    pid = worker.live()
    out, err = worker.output(pid)
    assert (out["status"], out["lines"], out["description"]) == (
        "no_log", "", description.format(folder=worker.halberd.folder))
    assert err["lines"] == f"err 1 of {pid}\nerr 2 of {pid}\n"


def test_logs_that_are_cleared(worker):
    worker = worker("stdout_logfile=%(here)s/out")
    first = worker.live()
    worker.rpc.supervisor.clearProcessLogs("worker")
    assert worker.statuses(first) == ["gone", "gone"]
    second = worker.live()
    assert worker.statuses(first) == ["gone", "gone"]
    assert worker.lines(second) == [f"out 1 of {second}\nout 2 of {second}\n", f"err 1 of {second}\nerr 2 of {second}\n"]


def test_a_log_that_is_cleared_while_the_process_runs_has_what_came_after(worker):
    worker = worker("stdout_logfile=%(here)s/out")
    (worker.halberd.folder / "extra").write_text("while [ ! -e go ]; do sleep 0.05; done; echo after")
    worker.rpc.supervisor.startProcess("worker", False)
    worker.halberd.wait_file("out", "out 2")
    worker.rpc.supervisor.clearProcessLogs("worker")
    (worker.halberd.folder / "go").touch()
    worker.halberd.wait_state("worker", "EXITED")
    out = worker.output(0)[0]
    assert (out["status"], out["lines"]) == ("rotated", "after\n")
    assert worker.lines(0, 1)[0] == "after\n"


def test_logs_that_another_program_moves_and_the_daemon_reopens(worker):
    worker = worker("stdout_logfile=%(here)s/out")
    first = worker.live()
    (worker.halberd.folder / "out").rename(worker.halberd.folder / "out.1")
    os.kill(worker.halberd.pid, signal.SIGUSR2)
    wait_for((worker.halberd.folder / "out").exists, what="a new log")
    second = worker.live()
    assert worker.lines(first)[0] == f"out 1 of {first}\nout 2 of {first}\n"
    assert worker.lines(second)[0] == f"out 1 of {second}\nout 2 of {second}\n"


def test_logs_of_few_bytes(worker):
    worker = worker("stdout_logfile=%(here)s/out\nstdout_logfile_maxbytes=40\nstdout_logfile_backups=3")
    first = worker.live("for i in a b c d e f; do echo $i; done; sleep 0.1")
    second = worker.live()
    assert worker.lines(first, 6)[0] == "a\nb\nc\nd\ne\nf\n"
    assert worker.lines(second, 6)[0] == f"out 1 of {second}\nout 2 of {second}\n"
    third = worker.live("seq 1000; sleep 0.1; seq 2000; sleep 0.1; seq 3000; sleep 0.1; seq 3997 4000")
    assert worker.statuses(first)[0] == worker.statuses(second)[0] == "gone"
    assert worker.lines(third, 4)[0] == "3997\n3998\n3999\n4000\n"
    assert worker.lines(first, 2)[1] == f"err 1 of {first}\nerr 2 of {first}\n"
    assert worker.statuses(third, 99_999)[0] in ("rotated", "cut")


def test_what_strip_ansi_removes_and_bytes_that_are_no_text(worker):
    worker = worker("log_marks=true", "strip_ansi=true")
    pid = worker.live(r"""printf '\033[31mred\033[0m\n'; printf 'caf\303\251 \001\377\n'""")
    worker.live()
    log = worker.rpc.supervisor.readProcessStdoutLog("worker", 0, 0)
    lines = worker.lines(pid)[0]
    assert lines.startswith("red\ncafé ") and lines in log
    assert "started" not in "".join(worker.lines(pid, 99)) and "ended" not in "".join(worker.lines(pid, 99))


@pytest.mark.parametrize("log_format", ["text", "json"])
def test_lines_are_those_of_the_log(worker, log_format):
    worker = worker(f"log_format={log_format}\nlog_marks=true")
    pid = worker.live("printf 'no newline'")
    worker.live()
    lines = worker.lines(pid, 99)[0].splitlines()
    assert len(lines) == 3
    assert f"out 1 of {pid}" in lines[0] and "no newline" in lines[2]


def test_a_plugin_in_the_daemon(halberd):
    halberd.configure("[eventlistener:crashmail]\nplugin=crashmail -a\nevents=PROCESS_STATE_EXITED\n"
                      "[alerts]\nto=ops@example.com\nmaildir=%(here)s/mails\n")
    halberd.start()
    halberd.wait_state("crashmail", "RUNNING")
    halberd.rpc.supervisor.stopProcess("crashmail")
    told = halberd.rpc.halberd.explainExit("crashmail", 0, 5)
    assert (told["pid"], told["program"]) == (halberd.pid, "")
    assert told["output"][0]["description"] == "a plugin in the daemon has no stdout"
    assert told["output"][1]["status"] == "complete"


def test_lines_in_a_packed_log_are_gone(worker):
    worker = worker("stdout_logfile=%(here)s/out\nstdout_logfile_maxbytes=20\nstdout_logfile_compress=gzip")
    pid = worker.live()
    wait_for(lambda: not (worker.halberd.folder / "out.1").exists(), what="the end of packing")
    assert worker.statuses(pid)[0] == "gone"
