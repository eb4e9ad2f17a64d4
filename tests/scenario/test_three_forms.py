"""crashmail in its three forms, and under Debian's supervisord: the same crash gives the same mail."""

import os
import re
import signal
from pathlib import Path

import pytest

from support import processes
from support.daemons import build_folder, build_program
from support.mail import read_maildir, text_of, wait_maildir

ROOT = Path(__file__).resolve().parents[2]
PLUGIN = build_folder() / "lib/halberd/plugins/crashmail.so"

# How each form is written, without the arguments.
FORMS = {
    "program": f"command={build_program('crashmail')}",
    "plugin": "plugin=crashmail",
    "isolated": "isolation=process\nplugin=crashmail",
}
every_form = pytest.mark.parametrize("form", FORMS)

# The forms that another supervisord can run.
FOREIGN_FORMS = {
    "program": f"command={build_program('crashmail')}",
    "host": f"command={build_program('halberd-plugin-host')} {PLUGIN}",
}

PROGRAM = """
[program:worker]
command=/bin/cat
"""


def listener(name, form, arguments):
    """The section of a crashmail; `form` ends with the line that the arguments belong to."""
    return f"[eventlistener:{name}]\nevents=PROCESS_STATE_EXITED\n{form} {arguments}\n"


def maildir(daemon, name="crashmail"):
    return daemon.folder / f"mail-{name}"


def to_maildir(daemon, name="crashmail", programs="-a"):
    return f"{programs} -m ops@example.com --maildir {maildir(daemon, name)}"


def start(daemon, *listeners):
    daemon.configure(PROGRAM + "".join(listeners))
    daemon.start()


def crash(daemon, name="worker"):
    """Kills a process that runs, waits until it runs again, and returns the pid that died."""
    pid = daemon.wait_state(name, "RUNNING")["pid"]
    os.kill(pid, signal.SIGKILL)
    daemon.wait_new_pid(name, pid)
    return pid


def check_mail(mail, pid):
    assert mail["To"] == "ops@example.com"
    assert re.fullmatch(r"worker crashed at \d{4}-\d\d-\d\d \d\d:\d\d:\d\d,\d{3}", mail["Subject"].strip()), mail["Subject"]
    assert text_of(mail).strip() == (
        f"Process worker in group worker exited unexpectedly (pid {pid}) from state RUNNING")


@every_form
def test_a_crash_is_mailed_through_smtp(halberd, smtp_server, form):
    smtp = f"-a -m ops@example.com --smtp smtp://127.0.0.1:{smtp_server.port} --from halberd@example.com"
    start(halberd, listener("crashmail", FORMS[form], smtp))
    halberd.wait_state("crashmail", "RUNNING")
    pid = crash(halberd)
    [mail] = smtp_server.wait_messages()
    check_mail(mail, pid)
    assert mail["From"] == "halberd@example.com"


@every_form
def test_a_crash_is_mailed_through_a_command(halberd, form):
    start(halberd, listener("crashmail", FORMS[form], '-a -m ops@example.com -s "cat >>%(here)s/sent"'))
    halberd.wait_state("crashmail", "RUNNING")
    pid = crash(halberd)
    sent = halberd.wait_file("sent", r"(?s)\A.*from state RUNNING").group()
    assert re.fullmatch(r"To: ops@example\.com\nSubject:  worker crashed at \d{4}-\d\d-\d\d \d\d:\d\d:\d\d,\d{3}\n\n"
                        rf"Process worker in group worker exited unexpectedly \(pid {pid}\) from state RUNNING", sent)


def test_all_three_at_once_write_the_same_mail(halberd):
    start(halberd, *(listener(name, form, to_maildir(halberd, name)) for name, form in FORMS.items()))
    for name in FORMS:
        halberd.wait_state(name, "RUNNING")
    crash(halberd)
    mails = {name: wait_maildir(maildir(halberd, name)) for name in FORMS}
    assert {name: len(found) for name, found in mails.items()} == {name: 1 for name in FORMS}
    normalised = {_without_time(found[0]) for found in mails.values()}
    assert len(normalised) == 1, "\n=====\n".join(sorted(normalised))


@every_form
def test_an_expected_exit_is_not_mailed(halberd, form):
    start(halberd, listener("crashmail", FORMS[form], to_maildir(halberd)),
          "[program:done]\ncommand=/bin/sh -c 'sleep 1.2'\nautorestart=false\n")
    halberd.wait_state("crashmail", "RUNNING")
    halberd.wait_state("done", "EXITED")
    pid = crash(halberd)  # its mail comes after anything that the exit of `done` could have caused
    [mail] = wait_maildir(maildir(halberd))
    check_mail(mail, pid)


@every_form
def test_only_the_named_programs_are_mailed(halberd, form):
    start(halberd, listener("crashmail", FORMS[form], to_maildir(halberd, programs="-p worker")),
          "[program:other]\ncommand=/bin/cat\n")
    halberd.wait_state("crashmail", "RUNNING")
    crash(halberd, "other")
    pid = crash(halberd)
    [mail] = wait_maildir(maildir(halberd))
    check_mail(mail, pid)


@every_form
def test_without_an_address_there_is_no_mail(halberd, form):
    start(halberd, listener("crashmail", FORMS[form], '-a -s "cat >>%(here)s/sent"'),
          listener("witness", FORMS["program"], to_maildir(halberd)))
    for name in ("crashmail", "witness"):
        halberd.wait_state(name, "RUNNING")
    for _ in range(2):  # when the second crash has been mailed to the witness, the first has been dealt with
        crash(halberd)
    wait_maildir(maildir(halberd), 2)
    assert not (halberd.folder / "sent").exists()


@every_form
def test_the_listener_is_shown_and_controlled_like_any_process(halberd, form):
    start(halberd, listener("crashmail", FORMS[form], to_maildir(halberd)))
    info = halberd.wait_state("crashmail", "RUNNING")
    if form == "plugin":
        assert info["pid"] == halberd.pid
    else:
        assert info["pid"] in processes.children(halberd.pid)
    assert re.search(rf"^crashmail {{24}}RUNNING   pid {info['pid']}, uptime 0:00:\d\d$", halberd.ctl("status").stdout,
                     re.MULTILINE)

    # Stopped, it gets nothing; the pool keeps the event until it is back.
    assert halberd.ctl("stop", "crashmail").stdout == "crashmail: stopped\n"
    assert halberd.info("crashmail")["statename"] == "STOPPED"
    pid = crash(halberd)
    assert read_maildir(maildir(halberd)) == []
    assert halberd.ctl("start", "crashmail").stdout == "crashmail: started\n"
    [mail] = wait_maildir(maildir(halberd))
    check_mail(mail, pid)


@pytest.mark.parametrize("form", ["program", "isolated"])
def test_a_killed_listener_is_started_again_and_goes_on(halberd, form):
    start(halberd, listener("crashmail", FORMS[form], to_maildir(halberd)))
    halberd.wait_state("crashmail", "RUNNING")
    crash(halberd, "crashmail")
    halberd.wait_state("crashmail", "RUNNING")
    pid = crash(halberd)
    [mail] = [mail for mail in wait_maildir(maildir(halberd), 2) if "worker" in mail["Subject"]]
    check_mail(mail, pid)


@every_form
def test_bad_arguments_make_the_listener_fatal_and_say_why(halberd, form):
    start(halberd, listener("crashmail", FORMS[form], "--no-such-option") + "startretries=1\n")
    halberd.wait_state("crashmail", "FATAL")
    halberd.wait_state("worker", "RUNNING")
    streams = halberd.rpc.supervisor
    said = (halberd.log() + streams.tailProcessStderrLog("crashmail", 0, 10000)[0]
            + streams.tailProcessStdoutLog("crashmail", 0, 10000)[0])
    assert "no-such-option" in said, said


@pytest.mark.parametrize("form", FOREIGN_FORMS)
def test_it_works_under_debians_supervisord(oracle, form):
    start(oracle, listener("crashmail", FOREIGN_FORMS[form], to_maildir(oracle)))
    oracle.wait_state("crashmail", "RUNNING")
    pid = crash(oracle)
    [mail] = wait_maildir(maildir(oracle))
    check_mail(mail, pid)
    assert oracle.info("crashmail")["statename"] == "RUNNING"


def test_the_sample_listeners_run_as_they_stand(halberd):
    sample = (ROOT / "conf/listeners.conf").read_text()
    sections = re.sub(r"^;(?=\S)", "", sample, flags=re.MULTILINE)  # ";key=…" is switched off, "; …" is prose
    names = re.findall(r"^\[eventlistener:(.+)\]$", sections, re.MULTILINE)
    assert len(names) == len(FORMS) * len(set(re.findall(r"^(?:command|plugin)=(\S+)", sections, re.MULTILINE)))
    halberd.configure(sections)
    halberd.start()
    for name in names:
        halberd.wait_state(name, "RUNNING")


def _without_time(mail):
    """The whole mail with its Date, Message-ID and the time of the subject taken out."""
    del mail["Date"]
    del mail["Message-ID"]
    return re.sub(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,\d{3}", "TIME", mail.as_string())
