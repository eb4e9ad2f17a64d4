"""Mail through the programs that are there in earnest: Postfix as the server, msmtp as the mail command."""

import os
import re
import shutil
import signal
import subprocess
from datetime import datetime, timezone
from email.utils import parsedate_to_datetime

import pytest

from support.listeners import CRASHMAIL_FORMS, Listener, exited
from support.mail import text_of
from support.postfix import Postfix
from support.waiting import free_port, wait_for

FORMS = ["command=crashmail", "plugin=crashmail", "isolation=process\nplugin=crashmail"]


@pytest.fixture(name="postfix")
def fixture_postfix(folder, nothing_stays_behind):  # pylint: disable=unused-argument
    server = Postfix(folder)
    yield server
    server.stop()


def configure(daemon, form, arguments="", alerts="", to="ops@example.com"):
    daemon.configure("[program:worker]\ncommand=/bin/cat\n"
                     f"[alerts]\nto={to}\noutbox=%(here)s/outbox\n{alerts}\n"
                     f"[eventlistener:crashmail]\nevents=PROCESS_STATE_EXITED\n{form} -a {arguments}\n")
    daemon.start()
    daemon.wait_state("crashmail", "RUNNING")


def by_postfix(server):
    return f"smtp=smtp://127.0.0.1:{server.port}\nfrom=halberd@example.com\n"


def crash(daemon):
    """Ends the worker by SIGKILL and returns the pid that it had."""
    pid = daemon.wait_state("worker", "RUNNING")["pid"]
    os.kill(pid, signal.SIGKILL)
    daemon.wait_new_pid("worker", pid)
    return pid


def pid_in(mail):
    return int(re.search(r"\(pid (\d+)\)", text_of(mail))[1])


def wait_said(daemon, regex):
    """Waits for a line of crashmail's own log."""
    log = daemon.info("crashmail")["stderr_logfile"]
    daemon.wait_file(log, regex)


# --- Postfix

def test_postfix_takes_the_mail_over_tls_and_has_nothing_to_add(halberd, postfix):
    configure(halberd, FORMS[1], alerts=by_postfix(postfix))
    pid = crash(halberd)
    [mail] = postfix.wait_messages()
    assert pid_in(mail) == pid
    assert (mail["Return-Path"], mail["From"]) == ("<halberd@example.com>", "halberd@example.com")
    assert (mail["To"], mail["Delivered-To"]) == ("ops@example.com", "ops@example.com")
    assert re.fullmatch(r"worker crashed at \d{4}-\d\d-\d\d \d\d:\d\d:\d\d,\d{3}", mail["Subject"])
    assert "(using TLSv1.3 with cipher" in mail["Received"]
    # Postfix gives a mail the Date and Message-ID that it lacks: these are ours.
    assert len(mail.get_all("Date")) == 1 and mail.get_all("Message-ID") == [mail["Message-ID"]]
    assert not mail["Message-ID"].endswith("@mail.test>")
    assert abs((datetime.now(timezone.utc) - parsedate_to_datetime(mail["Date"])).total_seconds()) < 120
    wait_said(halberd, r"mail to ops@example\.com accepted by smtp://127\.0\.0\.1:\d+: 250 2\.0\.0 Ok: queued as \w+")


def test_a_recipient_that_postfix_refuses_keeps_the_mail_from_nobody_else(halberd, postfix):
    configure(halberd, FORMS[0], alerts=by_postfix(postfix), to="ops@example.com, gone@example.com, boss@example.com")
    crash(halberd)
    [to_ops], [to_boss] = postfix.wait_messages(), postfix.wait_messages(user="boss")
    assert to_ops["Message-ID"] == to_boss["Message-ID"]
    wait_said(halberd, r"queued as \w+ \(refused: 550 5\.1\.1 <gone@example\.com>: Recipient address rejected: "
                       r"User unknown in virtual mailbox table\)")


def test_a_mail_for_nobody_else_is_tried_again_and_then_a_dead_letter_with_postfixs_words(halberd, postfix):
    configure(halberd, FORMS[0], "--expire 1s", by_postfix(postfix), to="gone@example.com")
    crash(halberd)
    wait_said(halberd, r"mail to gone@example\.com about the crash of worker was not sent: smtp://127\.0\.0\.1:\d+: .*"
                       r"refused: 550 5\.1\.1 <gone@example\.com>: Recipient address rejected.*; trying again in \d+ s")
    assert halberd.rpc.halberd.getAlerts()[0]["state"] == "waiting"
    wait_for(lambda: halberd.rpc.halberd.getAlerts()[0]["state"] == "dead", what="a dead letter")
    listed = halberd.ctl("alerts").stdout
    assert re.search(r"dead +to gone@example\.com: worker crashed at ", listed), listed
    assert "550 5.1.1 <gone@example.com>: Recipient address rejected: User unknown in virtual mailbox table" in listed
    assert postfix.log().count("NOQUEUE: reject: RCPT") >= 2


@pytest.mark.parametrize("form", FORMS)
def test_while_postfix_is_down_nothing_is_lost_and_afterwards_nothing_is_doubled(halberd, postfix, form):
    configure(halberd, form, alerts=by_postfix(postfix))
    crashes = [crash(halberd)]
    postfix.wait_messages()
    postfix.stop()
    crashes += [crash(halberd) for _ in range(2)]
    wait_said(halberd, r"was not sent: smtp://127\.0\.0\.1:\d+: .*; trying again in \d+ s")
    wait_for(lambda: len(halberd.rpc.halberd.getAlerts()) == 2, what="two alerts that wait")
    halberd.stop(signal.SIGKILL)
    postfix.start()
    halberd.start()
    mails = postfix.wait_messages(3)
    assert sorted(pid_in(mail) for mail in mails) == sorted(crashes)
    wait_for(lambda: halberd.rpc.halberd.getAlerts() == [], what="an empty outbox")
    assert len(postfix.messages()) == 3


# --- msmtp

def msmtp(port):
    return f"msmtp --host=127.0.0.1 --port={port} --from=halberd@example.com -t"


needs_msmtp = pytest.mark.skipif(shutil.which("msmtp") is None, reason="Debian's package msmtp is not installed")


@needs_msmtp
@pytest.mark.parametrize("form", FORMS)
def test_msmtp_as_the_mail_command(halberd, smtp_server, form):
    configure(halberd, form, f"-s '{msmtp(smtp_server.port)}'")
    pid = crash(halberd)
    [mail] = smtp_server.wait_messages()
    assert pid_in(mail) == pid
    assert (mail["To"], mail["X-MailFrom"], mail["X-RcptTo"]) == ("ops@example.com", "halberd@example.com", "ops@example.com")
    assert re.fullmatch(r" ?worker crashed at \d{4}-\d\d-\d\d \d\d:\d\d:\d\d,\d{3}", mail["Subject"])
    wait_said(halberd, "mail to ops@example.com handed to msmtp")


@needs_msmtp
def test_msmtp_with_its_own_file_logs_in_over_tls(folder, smtp):
    server = smtp(tls=True, users={"halberd": "s3cret"})
    file = folder / "msmtprc"
    file.write_text(f"defaults\nhost 127.0.0.1\nport {server.port}\ntls on\ntls_starttls on\ntls_trust_file {server.certificate}\n"
                    "auth plain\nuser halberd\npassword s3cret\nfrom halberd@example.com\naccount default\n")
    file.chmod(0o600)
    command = [*CRASHMAIL_FORMS["program"], "-a", "-m", "ops@example.com", "-s", f"msmtp -C {file} -t"]
    with Listener(folder, command) as listener:
        listener.read(b"READY\n")
        listener.handle(exited())
        assert "crashmail: mail to ops@example.com handed to msmtp\n" in listener.stderr()
    [(sender, recipients, _)] = server.mails
    assert (sender, recipients) == ("halberd@example.com", ["ops@example.com"])
    assert server.logins == [("halberd", "s3cret")] and server.tls_used == [True]


@needs_msmtp
def test_what_msmtp_could_not_deliver_waits_in_the_outbox(folder, smtp):
    port = free_port()
    command = [*CRASHMAIL_FORMS["program"], "-a", "-m", "ops@example.com", "-s", msmtp(port)]
    with Listener(folder, command, {"SUPERVISOR_ALERTS_OUTBOX": str(folder / "outbox")}) as listener:
        listener.read(b"READY\n")
        listener.handle(exited())
        said = listener.stderr()
        assert f"msmtp: cannot connect to 127.0.0.1, port {port}" in said
        assert re.search(r"was not sent: the mail command msmtp exited with status \d+; trying again in ", said), said
        server = smtp(port=port)
        [(_, recipients, _)] = server.wait_mails()
        assert recipients == ["ops@example.com"]
