"""crashmail, as a program and in halberd-plugin-host, as a listener of Debian's supervisord: crash, mail, and still there."""

import os
import re
import shlex
import signal

import pytest

from support.listeners import CRASHMAIL_FORMS
from support.mail import text_of, wait_maildir
from support.waiting import wait_for

every_form = pytest.mark.parametrize("form", CRASHMAIL_FORMS.values(), ids=CRASHMAIL_FORMS)


def start(oracle, form, arguments):
    oracle.configure(f"""
        [program:worker]
        command=/bin/cat

        [eventlistener:crashmail]
        command={shlex.join(form)} -a -m ops@example.com {arguments}
        events=PROCESS_STATE_EXITED
        """)
    oracle.start()
    oracle.wait_state("crashmail", "RUNNING")


def crash(oracle):
    """Kills the worker and returns the pid that it had."""
    pid = oracle.wait_state("worker", "RUNNING")["pid"]
    os.kill(pid, signal.SIGKILL)
    oracle.wait_new_pid("worker", pid)
    return pid


def sentence(pid):
    return f"Process worker in group worker exited unexpectedly (pid {pid}) from state RUNNING"


def check_listener(oracle, pid):
    """The listener is the process that it was, and supervisord had nothing to object to."""
    assert oracle.info("crashmail")["statename"] == "RUNNING"
    assert oracle.info("crashmail")["pid"] == pid
    assert not re.search("crashmail.*(exited|UNKNOWN|bad result|REJECTED)", oracle.log()), oracle.log()


@every_form
def test_mail_by_sendemail(oracle, smtp_server, form):
    start(oracle, form, '-s "sendEmail -f sender@example.com -t ops@example.com -u warning-subject '
                        f'-s 127.0.0.1:{smtp_server.port} -o tls=no"')
    listener = oracle.info("crashmail")["pid"]
    pids = [crash(oracle), crash(oracle)]
    mails = smtp_server.wait_messages(2)
    for pid, mail in zip(pids, mails):
        assert mail["Subject"] == "warning-subject"
        assert mail["X-MailFrom"] == "sender@example.com"
        assert mail["X-RcptTo"] == "ops@example.com"
        text = text_of(mail)
        assert sentence(pid) in text
        assert re.search(r"^Subject:  worker crashed at \d{4}-\d\d-\d\d \d\d:\d\d:\d\d,\d{3}$", text, re.MULTILINE), text
    check_listener(oracle, listener)


@every_form
def test_mail_by_smtp(oracle, smtp_server, form):
    start(oracle, form, f"--smtp smtp://127.0.0.1:{smtp_server.port} --from halberd@example.com")
    listener = oracle.info("crashmail")["pid"]
    pid = crash(oracle)
    [mail] = smtp_server.wait_messages()
    assert re.fullmatch(r"worker crashed at \d{4}-\d\d-\d\d \d\d:\d\d:\d\d,\d{3}", mail["Subject"])
    assert text_of(mail).strip() == sentence(pid)
    assert (mail["X-MailFrom"], mail["X-RcptTo"]) == ("halberd@example.com", "ops@example.com")
    check_listener(oracle, listener)


@every_form
def test_mail_into_a_maildir_whose_path_is_logged(oracle, form):
    start(oracle, form, "--maildir %(here)s/alerts")
    listener = oracle.info("crashmail")["pid"]
    pid = crash(oracle)
    [mail] = wait_maildir(oracle.folder / "alerts")
    assert text_of(mail).strip() == sentence(pid)
    stderr_log = lambda: oracle.rpc.supervisor.tailProcessStderrLog("crashmail", 0, 10000)[0]
    logged = wait_for(lambda: re.fullmatch(r"crashmail: mail to ops@example\.com delivered to (\S+)\n", stderr_log()),
                      what=lambda: f"one line about the mail; there is {stderr_log()!r}")
    assert os.path.dirname(logged[1]) == str(oracle.folder / "alerts/new")
    check_listener(oracle, listener)
