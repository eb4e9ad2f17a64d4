"""Logs that are rotated by time, on request, and compressed afterwards: every byte is kept, no line is cut, and what is
packed is always one whole file."""

import hashlib
import os
import re
import signal
import subprocess
import sys
import time

import pytest

from support.daemons import build_folder
from support.log_files import content, log_files, whole_log
from support.waiting import stays, wait_for

WRITER = build_folder() / "tests" / "stream_writer"

# Writes each line in two halves, so that many a rotation comes within one.
HALVES = """
import os, sys, time
for number in range(int(sys.argv[1])):
    os.write(1, b"line %d " % number)
    time.sleep(0.02)
    os.write(1, b"is whole\\n")
    time.sleep(0.02)
time.sleep(3600)
"""


def program(name, command, **options):
    """The section of a program."""
    options = {"command": command, "startsecs": 0, "autorestart": "false", "stdout_logfile": f"%(here)s/{name}.log",
               "stderr_logfile": "NONE", **options}
    return f"[program:{name}]\n" + "".join(f"{key}={value}\n" for key, value in options.items())


def run(daemon, *sections):
    daemon.configure("\n".join(sections))
    daemon.start()


def shell(script):
    return f"""/bin/sh -c "{script}" """


def names(daemon, name):
    """The names of all files that belong to a log, the unfinished ones too."""
    return sorted(path.name for path in daemon.folder.glob(f"{name}*"))


def threads(daemon):
    return len(os.listdir(f"/proc/{daemon.pid}/task"))


# --- by time


def test_a_busy_log_is_rotated_at_each_boundary_and_no_line_is_cut(halberd):
    (halberd.folder / "halves.py").write_text(HALVES)
    run(halberd, program("app", f"{sys.executable} %(here)s/halves.py 100", stdout_logfile_rotate="1s",
                         stdout_logfile_backups=100))
    expected = b"".join(b"line %d is whole\n" % number for number in range(100))
    wait_for(lambda: whole_log(halberd, "app.log") == expected,
             what=lambda: f"all lines in their order; there is {whole_log(halberd, 'app.log')}")
    wait_for(lambda: (halberd.folder / "app.log").stat().st_size == 0, what="the rotation after the last line")
    files = log_files(halberd, "app.log")
    assert len(files) >= 5
    for path in files[:-1]:
        assert path.read_bytes().endswith(b" is whole\n") and path.read_bytes().startswith(b"line "), path


def test_the_log_of_a_silent_program_is_rotated_once_and_an_empty_one_never(halberd):
    run(halberd, program("app", shell("echo hello; exec cat"), stdout_logfile_rotate="1s"))
    wait_for(lambda: names(halberd, "app.log") == ["app.log", "app.log.1"], what="the rotation")
    assert (halberd.folder / "app.log.1").read_text() == "hello\n"
    assert stays(lambda: names(halberd, "app.log") == ["app.log", "app.log.1"], 2.5)


def test_an_unfinished_line_is_not_torn_from_its_end(halberd):
    run(halberd, program("app", shell("printf 'one\\\\nPassword: '; read answer; echo; exec cat"),
                         stdout_logfile_rotate="1s"))
    wait_for(lambda: names(halberd, "app.log") == ["app.log", "app.log.1"], what="the rotation")
    assert (halberd.folder / "app.log.1").read_text() == "one\n"
    assert stays(lambda: (halberd.folder / "app.log").read_text() == "Password: ", 2.5)
    halberd.rpc.supervisor.sendProcessStdin("app", "secret\n")
    wait_for(lambda: names(halberd, "app.log") == ["app.log", "app.log.1", "app.log.2"], what="the next rotation")
    assert (halberd.folder / "app.log.1").read_text() == "Password: \n"


def test_a_log_of_an_earlier_day_is_rotated_before_the_program_writes(halberd):
    for name in ("old", "plain"):
        (halberd.folder / f"{name}.log").write_text("yesterday's\n")
        yesterday = time.time() - 86400
        os.utime(halberd.folder / f"{name}.log", (yesterday, yesterday))
    run(halberd, program("old", shell("echo new; exec cat"), stdout_logfile_rotate="daily"),
        program("plain", shell("echo new; exec cat")))
    halberd.wait_file("old.log", r"\Anew\n\Z")
    assert (halberd.folder / "old.log.1").read_text() == "yesterday's\n"
    halberd.wait_file("plain.log", r"\Ayesterday's\nnew\n\Z")


def test_a_log_of_the_present_period_is_gone_on_with(halberd):
    run(halberd, program("app", shell("echo line; exec cat"), stdout_logfile_rotate="weekly"))
    halberd.wait_file("app.log", r"\Aline\n\Z")
    halberd.rpc.supervisor.stopProcess("app")
    halberd.rpc.supervisor.startProcess("app")
    halberd.wait_file("app.log", r"line\nline\n\Z")  # at midnight before a Monday this is not true


def test_the_last_line_of_a_program_that_has_ended_is_rotated_as_it_is(halberd):
    run(halberd, program("app", shell("printf 'a\\\\nlast words'"), stdout_logfile_rotate="1s"))
    wait_for(lambda: "app.log.1" in names(halberd, "app.log"), what="the rotation")
    assert (halberd.folder / "app.log.1").read_text() == "a\nlast words"


def test_a_rotation_that_fails_is_told_once_and_the_log_goes_on(halberd):
    (halberd.folder / "app.log.1").mkdir()
    run(halberd, program("app", shell("while :; do echo line; sleep 0.1; done"), stdout_logfile_rotate="1s",
                         stdout_logfile_backups=1))
    halberd.wait_log(r"ERRO app: log .*/app.log is to be rotated and cannot be: rename .*/app.log: Is a directory; it "
                     r"goes on in the same file, and this is tried again at each rotation that is due")
    halberd.wait_file("app.log", "line", count=30)
    assert len(re.findall("cannot be", halberd.log())) == 1
    (halberd.folder / "app.log.1").rmdir()
    wait_for(lambda: (halberd.folder / "app.log.1").is_file(), what="a rotation that works")


# --- compressed


@pytest.mark.parametrize("compression, suffix", [("gzip", ".gz"), ("zstd", ".zst")])
def test_rotated_files_are_packed_and_nothing_is_lost(halberd, compression, suffix):
    run(halberd, program("app", f"{WRITER} write %(here)s/notebook 3 5000000 4000 0", stdout_logfile_maxbytes="1MB",
                         stdout_logfile_compress=compression))
    halberd.wait_state("app", "EXITED")
    packed = [f"app.log.{number}{suffix}" for number in range(1, 5)]
    wait_for(lambda: names(halberd, "app.log") == ["app.log", *packed],
             what=lambda: f"all of them to be packed: {names(halberd, 'app.log')}")
    expected = subprocess.run([WRITER, "print", "3", "0", "0", "5000000"], stdout=subprocess.PIPE, check=True).stdout
    assert whole_log(halberd, "app.log") == expected
    assert (halberd.folder / packed[0]).stat().st_mode & 0o777 == (halberd.folder / "app.log").stat().st_mode & 0o777
    wait_for(lambda: threads(halberd) == 1, what="the end of the thread that packs")


def test_so_many_backups_are_kept_whatever_they_are(halberd):
    for number, name in enumerate(["app.log.1", "app.log.2.gz", "app.log.3.zst"], 1):
        (halberd.folder / name).write_text(f"old {number}")
    run(halberd, program("app", shell("echo hello; exec cat"), stdout_logfile_compress="none",
                         stdout_logfile_backups=3))
    halberd.wait_file("app.log", "hello")
    assert halberd.ctl("rotate", "app").status == 0
    assert names(halberd, "app.log") == ["app.log", "app.log.1", "app.log.2", "app.log.3.gz"]
    assert (halberd.folder / "app.log.3.gz").read_text() == "old 2"


def test_a_changed_setting_applies_to_what_is_still_plain(halberd):
    (halberd.folder / "app.log.1").write_text("plain\n")
    (halberd.folder / "app.log.compressing").write_text("half of something, left by a daemon that was killed")
    run(halberd, program("app", shell("echo hello; exec cat"), stdout_logfile_compress="zstd"))
    halberd.wait_file("app.log", "hello")
    halberd.ctl("rotate", "app")
    wait_for(lambda: names(halberd, "app.log") == ["app.log", "app.log.1.zst", "app.log.2.zst"],
             what=lambda: f"both to be packed: {names(halberd, 'app.log')}")
    assert whole_log(halberd, "app.log") == b"plain\nhello\n"


def test_one_file_for_two_streams_is_packed_without_loss(halberd):
    (halberd.folder / "both.py").write_text(
        "import os\n"
        "for number in range(20000):\n"
        "    os.write(1 + number % 2, b'line %06d\\n' % number)\n")
    run(halberd, program("app", f"{sys.executable} %(here)s/both.py", stdout_logfile="%(here)s/app.log",
                         stderr_logfile="%(here)s/app.log", stdout_logfile_maxbytes="20KB",
                         stderr_logfile_maxbytes="20KB", stdout_logfile_backups=100, stderr_logfile_backups=100,
                         stdout_logfile_compress="gzip", stderr_logfile_compress="gzip"))
    halberd.wait_state("app", "EXITED")
    wait_for(lambda: all(path.suffix == ".gz" for path in log_files(halberd, "app.log")[:-1]), what="the packing")
    lines = whole_log(halberd, "app.log").splitlines()
    assert sorted(lines) == [b"line %06d" % number for number in range(20000)]


def test_at_full_speed_through_rotation_and_compression_every_byte_is_kept(halberd):
    size = int(os.environ.get("HALBERD_LOG_BYTES", 1_000_000_000)) // 2
    run(halberd, program("w", f"{WRITER} write %(here)s/notebook 11 {size} 200000 0", stdout_logfile_maxbytes="10MB",
                         stdout_logfile_backups=1000, stdout_logfile_compress="zstd"))
    seen = []
    while halberd.info("w")["statename"] != "EXITED":
        seen.append(halberd.rpc.supervisor.getState()["statename"])  # the loop goes on meanwhile
    wait_for(lambda: all(path.suffix == ".zst" for path in log_files(halberd, "w.log")[:-1]), timeout=300,
             what=lambda: f"all of them to be packed: {names(halberd, 'w.log')}")
    digest = hashlib.sha256()
    for path in log_files(halberd, "w.log"):
        digest.update(content(path))
    expected = hashlib.sha256()
    with subprocess.Popen([WRITER, "print", "11", "0", "0", str(size)], stdout=subprocess.PIPE) as printer:
        while piece := printer.stdout.read(1 << 20):
            expected.update(piece)
    assert digest.digest() == expected.digest()
    assert set(seen) <= {"RUNNING"}


def test_a_daemon_that_is_killed_while_it_packs_leaves_whole_files_and_takes_them_up_again(halberd):
    text = os.urandom(30_000_000).hex().encode() + b"\n"
    (halberd.folder / "app.log").write_bytes(text)
    run(halberd, program("app", "/bin/cat", stdout_logfile_compress="gzip", stdout_logfile_maxbytes=0))
    halberd.wait_state("app", "RUNNING")
    assert halberd.ctl("rotate", "app").status == 0
    wait_for(lambda: "app.log.compressing" in names(halberd, "app.log"), what="the packing to begin")
    halberd.stop(signal.SIGKILL)
    assert names(halberd, "app.log") == ["app.log", "app.log.1", "app.log.compressing"]
    assert (halberd.folder / "app.log.1").read_bytes() == text
    halberd.start()
    (halberd.folder / "app.log").write_text("next\n")
    assert halberd.ctl("rotate", "app").status == 0
    wait_for(lambda: names(halberd, "app.log") == ["app.log", "app.log.1.gz", "app.log.2.gz"], timeout=60,
             what=lambda: f"both to be packed: {names(halberd, 'app.log')}")
    assert [content(path) for path in log_files(halberd, "app.log")] == [text, b"next\n", b""]


def test_a_shutdown_does_not_wait_for_the_packing(halberd):
    (halberd.folder / "app.log").write_bytes(os.urandom(30_000_000).hex().encode() + b"\n")
    run(halberd, program("app", "/bin/cat", stdout_logfile_compress="gzip", stdout_logfile_maxbytes=0))
    halberd.wait_state("app", "RUNNING")
    halberd.ctl("rotate", "app")
    wait_for(lambda: "app.log.compressing" in names(halberd, "app.log"), what="the packing to begin")
    assert halberd.stop() == 0
    assert names(halberd, "app.log") == ["app.log", "app.log.1"]


def test_a_compression_that_fails_is_told_once(halberd):
    (halberd.folder / "app.log.compressing").mkdir()
    run(halberd, program("app", shell("while :; do echo line; sleep 0.02; done"), stdout_logfile_compress="gzip",
                         stdout_logfile_maxbytes=10))
    halberd.wait_log(r"ERRO cannot compress the rotated log .*/app.log.1: create: File exists; it stays as it is and "
                     r"will be tried again when .*/app.log is rotated next: see that there is room for it")
    wait_for(lambda: "app.log.5" in names(halberd, "app.log"), what="more rotations")
    assert len(re.findall("cannot compress", halberd.log())) == 1


def test_automatic_logs_go_with_all_that_belongs_to_them(halberd):
    run(halberd, program("app", shell("echo hello; exec cat"), stdout_logfile="AUTO", stdout_logfile_compress="gzip"))
    wait_for(lambda: halberd.rpc.supervisor.readProcessStdoutLog("app", 0, 0) == "hello\n", what="the line")
    halberd.ctl("rotate", "app")
    wait_for(lambda: any(name.endswith(".log.1.gz") for name in names(halberd, "app-stdout")), what="the packing")
    halberd.rpc.supervisor.stopProcess("app")
    halberd.rpc.supervisor.removeProcessGroup("app")
    assert names(halberd, "app-stdout") == []


# --- on request


def test_rotate_works_for_a_process_a_group_and_all(halberd):
    run(halberd, program("one", shell("echo 1; exec cat")), program("two", shell("echo 2; exec cat")),
        program("three", shell("echo 3; exec cat")), "[group:pair]\nprograms=one,two\n")
    for name in ("one", "two", "three"):
        halberd.wait_file(f"{name}.log", r"\d\n")
    done = halberd.ctl("rotate", "three")
    assert (done.status, done.stdout) == (0, f"three: stdout rotated to {halberd.folder}/three.log.1\n")
    assert (halberd.folder / "three.log.1").read_text() == "3\n"
    done = halberd.ctl("rotate", "pair:*")
    assert (done.status, done.stdout) == (0, f"pair:one: stdout rotated to {halberd.folder}/one.log.1\n"
                                             f"pair:two: stdout rotated to {halberd.folder}/two.log.1\n")
    done = halberd.ctl("rotate", "all")
    assert done.status == 0
    assert sorted(done.stdout.splitlines()) == [
        f"pair:one: stdout not rotated ({halberd.folder}/one.log is empty)",
        f"pair:two: stdout not rotated ({halberd.folder}/two.log is empty)",
        f"three: stdout not rotated ({halberd.folder}/three.log is empty)"]


def test_rotate_also_works_while_the_program_does_not_run(halberd):
    (halberd.folder / "app.log").write_text("of an earlier run\n")
    run(halberd, program("app", "/bin/cat", autostart="false"), program("new", "/bin/cat", autostart="false"))
    assert halberd.ctl("rotate", "app").stdout == f"app: stdout rotated to {halberd.folder}/app.log.1\n"
    assert (halberd.folder / "app.log.1").read_text() == "of an earlier run\n"
    assert halberd.ctl("rotate", "new").stdout == f"new: stdout not rotated ({halberd.folder}/new.log is not there yet)\n"
    assert not (halberd.folder / "new.log").exists()


def test_rotate_says_what_it_cannot_do_and_why(halberd):
    run(halberd, program("none", "/bin/cat", stdout_logfile="NONE"),
        program("kept", shell("echo precious; exec cat"), stdout_logfile_backups=0),
        program("device", "/bin/cat", stdout_logfile="/dev/null"))
    halberd.wait_file("kept.log", "precious")
    for name, answer in [("none", "ERROR (no log file)"),
                         ("kept", f"ERROR (stdout: {halberd.folder}/kept.log would only be emptied, because "
                                  "stdout_logfile_backups=0; `clear` does that)"),
                         ("device", "ERROR (stdout: /dev/null is a device, which cannot be rotated)"),
                         ("nosuch", "ERROR (no such process)")]:
        done = halberd.ctl("rotate", name)
        assert (done.status, done.stdout) == (1, f"{name}: {answer}\n")
    assert (halberd.folder / "kept.log").read_text() == "precious\n"
    assert halberd.ctl("rotate", "all").status == 0


def test_rotate_cuts_no_line_and_the_program_goes_on(halberd):
    (halberd.folder / "halves.py").write_text(HALVES)
    run(halberd, program("app", f"{sys.executable} %(here)s/halves.py 100", stdout_logfile_backups=1000))
    expected = b"".join(b"line %d is whole\n" % number for number in range(100))
    while whole_log(halberd, "app.log") != expected:
        halberd.rpc.halberd.rotateProcessLogs("app")
    files = log_files(halberd, "app.log")
    assert len(files) > 20
    # A line that is alone in the file is cut: who rotates on request wants what there is.
    cut = [path for path in files[:-1] if not path.read_bytes().endswith(b"is whole\n")]
    assert all(b"\n" not in path.read_bytes() for path in cut), cut
