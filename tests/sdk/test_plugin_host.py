"""What halberd-plugin-host does for those who write or configure a plugin: --describe, --play and --new."""

import os

from support.daemons import build_folder, build_program
from support.listeners import exited, run

HOST = build_program("halberd-plugin-host")
CRASHMAIL = str(build_folder() / "lib/halberd/plugins/crashmail.so")


def host(folder, *arguments):
    done = run(folder, [HOST, *map(str, arguments)])
    return done.returncode, done.stdout, done.stderr


def play(folder, events, *arguments):
    (folder / "events.txt").write_text(events)
    return host(folder, "--play", folder / "events.txt", CRASHMAIL, *arguments)


def test_describe_tells_what_a_plugin_is_and_takes(folder):
    status, said, complaints = host(folder, "--describe", CRASHMAIL)
    assert (status, complaints) == (0, "")
    lines = said.splitlines()
    assert lines[:6] == [
        "id:       org.halberd.crashmail",
        "version:  1.0.0",
        "ABI:      1, needs minor 0 (this host has 1.0)",
        "summary:  Mails when a process exits unexpectedly",
        "events:   PROCESS_STATE_EXITED",
        "options:  ",
    ]
    assert "  -p, --program=NAME           the process NAME, or GROUP:NAME; may be given several times" in lines
    assert "      --maildir=FOLDER         a Maildir folder on this machine, made if missing" in lines


def test_the_options_that_describe_tells_are_those_of_the_plugins_own_help(folder):
    told = host(folder, "--describe", CRASHMAIL)[1].partition("options:  \n\n")[2]
    assert told and host(folder, CRASHMAIL, "-h")[1].endswith(told)


def test_describe_of_what_is_no_plugin_says_so(folder):
    status, said, complaints = host(folder, "--describe", "/etc/passwd")
    assert (status, said) == (2, "") and "/etc/passwd is not a shared object" in complaints
    status, said, complaints = host(folder, "--describe", CRASHMAIL, "-a")
    assert status == 2 and "takes one plugin and nothing after it" in complaints
    status, said, complaints = host(folder, "--describe")
    assert status == 2 and "which plugin?" in complaints


def test_play_feeds_events_and_tells_what_became_of_them(folder):
    status, said, log = play(folder, f"# a crash and a tick\nPROCESS_STATE_EXITED {exited()}\nTICK_5 when:5\n",
                             "-a", "-m", "ops@example.com", "-s", "cat >sent; echo chatter")
    assert (status, said) == (0, "PROCESS_STATE_EXITED 1: OK\nTICK_5 2: OK\n")
    assert "crashmail: mail to ops@example.com handed to cat" in log and "chatter" in log
    assert "Process foo in group g exited unexpectedly" in (folder / "sent").read_text()


def test_play_takes_a_recording_of_what_a_listener_read(folder):
    payload = exited(name="größe")
    events = "".join(f"ver:3.0 server:s serial:{serial} pool:p poolserial:{serial} eventname:PROCESS_STATE_EXITED "
                     f"len:{len(payload)}\n{payload}" for serial in (7, 8))
    status, said, _ = play(folder, events, "-a", "-m", "ops@example.com", "-s", "cat >>sent")
    assert (status, said) == (0, "PROCESS_STATE_EXITED 7: OK\nPROCESS_STATE_EXITED 8: OK\n")
    assert (folder / "sent").read_text().count("Process größe in group g") == 2


def test_play_says_what_is_wrong_with_the_events(folder):
    assert play(folder, "no event\n")[0::2] == (
        2, f"halberd-plugin-host: can't play {folder}/events.txt: line 1: 'no' is no name of an event; "
           "a line is NAME PAYLOAD, \"| \" and more payload, or a # comment\n")
    os.unlink(folder / "events.txt")
    status, _, complaints = host(folder, "--play", folder / "events.txt", CRASHMAIL)
    assert status == 2 and f"can't read {folder}/events.txt: No such file or directory" in complaints


def test_play_says_why_the_plugin_does_not_start(folder):
    status, said, complaints = play(folder, "", "--maildir", "/proc/x", "-m", "a@example.com")
    assert (status, said) == (2, "") and "can't make the Maildir folder /proc/x" in complaints
    assert play(folder, "", "-h")[0] == 0


def test_new_refuses_to_overwrite_anything(folder):
    (folder / "precious").mkdir()
    (folder / "precious/file").write_text("mine\n")
    status, said, complaints = host(folder, "--new", "guard", folder / "precious")
    assert (status, said) == (2, "")
    assert complaints == f"halberd-plugin-host: {folder}/precious exists and is not empty; nothing is overwritten\n"
    assert os.listdir(folder / "precious") == ["file"]


def test_new_says_what_may_be_a_name(folder):
    for name in ("", "Guard", "1guard", "../guard", "gu ard", "-guard"):
        status, _, complaints = host(folder, "--new", name, folder / "new")
        assert status == 2 and "can't be the name of a plugin" in complaints, name
    assert not (folder / "new").exists()
    assert host(folder, "--new", "guard")[0] == 2


def test_new_says_where_it_can_not_write(folder):
    status, _, complaints = host(folder, "--new", "guard", "/proc/guard")
    assert status == 2 and "can't make the folder /proc/guard" in complaints
