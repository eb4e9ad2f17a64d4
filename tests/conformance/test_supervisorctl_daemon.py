"""The same command lines of Debian's supervisorctl given to Debian's supervisord and to ours: what it prints, and its exit
statuses, must be equal. (test_supervisorctl.py holds both supervisorctls against each other, on Debian's supervisord.)"""

import re
from concurrent.futures import ThreadPoolExecutor

import pytest

from conformance.test_supervisorctl import CONFIGURATION
from support.daemons import ORACLE
from support.waiting import free_port, wait_for


class Side:
    """A daemon, ours or Debian's, that Debian's supervisorctl drives."""

    def __init__(self, daemon):
        self.daemon = daemon
        self.port = free_port()

    def configure(self, text):
        self.daemon.configure(text.replace("{port}", str(self.port)))

    def start(self):
        self.daemon.start()
        for name, state in (("cat", "RUNNING"), ("log:speaker", "RUNNING"), ("log:silent", "RUNNING"), ("slow", "STARTING")):
            self.daemon.wait_state(name, state)
        wait_for(lambda: "to stderr" in self.daemon.rpc.supervisor.readProcessStderrLog("log:speaker", 0, 0), what="output")

    def ctl(self, line):
        result = self.daemon.ctl(*line.split(" "), using=ORACLE)
        text = result.stdout.replace(str(self.daemon.folder), "HERE").replace(str(self.port), "PORT")
        text = re.sub(r"pid [1-9]\d*, uptime \d+:\d\d:\d\d", "pid N, uptime T", text)
        text = re.sub(r"[A-Z][a-z]{2} \d\d \d\d:\d\d [AP]M", "DATE", text)
        return result.status, re.sub(r"(?m)^[1-9]\d+$", "N", text)


@pytest.fixture
def sides(halberd, oracle):
    both = [Side(oracle), Side(halberd)]
    for side in both:
        side.configure(CONFIGURATION)
        side.start()
    return both


def compare(sides, *lines, pick=str):
    for line in lines:
        with ThreadPoolExecutor() as pool:
            (expected_status, expected), (status, ours) = pool.map(lambda side: side.ctl(line), sides)
        assert (status, pick(ours)) == (expected_status, pick(expected)), line


def test_looking(sides):
    compare(sides, "status", "status all", "status cat many:*", "status nope", "status nope:*", "status nope cat", "status slow",
            "pid all", "pid cat slow", "pid many:many_0", "pid nope", "avail", "help", "nonsense")
    compare(sides, "pid", pick=lambda text: re.sub(r"\d+", "N", text))


def test_starting_stopping_and_signals(sides):
    compare(sides, "start many:*", "start many:*", "stop many:many_0", "stop many:many_0", "restart many:*", "status many:*",
            "start cat", "start nope", "start nope:*", "stop nope", "stop nope:*", "restart nope", "start nope bad:missing cat",
            "start bad:missing", "start bad:forbidden", "start bad:crash", "status bad:crash bad:missing", "stop slow",
            "status slow", "restart cat log:speaker", "signal HUP cat", "signal nonsense log:silent", "signal TERM nope",
            "signal TERM nope:*", "signal SIGCONT log:*", "signal CONT slow")


def test_logs(sides):
    compare(sides, "tail log:speaker", "tail -20 log:speaker", "tail log:speaker stderr", "tail -6 log:speaker stderr",
            "tail log:silent", "tail nope", "tail -f nope", "tail -f log:silent", "clear nope", "clear log:speaker",
            "tail log:speaker", "clear cat nope slow", "clear all")


def test_changes_of_the_configuration(sides):
    changed = (CONFIGURATION.replace("programs=missing,forbidden,crash", "programs=missing,forbidden")
               .replace("[program:crash]\n    command=/bin/false", "[program:fresh]\n    command=/bin/cat"))
    compare(sides, "reread", "update")
    for side in sides:
        side.configure(changed)
    compare(sides, "reread", "avail", "add fresh", "add fresh", "add nope", "remove cat", "remove nope", "stop cat", "remove cat",
            "status cat", "add cat", "update nope", "update", "update", "status bad:crash")


def test_the_end(sides):
    compare(sides, "shutdown")
    for side in sides:
        assert side.daemon.wait_end() == 0
    compare(sides, "status", "shutdown", "start cat")
