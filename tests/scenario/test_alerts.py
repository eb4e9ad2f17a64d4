"""[alerts] in supervisord.conf, and supervisorctl alerts."""

import os
import re
import signal

import pytest

from support.daemons import build_program
from support.mail import text_of, wait_maildir
from support.waiting import free_port, wait_for

FORMS = ["command=crashmail", "plugin=crashmail", "isolation=process\nplugin=crashmail"]

WORKER = "[program:worker]\ncommand=/bin/cat\n"


def crash(daemon):
    pid = daemon.wait_state("worker", "RUNNING")["pid"]
    os.kill(pid, signal.SIGKILL)
    daemon.wait_new_pid("worker", pid)
    return pid


@pytest.mark.parametrize("form", FORMS)
def test_a_plugin_takes_from_the_section_what_its_command_line_leaves_open(halberd, form):
    halberd.configure(f"{WORKER}[alerts]\nto=ops@example.com\nfrom=halberd@example.com\nmaildir=%(here)s/mails\n"
                      f"[eventlistener:crashmail]\nevents=PROCESS_STATE_EXITED\n{form} -a\n")
    halberd.start()
    halberd.wait_state("crashmail", "RUNNING")
    pid = crash(halberd)
    [mail] = wait_maildir(halberd.folder / "mails")
    assert (mail["To"], mail["From"]) == ("ops@example.com", "halberd@example.com")
    assert f"(pid {pid})" in text_of(mail)


def test_supervisor_ignores_the_section_and_environment_does_the_same(oracle):
    oracle.configure(f"{WORKER}[alerts]\nto=nobody@example.com\n[eventlistener:crashmail]\nevents=PROCESS_STATE_EXITED\n"
                     f"command={build_program('crashmail')} -a\nenvironment=SUPERVISOR_ALERTS_TO=\"ops@example.com\","
                     f"SUPERVISOR_ALERTS_MAILDIR=\"{oracle.folder}/mails\"\n")
    oracle.start()
    oracle.wait_state("crashmail", "RUNNING")
    crash(oracle)
    [mail] = wait_maildir(oracle.folder / "mails")
    assert mail["To"] == "ops@example.com"


def test_an_unknown_key_is_named(halberd):
    halberd.configure("[alerts]\nform=halberd@example.com\n")
    halberd.start()
    halberd.wait_log(r"WARN .*/supervisord\.conf:\d+:1: \[alerts\] unknown key 'form' is ignored \(did you mean 'from'\?\)")


# --- supervisorctl alerts

def configure(daemon, form="command=crashmail"):
    """A crashmail whose command works once the file "gate" is there; it writes mails to it."""
    gate = daemon.folder / "gate"
    daemon.configure(f"{WORKER}[alerts]\nto=ops@example.com\noutbox=%(here)s/waiting\n"
                     f"[inet_http_server]\nport=127.0.0.1:{free_port()}\n"
                     f"[eventlistener:crashmail]\nevents=PROCESS_STATE_EXITED\n"
                     f"{form} -a -s 'test -e {gate} && cat >>{gate}'\n")
    daemon.start()
    daemon.wait_state("crashmail", "RUNNING")
    return gate


def alerts(daemon, count):
    return wait_for(lambda: [found] if len(found := daemon.rpc.halberd.getAlerts()) == count else None,
                    what=f"{count} alerts")[0]


@pytest.mark.parametrize("form", FORMS)
def test_alerts_are_listed_with_the_reason_and_tried_again_at_once(halberd, form):
    configure(halberd, form)
    if not form.startswith("plugin"):
        assert "libsqlite3" not in open(f"/proc/{halberd.pid}/maps", encoding="utf-8").read()
    assert halberd.ctl("alerts") == (0, "No alerts\n", "")
    crash(halberd)
    [alert] = alerts(halberd, 1)
    assert alert["state"] == "waiting"
    assert (alert["to"], alert["transport"], alert["about"]) == ("ops@example.com", "command", "the crash of worker")
    wait_for(lambda: halberd.rpc.halberd.getAlerts()[0]["attempts"] > 0, what="an attempt")
    status, stdout, _ = halberd.ctl("alerts", "ls")
    assert status == 0
    assert re.fullmatch(r"crashmail-[0-9a-f]{8}/1   waiting      to ops@example.com: worker crashed at .*\n"
                        r"    \d+ s old, \d attempts?, next attempt (now|in \d+ s): the mail command test exited with status 1\n",
                        stdout), stdout
    gate = halberd.folder / "gate"
    gate.touch()
    assert halberd.ctl("alerts", "retry", alert["id"]) == (0, f"{alert['id']}: tried at once\n", "")
    wait_for(lambda: "Process worker" in gate.read_text(), what="the mail")
    alerts(halberd, 0)


def test_alerts_are_dropped_over_http(halberd):
    configure(halberd)
    for _ in range(2):
        crash(halberd)
    first, second = (alert["id"] for alert in alerts(halberd, 2))
    url = re.search(r"127\.0\.0\.1:\d+", halberd.config.read_text())[0]
    assert halberd.ctl("-s", f"http://{url}", "alerts", "drop", first, "nobody/7") == (
        1, f"{first}: dropped\nnobody/7: ERROR (no such alert)\n", "")
    assert [alert["id"] for alert in alerts(halberd, 1)] == [second]
    assert halberd.ctl("alerts", "drop", "dead") == (0, "No alerts\n", "")
    assert halberd.ctl("alerts", "drop", "all") == (0, f"{second}: dropped\n", "")
    assert halberd.ctl("alerts", "drop")[0] == 2
    alerts(halberd, 0)


def test_a_dead_letter_is_shown_and_can_be_given_another_day(halberd):
    gate = configure(halberd, "command=crashmail --expire 1s")
    crash(halberd)
    wait_for(lambda: alerts(halberd, 1)[0]["state"] == "dead", what="a dead letter")
    assert "   dead         to ops@example.com: " in halberd.ctl("alerts").stdout
    gate.touch()
    assert halberd.ctl("alerts", "retry").status == 0
    wait_for(lambda: "Process worker" in gate.read_text(), what="the mail")


def test_what_nobody_delivers_and_what_cannot_be_read_is_named(halberd):
    configure(halberd)
    crash(halberd)
    alerts(halberd, 1)
    (halberd.folder / "waiting" / "old.outbox").write_text("no database")
    halberd.ctl("stop", "crashmail")
    assert sorted(alert["state"] for alert in alerts(halberd, 2)) == ["orphaned", "unreadable"]
    assert "old.outbox is no outbox; move it away, and a new one is made\n" in halberd.ctl("alerts").stdout
    assert "no listener delivers from " in halberd.ctl("alerts", "retry").stdout


def test_supervisor_has_no_alerts(halberd, oracle):
    halberd.configure("")
    oracle.configure("")
    oracle.start()
    status, stdout, _ = halberd.ctl("-s", f"unix://{oracle.socket}", "alerts")
    assert (status, stdout) == (1, "ERROR: this supervisord knows nothing of alerts: only Halberd's knows the method "
                                   "halberd.getAlerts\n")


# --- what a mail says

def test_details_say_how_it_ended_and_what_it_wrote(halberd):
    halberd.configure("[program:worker]\ncommand=/bin/sh -c 'echo one >&2; echo two >&2; echo three; sleep 1.2; kill -SEGV $$'\n"
                      "[alerts]\nto=ops@example.com\nmaildir=%(here)s/mails\n"
                      "[eventlistener:crashmail]\nevents=PROCESS_STATE_EXITED\ncommand=crashmail -a --log-lines 1\n")
    halberd.start()
    mail = wait_maildir(halberd.folder / "mails")[0]
    assert re.fullmatch(r"worker: terminated by SIGSEGV( \(core dumped\))? on \S+", mail["Subject"])
    text = text_of(mail)
    assert re.search(r"\nExit:     terminated by SIGSEGV", text)
    assert re.search(r"\nRan:      \d s, since \d{4}-", text)
    assert "\nCrashes:  1 in the last hour\n" in text
    assert "\nLast lines of stderr:\ntwo\n" in text and "\nLast lines of stdout:\nthree\n" in text


def test_details_under_supervisor_are_what_it_knows(oracle):
    oracle.configure("[program:worker]\ncommand=/bin/sh -c 'echo two >&2; sleep 1.2; exit 3'\nautorestart=false\n"
                     "[eventlistener:crashmail]\nevents=PROCESS_STATE_EXITED\n"
                     f"command={build_program('crashmail')} -a --log-lines 5 -m ops@example.com --maildir %(here)s/mails\n")
    oracle.start()
    mail = wait_maildir(oracle.folder / "mails")[0]
    assert re.fullmatch(r"worker: exit status 3 on \S+", mail["Subject"])
    assert "\nLast lines of stderr (as of this mail):\ntwo\n" in text_of(mail)
