"""What a log looks like with log_format=text or json, and with log_marks=true."""

import datetime
import hashlib
import json
import os
import re
import signal
import subprocess
import sys

from support.daemons import build_folder
from support.log_files import log_files

STAMP = r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,\d{3}"
WRITER = build_folder() / "tests" / "stream_writer"


def python(code):
    """A command that runs a few lines of Python, in which %% stands for a percent sign."""
    return f"{sys.executable} -c \"{code}\""


def program(name, command, **options):
    """The section of a program with one log for each stream."""
    options = {"command": command, "startsecs": 0, "autorestart": "false", "stdout_logfile": f"%(here)s/{name}.out",
               "stderr_logfile": f"%(here)s/{name}.err", **options}
    return f"[program:{name}]\n" + "".join(f"{key}={value}\n" for key, value in options.items())


def run(daemon, *sections):
    daemon.configure("\n".join(sections))
    daemon.start()


def objects(text):
    """The lines of a log in JSON."""
    return [json.loads(line) for line in text.splitlines()]


# --- text


def test_each_line_has_its_time_its_process_and_its_stream(halberd):
    run(halberd, program("both", """/bin/sh -c "echo one; echo two; echo err >&2; exec cat" """, log_format="text",
                         process_name="a", numprocs=1).replace("[program:both]", "[program:web]"))
    halberd.wait_file("both.out", rf"\A{STAMP} web:a stdout one\n{STAMP} web:a stdout two\n\Z")
    halberd.wait_file("both.err", rf"\A{STAMP} web:a stderr err\n\Z")


def test_the_time_is_local_and_that_of_the_first_byte(halberd):
    halberd.environment["TZ"] = "XXX-7:30"
    run(halberd, program("slow", python("import os, sys, time; "
                                        "sys.stdout.write('be'); sys.stdout.flush(); time.sleep(1.2); "
                                        "print('gun'); print('next')"), log_format="text"))
    halberd.wait_state("slow", "EXITED")
    first, second = (halberd.folder / "slow.out").read_text().splitlines()
    assert first.endswith(" slow stdout begun") and second.endswith(" slow stdout next")
    times = [datetime.datetime.strptime(line[:23], "%Y-%m-%d %H:%M:%S,%f") for line in (first, second)]
    assert (times[1] - times[0]).total_seconds() > 1
    here = datetime.timezone(datetime.timedelta(hours=7, minutes=30))
    age = datetime.datetime.now(here).replace(tzinfo=None) - times[1]
    assert 0 <= age.total_seconds() < 60


def test_a_last_line_without_newline_is_a_line(halberd):
    run(halberd, program("last", """/bin/sh -c "printf 'whole\\nthe end'" """, log_format="text"))
    halberd.wait_state("last", "EXITED")
    assert re.fullmatch(rf"{STAMP} last stdout whole\n{STAMP} last stdout the end\n",
                        (halberd.folder / "last.out").read_text())


def test_supervisorctl_shows_the_file_as_it_is(halberd):
    run(halberd, program("one", """/bin/sh -c "echo hello; exec cat" """, log_format="text"))
    halberd.wait_file("one.out", "hello\n")
    assert halberd.ctl("tail", "one").stdout == (halberd.folder / "one.out").read_text() + "\n"
    assert halberd.rpc.supervisor.readProcessStdoutLog("one", 0, 0) == (halberd.folder / "one.out").read_text()


def test_a_log_that_ended_within_a_line_goes_on_with_a_new_one(halberd):
    (halberd.folder / "one.out").write_text("killed within a li")
    run(halberd, program("one", """/bin/sh -c "echo hello; exec cat" """, log_format="json"))
    halberd.wait_file("one.out", r"hello.*\n")
    old, new = (halberd.folder / "one.out").read_text().splitlines()
    assert old == "killed within a li"
    assert json.loads(new)["line"] == "hello"


# --- json


def test_each_line_is_an_object(halberd):
    halberd.environment["TZ"] = "UTC"
    run(halberd, program("web", """/bin/sh -c "echo 'say \\"hi\\"'; echo err >&2; exec cat" """, log_format="json"))
    halberd.wait_file("web.out", r"\n")
    halberd.wait_file("web.err", r"\n")
    (line,) = objects((halberd.folder / "web.out").read_text())
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}\+00:00", line.pop("time"))
    assert line == {"group": "web", "process": "web", "pid": halberd.info("web")["pid"], "stream": "stdout",
                    "line": 'say "hi"'}
    (line,) = objects((halberd.folder / "web.err").read_text())
    assert (line["stream"], line["line"]) == ("stderr", "err")


def test_any_bytes_make_valid_json_and_long_lines_become_parts(halberd):
    script = halberd.folder / "write.py"
    script.write_text("import os\n"
                      "os.write(1, b'\\xff\\xfe ok \\xc3\\xa4\\n\\0\\x1b[1m\\n')\n"
                      "os.write(1, 'ä'.encode() * 100_000)\n")
    run(halberd, program("odd", f"{sys.executable} {script}", log_format="json"))
    halberd.wait_state("odd", "EXITED")
    lines = objects((halberd.folder / "odd.out").read_text(encoding="utf-8"))
    assert lines[0]["line"].endswith(" ok ä") and "\ufffd" in lines[0]["line"]
    assert lines[1]["line"] == "\0\x1b[1m"
    assert "".join(part["line"] for part in lines[2:]) == "ä" * 100_000
    assert [(part["part"], part["last"]) for part in lines[2:]] == \
        [(number, number == len(lines) - 2) for number in range(1, len(lines) - 1)]
    assert len(lines) > 4


def test_strip_ansi_capture_and_events_work_on_what_the_program_wrote(halberd):
    listener = halberd.folder / "listener.py"
    listener.write_text("import sys\n"
                        "from supervisor import childutils\n"
                        "out = open('events', 'w')\n"
                        "while True:\n"
                        "    headers, payload = childutils.listener.wait()\n"
                        "    out.write(headers['eventname'] + '|' + payload.partition('\\n')[2] + '\\n')\n"
                        "    out.flush()\n"
                        "    childutils.listener.ok()\n")
    run(halberd, f"[supervisord]\nstrip_ansi=true\n[eventlistener:listen]\ncommand={sys.executable} {listener}\n"
                 "events=PROCESS_LOG,PROCESS_COMMUNICATION\n",
        program("app", """/bin/sh -c "
  sleep 0.3
  printf 'a \\033[1mbold\\033[0m word<!--XSUPERVISOR:BEGIN-->data<!--XSUPERVISOR:END--> and more\\n'
  exec cat" """, log_format="json", stdout_events_enabled="true", stdout_capture_maxbytes="1KB"))
    halberd.wait_file("events", r"PROCESS_COMMUNICATION_STDOUT\|data\n")
    halberd.wait_file("events", r" and more")
    events = (halberd.folder / "events").read_text()
    assert "".join(re.findall(r"PROCESS_LOG_STDOUT\|([^\n]*)", events)) == "a bold word and more"
    (line,) = objects((halberd.folder / "app.out").read_text())
    assert line["line"] == "a bold word and more"


def test_at_full_speed_and_through_rotations_no_line_is_lost_or_cut(halberd):
    size = 100_000_000
    run(halberd, program("w", f"{WRITER} write %(here)s/notebook 7 {size} 200000 0", log_format="json",
                         stdout_logfile_maxbytes="10MB", stdout_logfile_backups=1000))
    halberd.wait_state("w", "EXITED", timeout=300)
    digest = hashlib.sha256()
    count = 0
    for path in log_files(halberd, "w.out"):
        with open(path, "rb") as file:
            for text in file:
                record = json.loads(text)
                line = record["line"].encode() + (b"\n" if record.get("last", True) else b"")
                count += len(line)
                digest.update(line)
    expected = subprocess.run([WRITER, "print", "7", "0", "0", str(size)], stdout=subprocess.PIPE, check=True).stdout
    # Whether the last line had a newline is not told by the log.
    if not expected.endswith(b"\n"):
        expected += b"\n"
    assert (count, digest.hexdigest()) == (len(expected), hashlib.sha256(expected).hexdigest())
    assert len(log_files(halberd, "w.out")) > 10


# --- raw is the default, and marks


def test_without_the_keys_the_log_is_what_the_program_wrote(halberd):
    run(halberd, program("one", """/bin/sh -c "printf 'a\\nb'" """))
    halberd.wait_state("one", "EXITED")
    assert (halberd.folder / "one.out").read_text() == "a\nb"


def test_marks_tell_of_start_and_end(halberd):
    run(halberd, program("web", """/bin/sh -c "printf 'a\\nb'; exec cat" """, log_marks="true"))
    halberd.wait_file("web.out", "b")
    pid = halberd.info("web")["pid"]
    os.kill(pid, signal.SIGKILL)
    halberd.wait_state("web", "EXITED")
    started = rf"--- {STAMP} web started, pid {pid}\n"
    ended = rf"--- {STAMP} web ended: terminated by SIGKILL\n"
    assert re.fullmatch(started + "a\nb\n" + ended, (halberd.folder / "web.out").read_text())
    assert re.fullmatch(started + ended, (halberd.folder / "web.err").read_text())
    halberd.rpc.supervisor.startProcess("web")
    halberd.wait_file("web.out", rf"{ended}--- {STAMP} web started, pid {halberd.info('web')['pid']}\na")


def test_marks_are_objects_in_json(halberd):
    run(halberd, program("web", """/bin/sh -c "echo a; exit 3" """, log_format="json", log_marks="true"))
    halberd.wait_state("web", "EXITED")
    begin, line, end = objects((halberd.folder / "web.out").read_text())
    assert begin["mark"] == "started" and "line" not in begin
    assert line["line"] == "a" and "mark" not in line
    assert (end["mark"], end["status"]) == ("ended", "exit status 3")
    assert begin["pid"] == line["pid"] == end["pid"]


def test_a_file_for_both_streams_has_each_mark_once(halberd):
    run(halberd, program("web", """/bin/sh -c "echo a; echo b >&2" """, log_marks="true",
                         stdout_logfile="%(here)s/x.log", stderr_logfile="%(here)s/x.log"))
    halberd.wait_state("web", "EXITED")
    text = (halberd.folder / "x.log").read_text()
    assert len(re.findall("started", text)) == len(re.findall("ended", text)) == 1
    assert sorted(line for line in text.splitlines() if not line.startswith("---")) == ["a", "b"]


def test_a_plugin_in_the_daemon_has_a_log_like_any_other(halberd):
    run(halberd, "[eventlistener:mail]\nplugin=crashmail stray -m nobody@example.com\nevents=PROCESS_STATE_EXITED\n"
                 "log_format=json\nlog_marks=true\nstderr_logfile=%(here)s/mail.err\n")
    halberd.wait_state("mail", "RUNNING")
    halberd.wait_file("mail.err", "stray")
    halberd.rpc.supervisor.stopProcess("mail")
    lines = objects((halberd.folder / "mail.err").read_text())
    assert lines[0]["mark"] == "started" and lines[0]["pid"] == halberd.pid
    assert "stray" in lines[1]["line"] and lines[1]["stream"] == "stderr"
    assert lines[-1]["mark"] == "ended"
