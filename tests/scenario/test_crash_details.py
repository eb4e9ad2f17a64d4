"""What crashmail --details and --log-lines tell of a crash: its own last lines, and where its core is."""

import os
import re
import signal
from pathlib import Path

import pytest

from support.mail import text_of, wait_maildir
from support.waiting import wait_for

FORMS = ["command=crashmail", "plugin=crashmail", "isolation=process\nplugin=crashmail"]


@pytest.mark.parametrize("form", FORMS)
def test_each_mail_has_the_lines_of_its_own_life(halberd, form):
    program = ('echo "born $$"; echo "born $$" >&2; test -e "%(here)s/last" && exec sleep 1000; '
               'echo "dies $$" >&2; kill -KILL $$')
    halberd.configure(f"[program:worker]\ncommand=/bin/sh -c '{program}'\nstartsecs=0\nautostart=false\nautorestart=false\n"
                      "[alerts]\nto=ops@example.com\nmaildir=%(here)s/mails\n"
                      f"[eventlistener:crashmail]\nevents=PROCESS_STATE_EXITED\n{form} -a --log-lines 9\n")
    halberd.start()
    listener = halberd.wait_state("crashmail", "RUNNING")["pid"]
    if listener != halberd.pid:
        os.kill(listener, signal.SIGSTOP)  # it asks when all is over, and the next life has written too
    for _ in range(3):
        halberd.rpc.supervisor.startProcess("worker", False)
        halberd.wait_state("worker", "EXITED")
    (halberd.folder / "last").touch()
    halberd.rpc.supervisor.startProcess("worker")
    last = halberd.info("worker")["pid"]
    wait_for(lambda: f"born {last}" in halberd.rpc.supervisor.readProcessStderrLog("worker", 0, 0), what="the next life")
    os.kill(listener, signal.SIGCONT)
    crashes = set()
    for mail in wait_maildir(halberd.folder / "mails", 3):
        text = text_of(mail)
        pid = re.search(r"\(pid (\d+)\)", text)[1]
        assert mail["Subject"].startswith("worker: terminated by SIGKILL on ")
        assert f"\nLast lines of stderr:\nborn {pid}\ndies {pid}\n\nLast lines of stdout:\nborn {pid}\n" in text
        assert text.count("born") == 2
        crashes.add(re.search(r"\nCrashes: +(.*)\n", text)[1])
    assert crashes == {f"{count} in the last hour" for count in (1, 2, 3)}, "up to its own"


def test_a_mail_says_why_it_has_no_lines(halberd):
    halberd.configure("[program:worker]\ncommand=/bin/sh -c 'echo one; echo two >&2; exit 3'\nstartsecs=0\nautorestart=false\n"
                      "stdout_logfile=NONE\nstderr_logfile=/dev/null\n"
                      "[alerts]\nto=ops@example.com\nmaildir=%(here)s/mails\n"
                      "[eventlistener:crashmail]\nevents=PROCESS_STATE_EXITED\ncommand=crashmail -a --log-lines 1\n")
    halberd.start()
    text = text_of(wait_maildir(halberd.folder / "mails")[0])
    assert "\nNo lines of stderr: /dev/null is a device\n\nNo lines of stdout: stdout_logfile=NONE\n" in text


CRASHES = {"SIGSEGV": "import ctypes; ctypes.string_at(0)", "SIGABRT": "import os; os.abort()"}


def core_line(halberd, crash, limit):
    """What the mail about a program that crashes says after "Core:", or None."""
    (halberd.folder / "crash.py").write_text(CRASHES[crash])
    halberd.configure(f"[program:worker]\ncommand=/usr/bin/python3 {halberd.folder}/crash.py\nrlimits=core={limit}\n"
                      "directory=%(here)s\nstartsecs=0\nautorestart=false\n"
                      "[alerts]\nto=ops@example.com\nmaildir=%(here)s/mails\n"
                      "[eventlistener:crashmail]\nevents=PROCESS_STATE_EXITED\ncommand=crashmail -a --details\n")
    halberd.start()
    text = text_of(wait_maildir(halberd.folder / "mails")[0])
    line = re.search(r"\nCore:     (.*)", text)
    assert ("(core dumped)" in text) == (line is not None)
    assert f"\nExit:     terminated by {crash}" in text
    return line[1] if line else None


@pytest.mark.parametrize("crash", CRASHES)
def test_a_mail_names_the_core_file(halberd, crash):
    line = core_line(halberd, crash, "unlimited")
    if Path("/proc/sys/kernel/core_pattern").read_text().startswith("|"):
        assert line.startswith("given to ")
    else:
        path = Path(re.fullmatch(r"(/.+) \(\d+ [KM]iB\)", line)[1])
        assert path.read_bytes().startswith(b"\x7fELF")
        path.unlink()


@pytest.mark.skipif(Path("/proc/sys/kernel/core_pattern").read_text().startswith("|"), reason="a program takes cores of any size")
def test_a_mail_names_no_core_file_when_none_was_written(halberd):
    assert core_line(halberd, "SIGSEGV", 0) is None
