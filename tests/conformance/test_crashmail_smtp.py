"""crashmail --smtp against real SMTP servers: the message, TLS, passwords, refusals."""

import base64
import email.policy
import email.utils
import os
import re
import subprocess
import time

import pytest

from support.daemons import build_program
from support.listeners import CRASHMAIL_FORMS, Listener, exited


def crash(folder, arguments, environment=None, payload=exited()):
    """What crashmail says on stderr about a crash."""
    with Listener(folder, [*CRASHMAIL_FORMS["program"], "-a", *arguments], environment) as listener:
        listener.read(b"READY\n")
        listener.handle(payload)
        assert listener.end_input() == (0, b"")
        return listener.stderr()


def to(server, recipients="ops@example.com", user=""):
    return ["-m", recipients, "--smtp", f"smtp://{user}127.0.0.1:{server.port}", "--from", "halberd@example.com"]


def test_the_message_is_complete_and_correct(folder, smtp):
    server = smtp()
    before = int(time.time())
    said = crash(folder, [*to(server, "ops@example.com, dev@example.com"), "-o", "Größe"], payload=exited(name="größe"))
    [(sender, recipients, content)] = server.wait_mails()
    assert said == ("crashmail: mail to ops@example.com, dev@example.com accepted by "
                    f"smtp://127.0.0.1:{server.port}: 250 2.0.0 queued\n")
    assert (sender, recipients) == ("halberd@example.com", ["ops@example.com", "dev@example.com"])
    assert b"\n" not in content.replace(b"\r\n", b""), "bare LF"

    mail = email.message_from_bytes(content, policy=email.policy.default)
    assert mail.defects == [] and all(not value.defects for value in mail.values())
    assert mail["From"] == "halberd@example.com"
    assert mail["To"] == "ops@example.com, dev@example.com"
    assert re.fullmatch(r"Größe: größe crashed at \d{4}-\d\d-\d\d \d\d:\d\d:\d\d,\d{3}", mail["Subject"])
    assert before <= email.utils.parsedate_to_datetime(mail["Date"]).timestamp() <= time.time()
    assert re.fullmatch(r"<[0-9a-f]{32}@\S+>", mail["Message-ID"])
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail.get_content_charset() == "utf-8"
    assert mail.get_content().strip() == "Process größe in group g exited unexpectedly (pid 58597) from state RUNNING"


def test_the_subject_has_no_double_blank(folder, smtp):
    server = smtp()
    crash(folder, to(server))
    [(_, _, content)] = server.wait_mails()
    assert b"\r\nSubject: foo crashed at " in content


def test_one_refused_recipient_does_not_keep_the_mail_from_the_others(folder, smtp):
    server = smtp(refuse=["gone@example.com"])
    said = crash(folder, to(server, "gone@example.com,ops@example.com"))
    [(_, recipients, _)] = server.wait_mails()
    assert recipients == ["ops@example.com"]
    assert "250 2.0.0 queued (refused: 550 5.1.1 <gone@example.com> is unknown here)" in said


def test_when_all_recipients_are_refused_the_reply_is_logged(folder, smtp):
    server = smtp(refuse=["gone@example.com"])
    said = crash(folder, to(server, "gone@example.com"))
    assert "crashmail: mail to gone@example.com about the crash of foo was not sent: smtp://127.0.0.1:" in said
    assert "550 5.1.1 <gone@example.com> is unknown here" in said
    assert server.mails == []


def test_tls_that_is_offered_is_used_whoever_signed_it(folder, smtp):
    server = smtp(tls=True)
    crash(folder, to(server))
    server.wait_mails()
    assert server.tls_used == [True]


def test_tls_that_is_required_wants_a_trusted_certificate(folder, smtp):
    server = smtp(tls=True)
    said = crash(folder, [*to(server), "--require-tls"])
    assert "was not sent" in said and "certificate" in said
    crash(folder, [*to(server), "--require-tls"], {"SSL_CERT_FILE": str(server.certificate)})
    server.wait_mails()
    assert server.tls_used == [True]


def test_tls_that_is_required_and_not_offered_is_an_error(folder, smtp):
    server = smtp()
    said = crash(folder, [*to(server), "--require-tls"])
    assert "was not sent" in said and "TLS is required (credentials imply it), and the server offers none" in said
    assert server.mails == []


@pytest.mark.parametrize("where", ["environment", "url"])
def test_user_and_password_open_the_server_and_stay_out_of_the_log(folder, smtp, where):
    server = smtp(tls=True, users={"halberd": "s3cret"})
    environment = {"SSL_CERT_FILE": str(server.certificate)}
    if where == "environment":
        environment.update(HALBERD_SMTP_USER="halberd", HALBERD_SMTP_PASSWORD="s3cret")
    said = crash(folder, to(server, user="halberd:s3cret@" if where == "url" else ""), environment)
    server.wait_mails()
    assert server.logins == [("halberd", "s3cret")]
    assert server.tls_used == [True]
    assert "s3cret" not in said


def test_a_wrong_password_is_logged_without_it(folder, smtp):
    server = smtp(tls=True, users={"halberd": "s3cret"})
    said = crash(folder, to(server, user="halberd:wr0ng@"), {"SSL_CERT_FILE": str(server.certificate)})
    assert "was not sent" in said and "535" in said and "check user and password" in said
    assert "wr0ng" not in said
    assert server.mails == []


def test_no_password_is_sent_without_tls(folder, smtp):
    server = smtp(users={"halberd": "s3cret"})
    said = crash(folder, to(server, user="halberd:s3cret@"))
    assert "was not sent" in said and "the server offers none" in said
    assert server.logins == [] and server.mails == []


def test_a_server_that_is_away_is_named(folder):
    said = crash(folder, ["-m", "ops@example.com", "--smtp", "smtp://127.0.0.1:1", "--from", "halberd@example.com"])
    assert said.startswith("crashmail: mail to ops@example.com about the crash of foo was not sent: smtp://127.0.0.1:1: ")
    assert "connect" in said


# --- --test

def try_out(folder, arguments, environment=None):
    """crashmail --test, which needs no supervisord."""
    return subprocess.run([build_program("crashmail"), "--test", *arguments], capture_output=True, text=True, check=False,
                          cwd=folder, env={**os.environ, **(environment or {})})


def test_a_test_mail_tells_each_step_but_no_password(folder, smtp):
    server = smtp(tls=True, users={"halberd": "s3cret"})
    done = try_out(folder, to(server), {"SSL_CERT_FILE": str(server.certificate), "HALBERD_SMTP_USER": "halberd",
                                        "HALBERD_SMTP_PASSWORD": "s3cret"})
    assert (done.returncode, done.stderr) == (0, "")
    [(_, recipients, content)] = server.wait_mails()
    assert recipients == ["ops@example.com"]
    assert b"Subject: Test of crashmail on " in content
    steps = [r"A test mail to ops@example\.com by smtp://127\.0\.0\.1:\d+", r"  \* +Trying 127\.0\.0\.1:\d+\.\.\.",
             r"  < 220 .*", r"  > EHLO .*", r"  > STARTTLS", r"  \* SSL connection using TLS.*", r"  > AUTH \w+ …",
             r"  < 235 .*", r"  > MAIL FROM:<halberd@example\.com>.*", r"  > RCPT TO:<ops@example\.com>", r"  < 250 .*",
             r"It was accepted by smtp://127\.0\.0\.1:\d+: 250 2\.0\.0 queued"]
    assert re.search("\n(?:.*\n)*?".join(steps), done.stdout), done.stdout
    assert "s3cret" not in done.stdout
    assert base64.b64encode(b"s3cret").decode() not in done.stdout
    assert base64.b64encode(b"\0halberd\0s3cret").decode() not in done.stdout


def test_a_test_mail_that_fails_says_where(folder, smtp):
    server = smtp(refuse=["gone@example.com"])
    done = try_out(folder, to(server, "gone@example.com"))
    assert done.returncode == 1
    assert "  > RCPT TO:<gone@example.com>\n  < 550 5.1.1 <gone@example.com> is unknown here\n" in done.stdout
    assert done.stderr.startswith("crashmail: the test mail was not sent: smtp://127.0.0.1:")
    done = try_out(folder, ["-m", "ops@example.com", "--smtp", "smtp://no-such-host.invalid", "--from", "a@example.com"])
    assert done.returncode == 1
    assert "Could not resolve host: no-such-host.invalid" in done.stdout


def test_a_test_mail_by_command_or_maildir_works_too(folder):
    done = try_out(folder, ["-m", "ops@example.com", "-s", "cat >sent"])
    assert (done.returncode, done.stdout) == (0, "A test mail to ops@example.com by cat\nIt was handed to cat\n")
    assert (folder / "sent").read_text().startswith("To: ops@example.com\nSubject: Test of crashmail on ")
    done = try_out(folder, ["-s", "cat >sent"])
    assert (done.returncode, done.stderr) == (1, "crashmail: --test needs to know where the mail goes\n")
