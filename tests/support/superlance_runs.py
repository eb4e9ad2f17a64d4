"""Runs a scenario (conformance/superlance_scenarios.py) with a listener program, Python's or ours, and tells what it did.

What is told is a dict, with what differs from run to run taken out (ports, folders, pids, times, numbers of bytes):
    answers  what it wrote on stdout, until it ended or its input was closed
    status   its exit status, if it ended by itself
    stdout, stderr  the beginning of what it printed, if it was given no events
    calls    what it asked of supervisord, in order: "stopProcess g:foo"
    mails    what the mail command got, in order
    smtp     what the mail server got: envelope, TLS, headers and text; logins: users and passwords that were tried
"""

import contextlib
import email
import email.policy
import os
import re
import signal
import subprocess
import time

from support.fake_supervisor import FakeSupervisor
from support.strict_smtp import StrictSmtpServer
from support.waiting import PATIENCE
from support.web import WebServer

STATES = {"STOPPED": 0, "RUNNING": 20}

_VARYING = [
    (re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,\d{3}"), "STAMP"),
    (re.compile(r"\w{3} \w{3} [ \d]\d \d\d:\d\d:\d\d \d{4}( \w+)?"), "TIME"),
    (re.compile(r"\d+(?= bytes RSS)|(?<=\(RSS )\d+"), "N"),
    (re.compile(r"(?<=\n\n ).*(?=\nRestarting )"), "REASON"),  # why a URL could not be reached, in each library's words
]

# The headers that are compared literally; of others it is compared that they are there.
_HEADERS = ("Subject", "From", "To", "MIME-Version")


def play(scenario, command, folder, environment=None):
    """Runs `command` with the scenario's arguments."""
    with contextlib.ExitStack() as stack:
        run = _Run(scenario, folder, stack)
        variables = {**os.environ, "PYTHONUTF8": "1", "SUPERVISOR_ALERTS_OUTBOX": "none", **(environment or {})}
        variables.pop("SUPERVISOR_SERVER_URL", None)
        if not scenario.get("unsupervised"):
            variables["SUPERVISOR_SERVER_URL"] = run.supervisor.url
        command = [*command, *(argument.format_map(run.places) for argument in scenario["arguments"])]
        told = run.listen(command, variables) if "events" in scenario else run.end(command, variables)
        return run.normalised(told)


class _Run:
    def __init__(self, scenario, folder, stack):
        self.scenario = scenario
        self.folder = folder
        self.stack = stack
        self.pids = []
        self.supervisor = FakeSupervisor([self._info(text) for text in scenario.get("processes", [])],
                                         scenario.get("faults"))
        stack.callback(self.supervisor.close)
        self.places = {"folder": str(folder), "closed": "http://127.0.0.1:1",
                       "mail": f"cat >>{folder}/mails; printf '\\0' >>{folder}/mails"}
        text = " ".join(scenario["arguments"])
        self.smtp = None
        if "{web}" in text:
            web = WebServer()
            stack.callback(web.close)
            self.places["web"] = web.url
        if "{smtp}" in text:
            self.smtp = StrictSmtpServer(folder, **scenario.get("smtp", {}))
            stack.callback(self.smtp.close)
            self.places["smtp"] = f"127.0.0.1:{self.smtp.port}"

    def _info(self, text):
        name, state = text.split()
        group, name = name.split(":")
        pid = 0
        if state == "RUNNING":
            process = subprocess.Popen(["/bin/cat"], stdin=subprocess.PIPE, stdout=subprocess.DEVNULL)
            self.stack.callback(_end, process)
            pid = process.pid
            self.pids.append(pid)
        return {"group": group, "name": name, "state": STATES[state], "statename": state, "pid": pid, "start": 1000,
                "now": 1060}

    def listen(self, command, variables):
        """Plays the daemon until the program has dealt with all events, or ends."""
        process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
                                   bufsize=0, cwd=self.folder, env=variables)
        self.stack.callback(_end, process)
        answers = _read(process, b"READY\n")
        for serial, (name, payload) in enumerate(self.scenario["events"], 1):
            header = (f"ver:3.0 server:supervisor serial:{serial} pool:listener poolserial:{serial} eventname:{name} "
                      f"len:{len(payload)}\n")
            process.stdin.write((header + payload).encode())
            answers += _read(process, b"RESULT 2\nOKREADY\n")
            if not answers.endswith(b"READY\n"):
                break
        told = {"answers": answers.decode()}
        if not answers.endswith(b"READY\n"):
            told["status"] = process.wait(PATIENCE)
        return told

    def end(self, command, variables):
        """Runs the program to its end."""
        done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=PATIENCE,
                              cwd=self.folder, env=variables, check=False)
        return {"status": done.returncode, "stdout": _beginning(done.stdout), "stderr": _beginning(done.stderr)}

    def normalised(self, told):
        told["calls"] = self.supervisor.calls
        mails = self.folder / "mails"
        told["mails"] = mails.read_text().split("\0")[:-1] if mails.exists() else []
        if self.smtp is not None:
            told["smtp"] = [_mail(*mail, tls) for mail, tls in zip(self.smtp.mails, self.smtp.tls_used)]
            told["logins"] = sorted({":".join(login) for login in self.smtp.logins})
        return self._without_varying(told)

    def _without_varying(self, value):
        if isinstance(value, dict):
            return {key: self._without_varying(one) for key, one in value.items()}
        if isinstance(value, list):
            return [self._without_varying(one) for one in value]
        if not isinstance(value, str):
            return value
        for name in ("web", "smtp", "folder", "closed"):
            if name in self.places:
                value = value.replace(self.places[name], "{" + name + "}")
        for pid in self.pids:
            value = re.sub(rf"\b{pid}\b", "PID", value)
        for pattern, instead in _VARYING:
            value = pattern.sub(instead, value)
        return value


def _mail(sender, recipients, content, tls):
    message = email.message_from_bytes(content, policy=email.policy.default)
    names = {name.lower() for name in message.keys()}
    needed = {"date", "message-id", "content-type", "content-transfer-encoding"}
    return {"sender": sender, "recipients": recipients, "tls": tls, "has_the_rest": needed <= names,
            "headers": {name: message[name] and str(message[name]) for name in _HEADERS},
            "text": message.get_content().replace("\r\n", "\n").rstrip("\n")}


def _read(process, expected):
    """Reads as many bytes as `expected` has, or what there is until the program ends."""
    found = b""
    deadline = time.monotonic() + PATIENCE
    while len(found) < len(expected) and time.monotonic() < deadline:
        chunk = process.stdout.read(len(expected) - len(found))
        if not chunk:
            break
        found += chunk
    return found


def _beginning(text):
    """The first line, or "usage" for a text that explains options."""
    first = text.split("\n", 1)[0]
    return "usage" if re.match(r"Usage: |\w+\.py \[", first) and text.count("\n") > 6 else first


def _end(process):
    if process.poll() is None:
        process.send_signal(signal.SIGKILL)
    process.wait()
    for stream in (process.stdin, process.stdout):
        if stream is not None:
            stream.close()
