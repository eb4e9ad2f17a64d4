"""crashmail as a process, by itself and in halberd-plugin-host: command line, exit statuses, protocol, mail command."""

import re
import signal
import subprocess

import pytest

from support.daemons import build_folder, build_program
from support.listeners import CRASHMAIL_FORMS, Listener, exited, run
from support.mail import text_of
from support.waiting import PATIENCE

HOST = build_program("halberd-plugin-host")
every_form = pytest.mark.parametrize("form", CRASHMAIL_FORMS.values(), ids=CRASHMAIL_FORMS)


# --- the command line

@every_form
@pytest.mark.parametrize("option", ["-h", "--help"])
def test_help_is_printed_on_stdout_with_status_0(folder, form, option):
    done = run(folder, [*form, option])
    assert done.returncode == 0
    assert done.stdout.startswith("Usage: crashmail ")
    assert done.stderr == ""


@every_form
def test_a_usage_error_prints_the_usage_on_stdout_with_status_255(folder, form):
    done = run(folder, [*form, "-a", "--no-such-option"], supervised=True)
    assert done.returncode == 255
    assert done.stdout.startswith("Usage: crashmail ")
    assert done.stderr == "crashmail: unrecognised option '--no-such-option'\n"


@every_form
def test_without_a_supervisor_it_says_so_and_fails(folder, form):
    done = run(folder, [*form, "-a", "-m", "ops@example.com"])
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == "crashmail must be run as a supervisor event listener\n"


@every_form
def test_a_folder_that_cannot_be_made_ends_it_with_status_2(folder, form):
    done = run(folder, [*form, "-a", "-m", "ops@example.com", "--maildir", "/proc/alerts"], supervised=True)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == "crashmail: can't make the Maildir folder /proc/alerts: No such file or directory\n"


def test_the_plugin_host_explains_itself(folder):
    done = run(folder, [HOST, "-h"])
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("Usage: halberd-plugin-host FILE.so")
    for wrong in ([], ["--no-such-option"]):
        done = run(folder, [HOST, *wrong])
        assert (done.returncode, done.stdout) == (2, "")
        assert "Usage: halberd-plugin-host FILE.so" in done.stderr


def test_the_plugin_host_says_why_a_file_is_no_plugin(folder):
    (folder / "text.so").write_text("hello\n")
    for file, reason in {"/no/such/file.so": "No such file or directory",
                         str(folder / "text.so"): "is not a shared object of this machine",
                         "/lib/x86_64-linux-gnu/libc.so.6": "exports no symbol halberd_plugin"}.items():
        done = run(folder, [HOST, file, "-a"], supervised=True)
        assert (done.returncode, done.stdout) == (2, "")
        assert done.stderr.startswith(f"halberd-plugin-host: plugin {file} ") and reason in done.stderr


# --- the protocol

@every_form
def test_events_are_answered_until_the_input_ends(folder, form):
    with Listener(folder, [*form, "-a", "-m", "ops@example.com", "-s", "cat >>sent; echo >>sent"]) as listener:
        listener.read(b"READY\n")
        listener.handle("when:1", "TICK_5")
        listener.handle(exited())
        listener.handle(exited(name="größe", group="€"))
        listener.handle(exited(expected=1))
        listener.handle("", "SUPERVISOR_STATE_CHANGE_RUNNING")
        assert listener.end_input() == (0, b"")
        sent = (folder / "sent").read_text()
    stamp = r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,\d{3}"
    assert re.fullmatch(
        f"To: ops@example.com\nSubject:  foo crashed at {stamp}\n\n"
        r"Process foo in group g exited unexpectedly \(pid 58597\) from state RUNNING" "\n"
        f"To: ops@example.com\nSubject:  größe crashed at {stamp}\n\n"
        r"Process größe in group € exited unexpectedly \(pid 58597\) from state RUNNING" "\n", sent), sent


@every_form
def test_lengths_count_bytes_when_the_environment_says_so(folder, form):
    with Listener(folder, [*form, "-p", "größe", "-m", "ops@example.com", "-s", "cat >>sent"],
                  {"SUPERVISOR_EVENT_LENGTH": "bytes"}, length=lambda text: len(text.encode())) as listener:
        listener.read(b"READY\n")
        listener.handle(exited(name="größe"))
        listener.handle(exited(name="größe"))
        assert listener.end_input() == (0, b"")
    assert (folder / "sent").read_text().count("Process größe in group g") == 2


@every_form
def test_the_mail_command_can_neither_read_nor_write_the_protocol(folder, form):
    chatter = "cat >/dev/null; read -r line; echo \"read: $line\"; echo chatter; ls /proc/self/fd"
    with Listener(folder, [*form, "-a", "-m", "ops@example.com", "-s", chatter]) as listener:
        listener.read(b"READY\n")
        listener.send("when:1", "TICK_5")
        listener.send(exited())
        listener.send("when:2", "TICK_5")
        listener.read(b"RESULT 2\nOKREADY\n" * 3)
        assert listener.end_input() == (0, b"")
        assert "read: \nchatter\n0\n1\n2\n3\n" in listener.stderr()


@every_form
@pytest.mark.parametrize("command, reason", [
    ("exit 3", "the mail command exit exited with status 3"),
    ("/no/such/sendmail -t", "the mail command /no/such/sendmail exited with status 127"),
    ("kill -9 $$", "the mail command kill was ended by signal SIGKILL"),
])
def test_a_mail_that_cannot_be_sent_is_logged_and_answered_ok(folder, form, command, reason):
    with Listener(folder, [*form, "-a", "-m", "ops@example.com", "-s", command]) as listener:
        listener.read(b"READY\n")
        listener.handle(exited())
        assert listener.end_input() == (0, b"")
        assert f"crashmail: mail to ops@example.com about the crash of foo was not sent: {reason}" in listener.stderr()


@every_form
def test_input_that_is_no_event_ends_it_with_a_message(folder, form):
    with Listener(folder, [*form, "-a", "-m", "ops@example.com"]) as listener:
        listener.read(b"READY\n")
        listener.process.stdin.write(b"hello\n")
        assert listener.process.wait(PATIENCE) == 1
        assert "this line from the daemon is no event header: 'hello'" in listener.stderr()


@every_form
def test_sigterm_ends_it(folder, form):
    with Listener(folder, [*form, "-a", "-m", "ops@example.com"]) as listener:
        listener.read(b"READY\n")
        listener.process.terminate()
        assert listener.process.wait(PATIENCE) == -signal.SIGTERM


# --- sendEmail, the mail command of many configurations

@every_form
def test_sendemail_delivers_what_crashmail_pipes_to_it(folder, smtp_server, form):
    command = ("sendEmail -f sender@example.com -t ops@example.com -u warning-subject "
               f"-s 127.0.0.1:{smtp_server.port} -o tls=no")
    with Listener(folder, [*form, "-a", "-m", "ops@example.com", "-s", command]) as listener:
        listener.read(b"READY\n")
        listener.handle(exited())
        assert listener.end_input() == (0, b"")
        assert "crashmail: mail to ops@example.com handed to sendEmail\n" in listener.stderr()
        assert "Email was sent successfully" in listener.stderr()
    [mail] = smtp_server.wait_messages()
    assert mail["Subject"] == "warning-subject"
    assert "Process foo in group g exited unexpectedly (pid 58597) from state RUNNING" in text_of(mail)


def test_the_plugin_exports_its_table_and_nothing_else():
    plugin = build_folder() / "lib/halberd/plugins/crashmail.so"
    names = subprocess.run(["nm", "-D", "--defined-only", "--format=just-symbols", plugin], capture_output=True, text=True,
                           check=True).stdout.split()
    assert names == ["halberd_plugin"]
