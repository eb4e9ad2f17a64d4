"""What the scenario tests stand on: it notices what it is there to notice."""

import os
import signal
import subprocess

import pytest

from support import processes
from support.daemons import check_sanitizer_reports
from support.mail import read_maildir, text_of
from support.waiting import free_port, stays, wait_for


def test_a_condition_that_never_comes_true_is_an_error_that_names_it():
    with pytest.raises(AssertionError, match="waited 0.05 s for the moon"):
        wait_for(lambda: False, timeout=0.05, what="the moon")
    with pytest.raises(AssertionError, match="for what is said late"):
        wait_for(lambda: False, timeout=0.05, what=lambda: "what is said late")
    assert wait_for(lambda: "there") == "there"


def test_what_changes_does_not_stay():
    answers = iter([True, True, False])
    assert not stays(lambda: next(answers), seconds=30)
    assert stays(lambda: True, seconds=0.05)


def test_no_port_is_given_twice():
    assert len({free_port() for _ in range(20)}) == 20


def test_the_child_of_a_process_that_has_ended_is_seen(nothing_stays_behind):
    parent = subprocess.run(["/bin/sh", "-c", "sleep 1000 >/dev/null 2>&1 & echo $!"], capture_output=True, text=True,
                            check=True)
    orphan = int(parent.stdout)
    assert processes.children(os.getpid()) == [orphan]
    wait_for(lambda: processes.command_line(orphan) == "sleep 1000", what="the exec of sleep in the orphan")
    processes.end(orphan)
    assert not processes.is_alive(orphan)
    assert processes.children(os.getpid()) == []


def test_a_report_of_a_sanitizer_is_an_error(folder):
    check_sanitizer_reports(folder)
    (folder / "sanitizer.4711").write_text("ERROR: AddressSanitizer: heap-use-after-free\n")
    with pytest.raises(AssertionError, match="heap-use-after-free"):
        check_sanitizer_reports(folder)


def test_a_daemon_that_ended_by_itself_is_an_error(oracle):
    oracle.configure("")
    oracle.start()
    os.kill(oracle.pid, signal.SIGKILL)
    wait_for(lambda: not oracle.is_running(), what="the end of the daemon")
    with pytest.raises(AssertionError, match="ended by itself, status -9"):
        oracle.close()


def test_a_daemon_that_does_not_start_is_an_error_with_what_it_said(oracle):
    oracle.configure("[program:nothing]\n")
    with pytest.raises(AssertionError, match="(?s)ended with status 2.*does not specify a command"):
        oracle.start()


def test_mails_are_read_in_the_order_of_their_arrival_and_decoded(folder):
    assert read_maildir(folder / "none") == []
    for name in ("new", "cur", "tmp"):
        (folder / "box" / name).mkdir(parents=True)
    for time, text in ((1, "first"), (2, "second")):
        path = folder / "box/new" / f"mail-{3 - time}"
        path.write_bytes(f"Subject: {text}\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n{text}\r\nline\r\n".encode())
        os.utime(path, (time, time))
    mails = read_maildir(folder / "box")
    assert [mail["Subject"] for mail in mails] == ["first", "second"]
    assert text_of(mails[0]) == "first\nline\n"
