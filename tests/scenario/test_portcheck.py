"""portcheck and TLS, and a service that hangs: what it takes real servers and a real daemon to see."""

import re

import pytest

from support.listeners import Listener, forms
from support.mail import text_of, wait_maildir
from support.tls import TlsServer, make_certificate

every_form = pytest.mark.parametrize("form", forms("portcheck"))


@pytest.fixture
def tls(folder, nothing_stays_behind):
    """A TLS server whose certificate, in folder/server.pem, ends in two days."""
    server = TlsServer(make_certificate(folder / "server.pem"))
    yield server
    server.close()


def check(folder, form, target, *arguments, environment=None):
    """What portcheck says on stderr at a tick."""
    with Listener(folder, [*forms("portcheck")[form], "--maildir", folder / "mail", "-m", "ops@example.com", *arguments,
                           target], environment) as listener:
        listener.read(b"READY\n")
        listener.handle("when:1795445880", "TICK_60")
        assert listener.end_input() == (0, b"")
        return listener.stderr()


@every_form
def test_a_handshake_and_a_text_over_it_are_well(folder, tls, form):
    assert check(folder, form, f"127.0.0.1:{tls.port}", "--tls", "--expect", "hello") == ""
    said = check(folder, form, f"127.0.0.1:{tls.port}", "--tls", "--expect", "goodbye")
    assert said.startswith(f'127.0.0.1:{tls.port}: the expected text did not come; what came was "hello\\r\\n"\n')


@every_form
def test_a_certificate_that_ends_soon_is_warned_of(folder, tls, form):
    assert check(folder, form, f"127.0.0.1:{tls.port}", "--tls", "--cert-days", "1") == ""
    said = check(folder, form, f"127.0.0.1:{tls.port}", "--tls", "--cert-days", "3")
    warning = rf"127\.0\.0\.1:{tls.port}: its certificate ends in 1 day, on \d{{4}}-\d\d-\d\d \d\d:\d\d:\d\d UTC"
    assert re.match(warning + "\n", said), said
    [mail] = wait_maildir(folder / "mail")
    assert re.fullmatch("portcheck: " + warning, mail["Subject"])
    assert re.fullmatch(warning, text_of(mail).strip())


@every_form
def test_a_certificate_is_looked_at_only_if_it_has_to_be_trusted(folder, tls, form):
    said = check(folder, form, f"127.0.0.1:{tls.port}", "--tls", "--verify")
    assert f"127.0.0.1:{tls.port}: the TLS handshake failed: " in said and "certificate verify failed" in said
    trusted = {"SSL_CERT_FILE": str(folder / "server.pem")}
    assert check(folder, form, f"127.0.0.1:{tls.port}", "--tls", "--verify", environment=trusted) == ""
    said = check(folder, form, f"localhost:{tls.port}", "--tls", "--verify", environment=trusted)
    assert "the TLS handshake failed: " in said, "it is a certificate of 127.0.0.1"


@pytest.mark.parametrize("written", ["command={}", "plugin={}", "isolation=process\nplugin={}"])
def test_a_service_that_does_not_answer_is_restarted_and_answers_again(halberd, written):
    """It answers when it was started the second time."""
    halberd.configure(f"""
        [program:service]
        command=/usr/bin/python3 -c "{SERVICE}"
        environment=PORT_FILE="%(here)s/service.sock",COUNT_FILE="%(here)s/starts"

        [eventlistener:portcheck]
        events=TICK_5
        {written.format("portcheck").replace(chr(10), chr(10) + 8 * " ")} -p service -r -t 1 --expect up -m ops@example.com --maildir %(here)s/mail unix:%(here)s/service.sock
    """.replace("command=portcheck", f"command={forms('portcheck')['program'][0]}"))
    halberd.start()
    mails = wait_maildir(halberd.folder / "mail", 2)
    target = f"unix:{halberd.folder}/service.sock"
    assert [mail["Subject"] for mail in mails] == [
        f"portcheck: {target}: timed out after 1 s, waiting for the expected text", f"portcheck: {target} answers again"]
    assert text_of(mails[0]).strip().split("\n")[1:] == [
        "Restarting selected processes ['service']", "service is in RUNNING state, restarting", "service restarted"]
    assert halberd.info("portcheck")["statename"] == "RUNNING"


SERVICE = ("import os, socket; port = os.environ['PORT_FILE']; os.path.exists(port) and os.remove(port); "
           "server = socket.socket(socket.AF_UNIX); server.bind(port); server.listen(); "
           "open(os.environ['COUNT_FILE'], 'a').write('x'); hangs = len(open(os.environ['COUNT_FILE']).read()) < 2; "
           "[(hangs or connection.sendall(b'up'), hangs and input()) for connection, _ in iter(server.accept, None)]")
