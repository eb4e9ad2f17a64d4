"""[alerts] in supervisord.conf, and supervisorctl alerts."""

import os
import signal

import pytest

from support.daemons import build_program
from support.mail import text_of, wait_maildir

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
