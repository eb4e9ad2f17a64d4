"""crashmailbatch and its kin against real SMTP servers, where superlance's do not show what is right."""

import re
import signal

import pytest

from support.listeners import Listener, exited, forms, run
from support.waiting import free_port

every_tool = pytest.mark.parametrize("tool", ["crashmailbatch", "crashsms"])
every_form = pytest.mark.parametrize("form", ["program", "host"])


def batch(folder, tool, arguments, form="program", ticks=1, environment=None):
    """What the tool says on stderr when a process crashes and the interval is over, so often."""
    with Listener(folder, [*forms(tool)[form], "-t", "ops@example.com", "-f", "halberd@example.com", *arguments],
                  environment) as listener:
        listener.read(b"READY\n")
        for tick in range(ticks):
            listener.handle(exited(name=f"foo{tick}"))
            listener.handle("when:1795445880", "TICK_60")
        assert listener.end_input() == (0, b"")
        return listener.stderr()


def at(server):
    return ["-H", f"127.0.0.1:{server.port}"]


@every_tool
@every_form
def test_the_mail_is_sent_and_logged(folder, smtp, tool, form):
    server = smtp()
    said = batch(folder, tool, at(server), form)
    [(sender, recipients, _)] = server.wait_mails()
    assert (sender, recipients) == ("halberd@example.com", ["ops@example.com"])
    assert said.endswith(f"{tool}: mail to ops@example.com accepted by smtp://127.0.0.1:{server.port}: "
                         "250 2.0.0 queued\n")


@every_tool
def test_tls_is_used_without_a_login_as_well(folder, smtp, tool):
    server = smtp(tls=True)
    batch(folder, tool, [*at(server), "--tls"])
    server.wait_mails()
    assert server.tls_used == [True]


@every_tool
def test_tls_that_is_not_offered_is_an_error_without_a_login_as_well(folder, smtp, tool):
    server = smtp()
    said = batch(folder, tool, [*at(server), "--tls"])
    assert " about 1 alert was not sent: smtp://127.0.0.1:" in said and "TLS is required" in said
    assert server.mails == []


@every_tool
def test_a_certificate_is_looked_at_only_if_it_has_to_be_trusted(folder, smtp, tool):
    server = smtp(tls=True, users={"me": "s3cret"})
    login = [*at(server), "-u", "me", "-p", "s3cret"]
    batch(folder, tool, [*login, "--tls"])
    server.wait_mails()
    said = batch(folder, tool, [*login, "--require-tls"])
    assert " was not sent: " in said and "certificate" in said and "s3cret" not in said
    batch(folder, tool, [*login, "--require-tls"], environment={"SSL_CERT_FILE": str(server.certificate)})
    assert len(server.wait_mails(2)) == 2


def test_a_password_of_the_environment_goes_to_a_trusted_server_only(folder, smtp):
    server = smtp(tls=True, users={"me": "s3cret"})
    environment = {"HALBERD_SMTP_USER": "me", "HALBERD_SMTP_PASSWORD": "s3cret"}
    assert " was not sent: " in batch(folder, "crashmailbatch", at(server), environment=environment)
    assert server.logins == []
    batch(folder, "crashmailbatch", at(server), environment={**environment, "SSL_CERT_FILE": str(server.certificate)})
    server.wait_mails()
    assert server.logins == [("me", "s3cret")]


@every_tool
def test_a_slow_mail_server_holds_up_nothing_and_nothing_is_lost(folder, smtp, tool):
    port = free_port()
    outbox = {"SUPERVISOR_ALERTS_OUTBOX": str(folder / "outbox")}
    batch(folder, tool, ["-H", f"127.0.0.1:{port}"], ticks=2, environment=outbox)
    said = batch(folder, tool, ["-H", f"127.0.0.1:{port}"], ticks=0, environment=outbox)
    assert "mail to ops@example.com about 1 alert was not sent: smtp://127.0.0.1:" in said
    server = smtp()
    batch(folder, tool, at(server), ticks=0, environment=outbox)
    assert len(server.wait_mails(2)) == 2


def test_what_was_collected_outlives_a_kill(folder):
    outbox = {"SUPERVISOR_ALERTS_OUTBOX": str(folder / "outbox")}
    command = [*forms("crashmailbatch")["program"], "-t", "ops@example.com", "-f", "halberd@example.com",
               "--sendmail_program", "cat >>sent"]
    for number in range(3):
        with Listener(folder, command, outbox) as listener:
            listener.read(b"READY\n")
            listener.handle(exited(pid=number))
            listener.process.send_signal(signal.SIGKILL)
    with Listener(folder, command, outbox) as listener:
        listener.read(b"READY\n")
        listener.handle("when:1795445880", "TICK_60")
        listener.end_input()
    assert re.findall(r"pid (\d)", (folder / "sent").read_text()) == ["0", "1", "2"]


@every_tool
def test_a_test_mail_tells_each_step(folder, smtp, tool):
    server = smtp()
    done = run(folder, [*forms(tool)["program"], "-t", "ops@example.com", "-f", "halberd@example.com", *at(server), "--test"])
    assert (done.returncode, done.stderr) == (0, "")
    assert "  > RCPT TO:<ops@example.com>" in done.stdout
    assert "\nIt was accepted by smtp://127.0.0.1:" in done.stdout
    server.wait_mails()
    done = run(folder, [*forms(tool)["program"], "-t", "ops@example.com", "-f", "a@x", "-H", f"127.0.0.1:{free_port()}", "--test"])
    assert done.returncode == 1
    assert done.stderr.startswith(f"{tool}: the test mail was not sent: smtp://127.0.0.1:")
