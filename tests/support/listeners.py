"""Listener programs driven by hand: the test plays the daemon at the other end of the pipes."""

import os
import signal
import subprocess

from support.daemons import build_folder, build_program, check_sanitizer_reports, sanitizer_environment
from support.waiting import PATIENCE

def forms(plugin):
    """The two ways in which a plugin runs as a process of its own, as commands."""
    return {"program": [build_program(plugin)],
            "host": [build_program("halberd-plugin-host"), str(build_folder() / f"lib/halberd/plugins/{plugin}.so")]}


CRASHMAIL_FORMS = forms("crashmail")

OK = b"RESULT 2\nOKREADY\n"
FAIL = b"RESULT 4\nFAILREADY\n"


def exited(name="foo", group="g", expected=0, pid=58597):
    """The payload of PROCESS_STATE_EXITED."""
    return f"processname:{name} groupname:{group} from_state:RUNNING expected:{expected} pid:{pid}"


class Listener:
    """A running listener program; `with` ends it, and fails on reports of sanitizers."""

    def __init__(self, folder, command, environment=None, length=len):
        self.folder = folder
        self.length = length  # what the header's len counts of a payload
        self._stderr = open(folder / "stderr", "w+b")
        self._serial = 0
        self.process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=self._stderr, bufsize=0, cwd=folder,
            env={**os.environ, **sanitizer_environment(folder), "SUPERVISOR_SERVER_URL": "unix:///nowhere",
                 "SUPERVISOR_ALERTS_OUTBOX": "none", **(environment or {})})

    def __enter__(self):
        return self

    def __exit__(self, *exception):
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGKILL)
        self.process.wait()
        for stream in (self.process.stdin, self.process.stdout, self._stderr):
            stream.close()
        check_sanitizer_reports(self.folder)

    def read(self, expected):
        """Reads as many bytes as `expected` has: they must be those."""
        found = b""
        while len(found) < len(expected):
            chunk = self.process.stdout.read(len(expected) - len(found))
            if not chunk:
                break
            found += chunk
        assert found == expected, self.stderr()

    def send(self, payload, name="PROCESS_STATE_EXITED"):
        """Writes an event."""
        self._serial += 1
        header = (f"ver:3.0 server:supervisor serial:{self._serial} pool:listener poolserial:{self._serial} "
                  f"eventname:{name} len:{self.length(payload)}\n")
        self.process.stdin.write((header + payload).encode())

    def handle(self, payload, name="PROCESS_STATE_EXITED", answer=OK):
        """Writes an event and reads the answer to it."""
        self.send(payload, name)
        self.read(answer)

    def end_input(self):
        """Closes the input as a daemon that ends, and returns the exit status and the rest of stdout."""
        self.process.stdin.close()
        rest = self.process.stdout.read()
        return self.process.wait(PATIENCE), rest

    def stderr(self):
        self._stderr.seek(0)
        return self._stderr.read().decode(errors="replace")


def run(folder, command, supervised=False):
    """Runs a listener program that is to end by itself; subprocess.CompletedProcess with text."""
    environment = {**os.environ, **sanitizer_environment(folder)}
    environment.pop("SUPERVISOR_SERVER_URL", None)
    if supervised:
        environment["SUPERVISOR_SERVER_URL"] = "unix:///nowhere"
    done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=PATIENCE, cwd=folder,
                          env=environment, check=False)
    check_sanitizer_reports(folder)
    return done
