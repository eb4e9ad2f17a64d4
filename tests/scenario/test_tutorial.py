"""The tutorial that many operators learnt Supervisor from, with its own files and program, from start to mail.

tests/scenario/tutorial/ holds its files as they stand there; only paths, accounts, addresses and the port are adapted.
"""

import getpass
import os
import re
import signal
from pathlib import Path

import pexpect
import pytest

from support.daemons import build_program
from support.mail import text_of
from support.waiting import PATIENCE, free_port, wait_for

FILES = Path(__file__).parent / "tutorial"
START_TIME = 60  # its startsecs


class Tutorial:
    """The tutorial's files in the folder of a daemon."""

    def __init__(self, daemon):
        self.daemon = daemon
        self.root = daemon.folder / "supervisord"
        self.run_log = self.root / "test_test/run.log"
        for folder in ("log/childlogdir", "test_test", "supervisor.d"):
            (self.root / folder).mkdir(parents=True)
        daemon.socket = self.root / "supervisor.sock"
        daemon.logfile = self.root / "log/supervisord.log"
        daemon.pidfile = self.root / "supervisord.pid"
        daemon.config.write_text(self.adapted("supervisord.conf"))
        (self.root / "supervisor.d/test_test.ini").write_text(self.adapted("test_test.ini"))

    def adapted(self, name):
        text = (FILES / name).read_text()
        for ours, theirs in {
            str(self.root): "/tmp/supervisord",
            f"{self.root}/supervisor.d": "/etc/supervisor.d",
            f"*:{free_port()}": "*:8013",
            build_program("demo/test_test"): "/home/users/izualzhy/Training/test/test_test",
            f"user={getpass.getuser()}": "user=izualzhy",
        }.items():
            text = text.replace(theirs, ours)
        return text

    def append(self, text):
        with self.daemon.config.open("a") as config:
            config.write(text)

    def shell(self):
        """supervisorctl without arguments at a terminal."""
        shell = pexpect.spawn(self.daemon.programs.supervisorctl, ["-c", str(self.daemon.config)],
                              env={**self.daemon.environment, "TERM": "dumb"}, dimensions=(24, 200),
                              timeout=PATIENCE, encoding="utf-8")
        shell.expect_exact("supervisor> ")
        return shell

    def leave(self, shell):
        shell.sendline("exit")
        shell.expect(pexpect.EOF)
        shell.close()
        assert shell.exitstatus == 0


@pytest.fixture
def tutorial(halberd):
    return Tutorial(halberd)


def mail_command(port):
    """The tutorial's mail command with addresses and server filled in."""
    return (f"sendEmail -f sender@example.com -t ops@example.com -u warning-subject -s 127.0.0.1:{port}"
            " -o tls=no")


def test_from_the_first_start_to_the_mail_of_a_crash(tutorial, smtp_server):
    daemon = tutorial.daemon
    daemon.daemonise()
    first = daemon.wait_state("test_test", "STARTING")["pid"]

    # "test_test is seen as a child of supervisord", and writes its log.
    assert Path(f"/proc/{first}/stat").read_text().rpartition(")")[2].split()[1] == str(daemon.pid)
    daemon.wait_file(tutorial.run_log, r"\Aenter main\.\nrunning:1$")

    # supervisorctl shows the status first; "restart" is seen in run.log.
    shell = tutorial.shell()
    assert re.search(r"^test_test {24}STARTING *\r$", shell.before, re.MULTILINE), shell.before
    shell.sendline("restart test_test")
    shell.expect(r"test_test: stopped\r\ntest_test: started\r\n", timeout=START_TIME + PATIENCE)
    daemon.wait_file(tutorial.run_log,
                     r"running:1\nrecv SIGTERM, set running to false\nleave main\.\nenter main\.\nrunning:1$")
    shell.expect_exact("supervisor> ")
    shell.sendline("status")
    shell.expect(r"test_test {24}RUNNING   pid \d+, uptime 0:01:\d\d\r\n")

    # crashmail is added to the configuration; "reload" asks and is answered.
    tutorial.append(tutorial.adapted("crashmail.conf")
                    .replace("sendEmail -f xxx@xxx.com -t xxx@xxx.com -u warning-subject -s xxx",
                             mail_command(smtp_server.port))
                    .replace("xxx@xxx.com", "ops@example.com"))
    shell.expect_exact("supervisor> ")
    shell.sendline("reload")
    shell.expect_exact("Really restart the remote supervisord process y/N? ")
    shell.sendline("y")
    shell.expect_exact("Restarted supervisord\r\n")
    daemon.wait_state("crashmail", "RUNNING")
    shell.expect_exact("supervisor> ")
    shell.sendline("status")
    shell.expect(r"crashmail {24}RUNNING   pid \d+, uptime 0:00:\d\d\r\n")
    shell.expect(r"test_test {24}STARTING *\r\n")
    shell.expect_exact("supervisor> ")
    tutorial.leave(shell)

    # "kill test_test, and the mail of its end arrives"; and it runs again.
    pid = daemon.wait_state("test_test", "RUNNING", START_TIME + PATIENCE)["pid"]
    os.kill(pid, signal.SIGKILL)
    daemon.wait_new_pid("test_test", pid)
    [mail] = smtp_server.wait_messages()
    assert mail["Subject"] == "warning-subject"
    assert mail["X-MailFrom"] == "sender@example.com"
    assert mail["X-RcptTo"] == "ops@example.com"
    text = text_of(mail)
    assert re.search(r"^Subject:  test_test crashed at \d{4}-\d\d-\d\d \d\d:\d\d:\d\d,\d{3}$", text, re.MULTILINE), text
    assert f"Process test_test in group test_test exited unexpectedly (pid {pid}) from state RUNNING" in text


def test_its_misspelt_key_stops_nobody_and_is_named_with_place_and_cure(tutorial):
    daemon = tutorial.daemon
    daemon.start()
    daemon.wait_state("test_test", "STARTING")
    ini = tutorial.root / "supervisor.d/test_test.ini"
    line = ini.read_text().splitlines().index("ikillasgroup=true") + 1
    daemon.wait_log(rf"WARN.*{re.escape(str(ini))}:{line}\b.*'ikillasgroup'.*'killasgroup'")


@pytest.mark.parametrize("transport", ["sendEmail", "smtp"])
def test_each_crash_is_one_mail(tutorial, smtp_server, transport):
    options = {"sendEmail": f'-s "{mail_command(smtp_server.port)}"',
               "smtp": f"--smtp smtp://127.0.0.1:{smtp_server.port} --from halberd@example.com"}[transport]
    tutorial.append("[program:test_test]\nstartsecs=1\n"
                    f"[eventlistener:crashmail]\nevents=PROCESS_STATE_EXITED\n"
                    f"command=crashmail -a {options} -m ops@example.com\n")
    (tutorial.root / "supervisor.d/test_test.ini").write_text(
        tutorial.adapted("test_test.ini").replace(f"startsecs={START_TIME}", "startsecs=1"))
    daemon = tutorial.daemon
    daemon.start()
    daemon.wait_state("crashmail", "RUNNING")
    pids = []
    for crash in (1, 2):
        pids.append(daemon.wait_state("test_test", "RUNNING")["pid"])
        os.kill(pids[-1], signal.SIGKILL)
        daemon.wait_new_pid("test_test", pids[-1])
        smtp_server.wait_messages(crash)
    mails = smtp_server.messages()
    assert len(mails) == 2
    for mail, pid in zip(mails, pids):
        assert f"Process test_test in group test_test exited unexpectedly (pid {pid}) from state RUNNING" in text_of(mail)
    if transport == "smtp":
        assert re.fullmatch(r"test_test crashed at \d{4}-\d\d-\d\d \d\d:\d\d:\d\d,\d{3}", mails[0]["Subject"].strip())
        assert (mails[0]["From"], mails[0]["To"]) == ("halberd@example.com", "ops@example.com")
        assert (mails[0]["X-MailFrom"], mails[0]["X-RcptTo"]) == ("halberd@example.com", "ops@example.com")


def test_what_the_mail_command_prints_does_not_disturb_the_listener(tutorial, smtp_server):
    """sendEmail reports to its standard output, which is the protocol's channel unless crashmail minds it."""
    tutorial.append("[eventlistener:crashmail]\nevents=PROCESS_STATE_EXITED\n"
                    f'command=crashmail -a -s "{mail_command(smtp_server.port)}" -m ops@example.com\n'
                    "[program:crash]\ncommand=/bin/sh -c 'sleep 1.2; exit 1'\nautorestart=false\n")
    daemon = tutorial.daemon
    daemon.start()
    smtp_server.wait_messages()
    daemon.wait_log(r"exited: crash \(exit status 1; not expected\)")
    assert daemon.info("crashmail")["statename"] == "RUNNING"
    wait_for(lambda: "Email was sent successfully" in _stderr_of_crashmail(daemon), what="sendEmail's report in the log")
    assert "bad result line" not in daemon.log() and "UNKNOWN" not in daemon.log()


def _stderr_of_crashmail(daemon):
    return daemon.rpc.supervisor.tailProcessStderrLog("crashmail", 0, 10000)[0]
