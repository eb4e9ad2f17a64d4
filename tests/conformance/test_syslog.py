"""logfile=syslog, and the output of programs in syslog, under Debian's supervisord and ours.

Each daemon runs in a mount namespace whose /dev/log is a socket of the test. That needs root, or a kernel that lets
everybody make user namespaces.
"""

import os
import re
import socket
import subprocess

import pytest

from support.pairs import normalised
from support.waiting import wait_for

NAMESPACE = ("unshare", *(() if os.geteuid() == 0 else ("--user", "--map-root-user")), "--mount")

# Puts the folder $1 in the place of /dev, with the devices that programs need, and executes the other arguments.
OWN_DEV = """cd $1 && shift && for device in null zero random urandom; do
touch $device && mount --bind /dev/$device $device || exit; done; mount --rbind . /dev && exec "$@" """

PROGRAMS = """
[program:cat]
command=/bin/cat
stdout_syslog=true
stdout_logfile=%(here)s/cat.log
[program:err]
command=/bin/sh -c 'exec cat >&2'
stderr_syslog=true
stderr_logfile=NONE
[program:old_name]
command=/bin/cat
stdout_logfile=syslog
"""


class SystemLog:
    """What arrives at the /dev/log of a daemon."""

    def __init__(self, daemon):
        made = subprocess.run([*NAMESPACE, "true"], capture_output=True, text=True, check=False)
        assert made.returncode == 0, f"this test needs the right to make a mount namespace (see above): {made.stderr}"
        folder = daemon.folder / "dev"
        folder.mkdir()
        self._daemon = daemon
        self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self._socket.bind(str(folder / "log"))
        self._socket.setblocking(False)
        self._messages = []
        daemon.launcher = (*NAMESPACE, "sh", "-c", OWN_DEV, "sh", str(folder))

    def messages(self):
        """All messages so far, without their times."""
        try:
            while True:
                self._messages.append(self._socket.recv(65536).decode())
        except BlockingIOError:
            pass
        times = r"^(<\d+>)\w{3} [ \d]\d \d\d:\d\d:\d\d |\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,\d{3} "
        # Supervisor's own lines end in a newline, which no syslog daemon keeps.
        return [normalised(self._daemon, re.sub(times, r"\1", message)).rstrip("\n") for message in self._messages]

    def wait_for(self, text):
        wait_for(lambda: any(text in message for message in self.messages()),
                 what=lambda: f"{text!r} in {self.messages()}")

    def close(self):
        self._socket.close()


@pytest.fixture
def live(pair):
    """Runs live(daemon, system_log) for both and returns all messages that have arrived; they must be the same."""

    def run(text, act):
        logs = {daemon: SystemLog(daemon) for daemon in pair.daemons}

        def one(daemon):
            daemon.configure(text)
            daemon.start()
            act(daemon, logs[daemon])
            assert daemon.stop() == 0
            return logs[daemon].messages()

        try:
            return pair.assert_same(one)
        finally:
            for log in logs.values():
                log.close()

    return run


def test_the_daemons_log_may_be_syslog(live):
    def act(daemon, system_log):
        system_log.wait_for("success: cat")
        assert not daemon.logfile.exists()

    messages = live("[supervisord]\nlogfile=syslog\n[program:cat]\ncommand=/bin/cat\n", act)
    assert "<14>supervisord: INFO spawned: 'cat' with pid PID" in messages
    assert messages[-1] == "<14>supervisord: WARN stopped: cat (terminated by SIGTERM)"


def test_each_line_of_a_program_is_a_message(live):
    def act(daemon, system_log):
        for name, words in [("cat", "one\ntwo\n\nfour\n"), ("err", "failed\n"), ("cat", "unfinished"), ("old_name", "old\n"),
                            ("cat", "caf\u00e9\n")]:
            daemon.rpc.supervisor.sendProcessStdin(name, words)
            system_log.wait_for(f"{name} {words.split()[-1]}")
        daemon.wait_file("cat.log", "two\n\nfour\nunfinishedcaf\u00e9\n")

    assert live(PROGRAMS, act) == ["<14>supervisord: " + line for line in [
        "cat one", "cat two", "cat ", "cat four", "err failed", "cat unfinished", "old_name old", "cat caf\u00e9"]]
