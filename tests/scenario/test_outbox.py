"""Alerts that must arrive: mail servers that are away, disks that are full, and plugins that are killed.

HALBERD_OUTBOX_ALERTS and HALBERD_OUTBOX_KILLS make the last test longer: with 10000 and 500 it takes some minutes.
"""

import email
import os
import random
import re
import signal
import subprocess
import threading
from collections import defaultdict

import pytest

from support.listeners import CRASHMAIL_FORMS, FAIL, OK, Listener, exited
from support.mail import wait_maildir
from support.recording_smtp import RecordingSmtpServer
from support.strict_smtp import StrictSmtpServer
from support.waiting import free_port, wait_for

ALERTS = int(os.environ.get("HALBERD_OUTBOX_ALERTS", 300))
KILLS = int(os.environ.get("HALBERD_OUTBOX_KILLS", 20))


def crashmail(folder, arguments, outbox="outbox"):
    """crashmail as a listener whose outbox is in that folder."""
    return Listener(folder, [*CRASHMAIL_FORMS["program"], "-a", "-m", "ops@example.com", *arguments],
                    {"SUPERVISOR_ALERTS_OUTBOX": str(folder / outbox)})


def by_smtp(port):
    return ["--smtp", f"smtp://127.0.0.1:{port}", "--from", "halberd@example.com"]


def test_a_slow_mail_server_does_not_hold_up_events(folder, nothing_stays_behind):
    with subprocess.Popen(["/usr/bin/python3", "-c", "import socket, time\n"
                           "server = socket.create_server(('127.0.0.1', 0))\n"
                           "print(server.getsockname()[1], flush=True)\n"
                           "time.sleep(600)"], stdout=subprocess.PIPE, text=True) as black_hole:
        try:
            port = int(black_hole.stdout.readline())
            with crashmail(folder, by_smtp(port)) as listener:
                listener.read(b"READY\n")
                for number in range(20):
                    listener.handle(exited(pid=number))
        finally:
            black_hole.kill()
    server = StrictSmtpServer(folder)
    try:
        with crashmail(folder, by_smtp(server.port)) as listener:
            listener.read(b"READY\n")
            mails = server.wait_mails(20)
    finally:
        server.close()
    pids = [int(re.search(rb"\(pid (\d+)\)", content)[1]) for _, _, content in mails]
    assert pids == list(range(20))


def test_an_alert_is_on_disk_before_it_is_answered(folder):
    with crashmail(folder, by_smtp(free_port())) as listener:
        listener.read(b"READY\n")
        listener.handle(exited())
        listener.process.send_signal(signal.SIGKILL)
    [file] = (folder / "outbox").glob("*.outbox")
    assert re.fullmatch(r"crashmail-[0-9a-f]{8}\.outbox", file.name)
    assert file.stat().st_mode & 0o777 == 0o600
    assert (folder / "outbox").stat().st_mode & 0o777 == 0o700
    assert b"Process foo in group g exited unexpectedly" in b"".join(
        part.read_bytes() for part in (folder / "outbox").iterdir())


def test_an_event_that_comes_again_is_mailed_once(folder):
    with crashmail(folder, ["-s", "cat >>sent"]) as listener:
        listener.read(b"READY\n")
        listener.handle(exited())
    with crashmail(folder, ["-s", "cat >>sent"]) as listener:
        listener.read(b"READY\n")
        listener.handle(exited())
        assert "crashmail: the event came again, and its alert was taken over before\n" in listener.stderr()
    assert (folder / "sent").read_text().count("Process foo") == 1


def test_a_command_that_hangs_is_waited_for_ten_seconds(folder):
    with crashmail(folder, ["-s", "cat >>sent; exec sleep 600"]) as listener:
        listener.read(b"READY\n")
        listener.handle(exited())
        listener.process.stdin.close()
        listener.process.wait(30)
    assert (folder / "sent").exists()
    with crashmail(folder, ["-s", "cat >>again"]) as listener:
        listener.read(b"READY\n")
        wait_for((folder / "again").exists, what="the mail that was not acknowledged by its command")


def test_a_full_disk_loses_nothing_that_was_acknowledged(folder):
    disk = folder / "outbox"
    disk.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=600k", "tmpfs", disk], capture_output=True, check=False)
    if mounted.returncode != 0:
        pytest.skip("a disk of a few bytes can be made by root only")
    port = free_port()
    try:
        with crashmail(folder, by_smtp(port)) as listener:
            listener.read(b"READY\n")
            acknowledged = 0
            while acknowledged < 1000:
                listener.send(exited(name="x" * 5000, pid=acknowledged))
                if (answer := listener.process.stdout.read(len(OK))) != OK:
                    break
                acknowledged += 1
            assert answer + listener.process.stdout.read(len(FAIL) - len(answer)) == FAIL
            assert "alerts can't be kept on disk: " in listener.stderr()
            assert "the disk is full; make room there; until then they are sent at once, or left to" in listener.stderr()
            assert acknowledged > 3
            server = StrictSmtpServer(folder, port=port)
            try:
                listener.handle(exited(name="y"))  # sent at once, as there is no room for it
                mails = server.wait_mails(acknowledged + 1)
                texts = [email.message_from_bytes(content).get_payload(decode=True) for _, _, content in mails]
                pids = {int(re.search(rb"\(pid (\d+)\)", text)[1]) for text in texts}
                assert pids >= set(range(acknowledged))
            finally:
                server.close()
    finally:
        subprocess.run(["umount", "-l", disk], check=True)


@pytest.mark.parametrize("form", ["command=crashmail", "plugin=crashmail", "isolation=process\nplugin=crashmail"])
def test_in_every_form_a_mail_outlives_the_daemon(halberd, form):
    gate = halberd.folder / "gate"
    halberd.configure("[program:worker]\ncommand=/bin/cat\n[eventlistener:crashmail]\nevents=PROCESS_STATE_EXITED\n"
                      f"{form} -a -m ops@example.com -s 'test -e {gate} && cat >>{gate}'\n")
    halberd.start()
    halberd.wait_state("crashmail", "RUNNING")
    pid = halberd.wait_state("worker", "RUNNING")["pid"]
    os.kill(pid, signal.SIGKILL)
    wait_for(lambda: list((halberd.folder / "outbox").glob("*.outbox")), what="an outbox")
    halberd.wait_new_pid("worker", pid)
    log = halberd.rpc.supervisor.getProcessInfo("crashmail")["stderr_logfile"]
    wait_for(lambda: "was not sent: " in open(log, encoding="utf-8").read(), what="an attempt that fails")
    halberd.stop()
    gate.touch()
    halberd.start()
    wait_for(lambda: f"(pid {pid})" in gate.read_text(), what="the mail of the life before")


class Supervisord:
    """The other end of crashmail's pipes: what was not answered with OK comes again, with its numbers."""

    def __init__(self, folder, port):
        self._folder = folder
        self._port = port
        self._listener = None

    def deliver(self, number, kill_after=None):
        """Has crashmail acknowledge the event of that number, and kills it after so many seconds."""
        timer = None
        while True:
            if self._listener is None or self._listener.process.poll() is not None:
                self._start()
            process = self._listener.process
            if kill_after is not None and timer is None:
                timer = threading.Timer(kill_after, process.send_signal, [signal.SIGKILL])
                timer.start()
            if self._try(number):
                return
            process.wait()

    def close(self):
        self._listener.__exit__()

    def _start(self):
        if self._listener is not None:
            self._listener.__exit__()
        self._listener = crashmail(self._folder, by_smtp(self._port))
        if self._listener.process.stdout.read(6) != b"READY\n":
            self._listener.process.wait()

    def _try(self, number):
        self._listener._serial = number  # pylint: disable=protected-access
        try:
            self._listener.send(exited(pid=number))
        except BrokenPipeError:
            return False
        answer = b""
        while len(answer) < len(OK):
            chunk = self._listener.process.stdout.read(len(OK) - len(answer))
            if not chunk:
                return answer.startswith(b"RESULT 2\nOK")
            answer += chunk
        return answer == OK


def test_kill_9_at_any_moment_loses_no_acknowledged_alert(folder, nothing_stays_behind):
    chance = random.Random(20)
    killed_at = set(chance.sample(range(ALERTS), KILLS))
    server = RecordingSmtpServer(folder)
    supervisord = Supervisord(folder, server.port)
    try:
        for number in range(ALERTS):
            supervisord.deliver(number, chance.uniform(0, 0.03) if number in killed_at else None)
        ids = defaultdict(list)

        def all_arrived():
            ids.clear()
            for message_id, text in server.accepted():
                ids[int(re.search(r"\(pid (\d+)\)", text)[1])].append(message_id)
            if len(ids) < ALERTS:
                supervisord.deliver(ALERTS)  # it runs again if it was killed last
            return len(ids) >= ALERTS

        wait_for(all_arrived, what=lambda: f"{ALERTS} alerts, of which {ALERTS - len(ids)} are missing")
        duplicates = sum(len(found) - 1 for found in ids.values())
        print(f"{ALERTS} alerts, {KILLS} kills: {duplicates} duplicates")
        assert all(len(set(found)) == 1 for found in ids.values()), "a copy with another Message-ID"
        assert len({found[0] for found in ids.values()}) == len(ids)
        assert duplicates <= (ALERTS // 100 if ALERTS >= 10_000 else KILLS // 2)
    finally:
        supervisord.close()
        server.close()
