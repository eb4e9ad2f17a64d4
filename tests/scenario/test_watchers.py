"""httpok, memmon and portcheck, which restart processes: what it takes real servers and a real daemon to see."""

import pytest

from support.listeners import forms
from support.mail import read_maildir, text_of, wait_maildir
from support.tls import make_certificate
from support.waiting import wait_for
from support.web import WebServer

WRITTEN = {"program": "command={program}", "plugin": "plugin={name}", "isolated": "isolation=process\nplugin={name}"}
ANY = {"httpok": "-a http://127.0.0.1:1/", "memmon": "-a 1KB", "portcheck": "-a -r 127.0.0.1:1"}


@pytest.mark.parametrize("form", WRITTEN)
@pytest.mark.parametrize("name", ANY)
def test_any_process_is_all_but_the_listener_itself(halberd, name, form):
    """It works on after it has restarted "all", and one that runs in the daemon takes no other such one for too big."""
    written = WRITTEN[form].format(name=name, program=forms(name)["program"][0])
    arguments = f"-m ops@example.com --maildir {halberd.folder}/mail {ANY[name]}"
    halberd.configure(f"[program:worker]\ncommand=/bin/cat\nstartsecs=0\n"
                      f"[eventlistener:other]\nplugin=crashmail -a\nevents=PROCESS_STATE_EXITED\n"
                      f"[eventlistener:{name}]\nevents=TICK_5\n{written} {arguments}\n")
    halberd.start()
    before = halberd.wait_state(name, "RUNNING")
    worker = halberd.wait_state("worker", "RUNNING")["pid"]
    restarts = lambda: [mail for mail in read_maildir(halberd.folder / "mail") if "worker" in mail.as_string()]
    wait_for(lambda: len(restarts()) >= 2, what=lambda: f"two mails about the worker, not {len(restarts())}")
    after = halberd.info(name)
    assert (after["statename"], after["pid"], after["start"]) == ("RUNNING", before["pid"], before["start"])
    assert halberd.info("worker")["pid"] != worker
    assert ("stopped: other" in halberd.log()) == (name != "memmon")


@pytest.fixture
def secure_web(folder, nothing_stays_behind):
    server = WebServer(make_certificate(folder / "server.pem"))
    yield server
    server.close()


@pytest.fixture
def watched(halberd):
    """A daemon with httpok, of which only the arguments are missing; returns what it finds at its first tick."""

    def run(arguments, environment=""):
        halberd.configure(f"""
            [eventlistener:httpok]
            command={forms("httpok")["program"][0]} -m ops@example.com --maildir %(here)s/mail {arguments}
            environment={environment}
            events=TICK_5
        """)
        halberd.start()
        halberd.wait_state("httpok", "RUNNING")
        [mail, *_] = wait_maildir(halberd.folder / "mail")
        return text_of(mail)

    return run


def test_a_certificate_is_looked_at_only_if_it_has_to_be_trusted(watched, secure_web):
    """A status that is not expected shows that the server was talked to."""
    text = watched(f"-c 418 {secure_web.url}/ok")
    assert text.startswith(f"status contacting {secure_web.url}/ok: 200 OK\n")


def test_a_certificate_that_nobody_signed_is_an_error_if_it_has_to_be_trusted(watched, secure_web):
    text = watched(f"-c 418 --verify {secure_web.url}/ok")
    assert text.startswith(f"error contacting {secure_web.url}/ok:\n\n ") and "certificate" in text


def test_a_certificate_of_the_environment_is_trusted(watched, secure_web, folder):
    text = watched(f"-c 418 --verify {secure_web.url}/ok", f'SSL_CERT_FILE="{folder}/server.pem"')
    assert text.startswith(f"status contacting {secure_web.url}/ok: 200 OK\n")


def test_user_and_password_of_the_url_open_the_page_and_are_in_no_text(watched):
    web = WebServer()
    try:
        text = watched(f"-c 418 {web.url.replace('//', '//me:pw@')}/private")
    finally:
        web.close()
    assert text.startswith(f"status contacting {web.url}/private: 200 OK\n")
    assert "me:pw" not in text
