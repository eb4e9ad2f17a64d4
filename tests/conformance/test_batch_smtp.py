"""crashmailbatch and its kin against real SMTP servers, where superlance's do not show what is right."""

import pytest

from support.listeners import Listener, exited, forms

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
    assert said.endswith(f"{tool}: mail to ops@example.com with 1 alert accepted by smtp://127.0.0.1:{server.port}: "
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
    assert "\nError sending email: smtp://127.0.0.1:" in said and "TLS is required" in said
    assert server.mails == []


@every_tool
def test_a_certificate_is_looked_at_only_if_it_has_to_be_trusted(folder, smtp, tool):
    server = smtp(tls=True, users={"me": "s3cret"})
    login = [*at(server), "-u", "me", "-p", "s3cret"]
    batch(folder, tool, [*login, "--tls"])
    server.wait_mails()
    said = batch(folder, tool, [*login, "--require-tls"])
    assert "\nError sending email: " in said and "certificate" in said and "s3cret" not in said
    batch(folder, tool, [*login, "--require-tls"], environment={"SSL_CERT_FILE": str(server.certificate)})
    assert len(server.wait_mails(2)) == 2


def test_a_password_of_the_environment_goes_to_a_trusted_server_only(folder, smtp):
    server = smtp(tls=True, users={"me": "s3cret"})
    environment = {"HALBERD_SMTP_USER": "me", "HALBERD_SMTP_PASSWORD": "s3cret"}
    assert "Error sending email: " in batch(folder, "crashmailbatch", at(server), environment=environment)
    assert server.logins == []
    batch(folder, "crashmailbatch", at(server), environment={**environment, "SSL_CERT_FILE": str(server.certificate)})
    server.wait_mails()
    assert server.logins == [("me", "s3cret")]


def test_what_could_not_be_sent_goes_with_the_next_mail(folder):
    away = ["-H", "127.0.0.1:1"]
    said = batch(folder, "crashmailbatch", away, ticks=2)
    assert "\nError sending email: smtp://127.0.0.1:1: " in said
    assert "; 1 alert will go with the next mail\n" in said
    assert "; 2 alerts will go with the next mail\n" in said
