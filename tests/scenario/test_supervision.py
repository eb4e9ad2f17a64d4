"""The job itself: programs are started, watched, started again and stopped, and what they print is kept."""

import datetime
import os
import re
import signal
from pathlib import Path

import pytest

from support import processes
from support.waiting import stays, wait_for

STAMP = r"^(\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,\d{3}) "


def times(daemon, text):
    """The times of the lines of the main log that match."""
    return [datetime.datetime.strptime(match.group(1) + "000", "%Y-%m-%d %H:%M:%S,%f")
            for match in re.finditer(rf"{STAMP}.*{text}", daemon.log(), re.MULTILINE)]


def started(daemon, name):
    """How often the process was started."""
    return len(times(daemon, f"spawned: '{name}' with pid"))


def run(daemon, *sections):
    daemon.configure("".join(sections))
    daemon.start()


def program(name, command, **options):
    lines = [f"[program:{name}]", f"command={command}", *(f"{key}={value}" for key, value in options.items())]
    return "\n".join(lines) + "\n"


# A process that starts a child, tells its pid and waits for it.
PARENT = """/bin/sh -c "sleep 1000 & echo $! >%(here)s/child; wait" """


def child_of(daemon):
    return int(daemon.wait_file("child", r"\A\d+$").group())


def end_left_child(pid):
    assert processes.is_alive(pid)
    processes.end(pid)


# --- start


def environment_of(daemon, name):
    """What /proc says of the environment of a process, once it has been executed."""
    pid = daemon.wait_state(name, "RUNNING")["pid"]
    return dict(pair.split("=", 1) for pair in Path(f"/proc/{pid}/environ").read_text().split("\0") if "=" in pair)


def test_environment_files_are_read_at_each_start(halberd):
    (halberd.folder / "base.env").write_text("# the site\nCITY=Paris\nexport GREETING='good morning'\nOWN=file\n")
    run(halberd, program("web", "/bin/cat", environment='OWN="section",KEPT="yes"',
                         environment_file="%(here)s/base.env, -%(here)s/%(program_name)s.env"))
    first = environment_of(halberd, "web")
    assert (first["CITY"], first["GREETING"], first["OWN"], first["KEPT"]) == ("Paris", "good morning", "file", "yes")
    (halberd.folder / "web.env").write_text("CITY=Rome\n")
    assert halberd.ctl("restart", "web") == (0, "web: stopped\nweb: started\n", "")
    assert environment_of(halberd, "web")["CITY"] == "Rome"


def test_an_environment_file_that_cannot_be_read_keeps_the_program_from_starting_and_says_so(halberd):
    run(halberd, program("web", "/bin/cat", autostart="false", startretries="0",
                         environment_file="%(here)s/none.env"))
    assert halberd.ctl("start", "web")[:2] == (7, "web: ERROR (spawn error)\n")
    reason = f"can't read environment_file {halberd.folder}/none.env: No such file or directory"
    assert halberd.info("web")["spawnerr"] == reason
    assert f"spawnerr: {reason}" in halberd.log()
    (halberd.folder / "none.env").write_text("CITY\n")
    assert halberd.ctl("start", "web")[0] == 7
    assert f"{halberd.folder}/none.env:1: the line is no KEY=value" in halberd.info("web")["spawnerr"]
    (halberd.folder / "none.env").write_text("CITY=Rome\n")
    assert halberd.ctl("start", "web") == (0, "web: started\n", "")


def test_autostart_decides_what_runs_from_the_beginning(halberd):
    run(halberd, program("now", "/bin/cat"), program("later", "/bin/cat", autostart="false"))
    halberd.wait_state("now", "RUNNING")
    assert halberd.info("later")["statename"] == "STOPPED"
    assert halberd.ctl("start", "later") == (0, "later: started\n", "")
    halberd.wait_state("later", "RUNNING")


def test_a_process_is_running_only_after_startsecs(halberd):
    run(halberd, program("slow", "/bin/cat", startsecs=2))
    halberd.wait_state("slow", "STARTING")
    halberd.wait_state("slow", "RUNNING")
    halberd.wait_log(r"INFO success: slow entered RUNNING state, process has stayed up for > than 2 seconds \(startsecs\)")
    [spawned], [success] = times(halberd, "spawned: 'slow'"), times(halberd, "success: slow")
    assert success - spawned >= datetime.timedelta(seconds=1.99)


def test_a_program_that_never_comes_up_is_fatal_after_startretries(halberd):
    run(halberd, program("broken", "/bin/sh -c 'exit 7'", startretries=2))
    halberd.wait_state("broken", "BACKOFF")
    halberd.wait_state("broken", "FATAL")
    halberd.wait_log(r"INFO gave up: broken entered FATAL state, too many start retries too quickly")
    assert started(halberd, "broken") == 3
    first, second, third = times(halberd, "spawned: 'broken'")
    assert second - first >= datetime.timedelta(seconds=0.99)
    assert third - second >= datetime.timedelta(seconds=1.99)
    assert len(times(halberd, r"WARN exited: broken \(exit status 7; not expected\)")) == 3


def test_a_command_that_is_not_there_is_fatal_and_named(halberd):
    run(halberd, program("missing", "/no/such/program", startretries=0), program("cat", "/bin/cat"))
    halberd.wait_state("missing", "FATAL")
    halberd.wait_log(r"INFO spawnerr: can't find command '/no/such/program'")
    halberd.wait_state("cat", "RUNNING")


def test_a_program_starts_with_no_signal_ignored_or_blocked(halberd):
    run(halberd, program("cat", "/bin/cat"))
    pid = halberd.wait_state("cat", "RUNNING")["pid"]
    masks = dict(re.findall(r"^(Sig\w+):\t([0-9a-f]+)$", Path(f"/proc/{pid}/status").read_text(), re.MULTILINE))
    assert (int(masks["SigIgn"], 16), int(masks["SigBlk"], 16)) == (0, 0)


# --- exit


@pytest.mark.parametrize("autorestart, status, again", [
    ("false", 0, False), ("false", 3, False),
    ("unexpected", 0, False), ("unexpected", 3, True),
    ("true", 0, True), ("true", 3, True),
])
def test_autorestart_decides_what_follows_an_exit(halberd, autorestart, status, again):
    run(halberd, program("worker", f"/bin/sh -c 'sleep 1.2 && exit {status}'", autorestart=autorestart))
    expectation = "expected" if status == 0 else "not expected"
    halberd.wait_log(rf"exited: worker \(exit status {status}; {expectation}\)")
    if again:
        wait_for(lambda: started(halberd, "worker") >= 2, what="the second start")
    else:
        assert halberd.wait_state("worker", "EXITED")["exitstatus"] == status
        assert stays(lambda: started(halberd, "worker") == 1, seconds=1.5)


def test_a_listed_exit_code_is_expected(halberd):
    run(halberd, program("worker", "/bin/sh -c 'sleep 1.2 && exit 3'", exitcodes="0,3"))
    halberd.wait_log(r"INFO exited: worker \(exit status 3; expected\)")
    assert halberd.wait_state("worker", "EXITED")["exitstatus"] == 3


def test_a_crashed_process_is_started_again_at_once(halberd):
    run(halberd, program("cat", "/bin/cat"))
    for crash in range(1, 6):
        # Watched from outside: a request would wake a daemon that sleeps until its next poll.
        halberd.wait_log("success: cat entered RUNNING state", count=crash)
        [pid] = processes.children(halberd.pid)
        os.kill(pid, signal.SIGKILL)
        halberd.wait_log("spawned: 'cat'", count=crash + 1)
    exits = times(halberd, r"WARN exited: cat \(terminated by SIGKILL; not expected\)")
    starts = times(halberd, "spawned: 'cat'")[1:]
    # A poll once a second would be this quick one time in four; one slow restart is the machine's noise.
    quick = [start - exit < datetime.timedelta(seconds=0.25) for exit, start in zip(exits, starts)]
    assert len(quick) == 5 and quick.count(True) >= 4, list(zip(exits, starts))


def test_a_program_that_exits_at_once_is_started_at_most_once_a_second(halberd):
    run(halberd, program("spinner", "/bin/true", startsecs=0, autorestart="true"))
    wait_for(lambda: started(halberd, "spinner") >= 4, what="the fourth start")
    starts = times(halberd, "spawned: 'spinner'")
    pauses = [later - earlier for earlier, later in zip(starts, starts[1:])]
    assert min(pauses) >= datetime.timedelta(seconds=0.95), starts


def test_an_instant_exit_with_startsecs_0_is_an_exit_and_no_failed_start(halberd):
    run(halberd, program("short", "/bin/true", startsecs=0, autorestart="false"))
    halberd.wait_state("short", "EXITED")
    halberd.wait_log(r"INFO success: short entered RUNNING state, process has stayed up for > than 0 seconds \(startsecs\)")
    halberd.wait_log(r"INFO exited: short \(exit status 0; expected\)")


# --- stop


@pytest.mark.parametrize("stopsignal", ["TERM", "INT", "HUP", "USR1"])
def test_a_stop_sends_the_stop_signal(halberd, stopsignal):
    run(halberd, program("worker", f"""/bin/sh -c "trap 'echo got {stopsignal} && exit 0' {stopsignal}
      echo ready
      while sleep 0.1
      do :
      done" """.replace("\n     ", "\n "), stopsignal=stopsignal, stdout_logfile="%(here)s/out"))
    halberd.wait_file("out", "ready")
    halberd.wait_state("worker", "RUNNING")
    assert halberd.ctl("stop", "worker").stdout == "worker: stopped\n"
    assert (halberd.folder / "out").read_text() == f"ready\ngot {stopsignal}\n"
    halberd.wait_log(r"INFO waiting for worker to stop")
    halberd.wait_log(r"INFO stopped: worker \(exit status 0\)")


def test_a_process_that_ignores_the_stop_signal_is_killed_after_stopwaitsecs(halberd):
    run(halberd, program("deaf", """/bin/sh -c "trap '' TERM && echo ready && while sleep 0.1 || :; do :; done" """,
                         stopwaitsecs=1, stdout_logfile="%(here)s/out", killasgroup="true"))
    halberd.wait_file("out", "ready")
    pid = halberd.wait_state("deaf", "RUNNING")["pid"]
    assert halberd.ctl("stop", "deaf").stdout == "deaf: stopped\n"
    assert not processes.is_alive(pid)
    halberd.wait_log(rf"WARN killing 'deaf' \({pid}\) with SIGKILL")
    halberd.wait_log(r"WARN stopped: deaf \(terminated by SIGKILL\)")
    [asked], [killed] = times(halberd, "waiting for deaf to stop"), times(halberd, "killing 'deaf'")
    assert killed - asked >= datetime.timedelta(seconds=0.99)


def test_without_stopasgroup_only_the_process_itself_gets_the_signal(halberd):
    run(halberd, program("parent", PARENT))
    halberd.wait_state("parent", "RUNNING")
    child = child_of(halberd)
    halberd.ctl("stop", "parent")
    end_left_child(child)


def test_stopasgroup_signals_the_whole_group(halberd):
    run(halberd, program("parent", PARENT, stopasgroup="true"))
    halberd.wait_state("parent", "RUNNING")
    child = child_of(halberd)
    halberd.ctl("stop", "parent")
    wait_for(lambda: not processes.is_alive(child), what="the end of the child")


@pytest.mark.parametrize("killasgroup", ["true", "false"])
def test_killasgroup_decides_whom_the_kill_reaches(halberd, killasgroup):
    run(halberd, program("deaf", """/bin/sh -c "trap '' TERM && sleep 1000 & echo $! >%(here)s/child
      trap '' TERM
      wait" """.replace("\n     ", "\n "), stopwaitsecs=1, killasgroup=killasgroup))
    halberd.wait_state("deaf", "RUNNING")
    child = child_of(halberd)
    halberd.ctl("stop", "deaf")
    halberd.wait_log(r"stopped: deaf \(terminated by SIGKILL\)")
    if killasgroup == "true":
        wait_for(lambda: not processes.is_alive(child), what="the end of the child")
    else:
        end_left_child(child)


def test_stopping_a_process_in_backoff_is_immediate(halberd):
    run(halberd, program("broken", "/bin/false", startretries=100))
    wait_for(lambda: started(halberd, "broken") >= 2, what="the second start")
    halberd.wait_state("broken", "BACKOFF")
    halberd.ctl("stop", "broken")
    halberd.wait_state("broken", "STOPPED")
    starts = started(halberd, "broken")
    assert stays(lambda: started(halberd, "broken") == starts, seconds=2)


def test_stop_all_calls_off_a_restart_that_is_due(halberd):
    run(halberd, program("web", "/bin/cat", restart_delay="60"), program("other", "/bin/cat"))
    halberd.wait_state("other", "RUNNING")
    os.kill(halberd.wait_state("web", "RUNNING")["pid"], signal.SIGKILL)
    halberd.wait_state("web", "EXITED")
    assert "next_at" in halberd.rpc.halberd.explain("web")
    assert halberd.ctl("stop", "all") == (0, "other: stopped\n", "")
    assert "next_at" not in halberd.rpc.halberd.explain("web")
    assert halberd.info("web")["statename"] == "EXITED"


def test_several_stopsignals_follow_each_other(halberd):
    stubborn = """/bin/sh -c "trap 'echo TERM' TERM; trap 'echo INT; exit 7' INT; echo ready; while :; do sleep 0.05; done" """
    run(halberd, program("web", stubborn, stopsignal="TERM 1, INT 30, KILL", stdout_logfile="%(here)s/web.log"))
    halberd.wait_file("web.log", "ready")
    assert halberd.ctl("stop", "web") == (0, "web: stopped\n", "")
    assert (halberd.folder / "web.log").read_text() == "ready\nTERM\nINT\n"
    assert re.search(r"WARN killing 'web' \(\d+\) with SIGINT", halberd.log())
    assert "stopped: web (exit status 7)" in halberd.log()


def test_the_signal_reload_is_the_programs_own(halberd):
    script = """/bin/sh -c "trap 'echo again' USR1; echo ready; while :; do sleep 0.05; done" """
    run(halberd, program("web", script, reload_signal="USR1", stdout_logfile="%(here)s/web.log"),
        program("other", "/bin/cat"))
    halberd.wait_file("web.log", "ready")
    assert halberd.ctl("signal", "reload", "web") == (0, "web: signalled\n", "")
    halberd.wait_file("web.log", "again")
    assert halberd.ctl("signal", "reload", "other")[1] == "other: ERROR (bad signal name)\n"


# --- output


def test_redirect_stderr_puts_both_streams_into_one_file(halberd):
    run(halberd, program("both", """/bin/sh -c "echo out && echo err >&2 && exec cat" """, redirect_stderr="true",
                         stdout_logfile="%(here)s/both.log"))
    halberd.wait_file("both.log", r"\Aout\nerr\n\Z")
    assert not [name for name in os.listdir(halberd.folder) if "stderr" in name]


def test_streams_have_a_file_each(halberd):
    run(halberd, program("both", """/bin/sh -c "echo out && echo err >&2 && exec cat" """,
                         stdout_logfile="%(here)s/out.log", stderr_logfile="%(here)s/err.log"))
    halberd.wait_file("out.log", r"\Aout\n\Z")
    halberd.wait_file("err.log", r"\Aerr\n\Z")


def test_auto_logs_lie_in_childlogdir_by_their_customary_names(halberd):
    run(halberd, program("cat", """/bin/sh -c "echo out && exec cat" """))
    halberd.wait_state("cat", "RUNNING")
    names = os.listdir(halberd.folder)
    assert [name for name in names if re.fullmatch(r"cat-stdout---supervisor-\w{8}\.log", name)], names
    assert [name for name in names if re.fullmatch(r"cat-stderr---supervisor-\w{8}\.log", name)], names
    assert halberd.ctl("tail", "cat").stdout.startswith("out\n")


def test_logs_rotate_by_size_and_lose_nothing(halberd):
    run(halberd, program("writer", """/bin/sh -c "
      i=100
      while test $i -lt 200
      do echo line $i
         i=$((i+1))
      done
      exec cat" """.replace("\n     ", "\n "), stdout_logfile="%(here)s/out.log", stdout_logfile_maxbytes=300,
                         stdout_logfile_backups=100))
    numbers = [f"line {number}\n" for number in range(100, 200)]
    wait_for(lambda: "".join(rotated(halberd, "out.log")) == "".join(numbers),
             what=lambda: f"all lines in their order; there is {rotated(halberd, 'out.log')}")
    files = rotated(halberd, "out.log")
    assert len(files) > 1
    assert all(len(text) >= 300 for text in files[:-1])


def test_only_so_many_backups_are_kept(halberd):
    run(halberd, program("writer", """/bin/sh -c "
      i=1000
      while test $i -lt 1020
      do echo line $i
         sleep 0.05
         i=$((i+1))
      done
      exec cat" """.replace("\n     ", "\n "), stdout_logfile="%(here)s/out.log", stdout_logfile_maxbytes=20,
                         stdout_logfile_backups=2))
    wait_for(lambda: any("line 1019\n" in text for text in rotated(halberd, "out.log")), what="the last line")
    # The last line may fill the log: its rotation may then be under way.
    names = lambda: sorted(name for name in os.listdir(halberd.folder) if name.startswith("out.log"))
    wait_for(lambda: names() == ["out.log", "out.log.1", "out.log.2"], what=lambda: f"the log and two backups, not {names()}")
    kept = "".join(rotated(halberd, "out.log"))
    assert "".join(f"line {number}\n" for number in range(1000, 1020)).endswith(kept)


def test_the_last_words_of_a_process_are_kept(halberd):
    run(halberd, program("dying", """/bin/sh -c "sleep 1.1 && echo last words && kill -KILL $$" """,
                         autorestart="false", stdout_logfile="%(here)s/out.log"))
    halberd.wait_state("dying", "EXITED")
    assert (halberd.folder / "out.log").read_text() == "last words\n"


def rotated(daemon, name):
    """The texts of a log and its backups, the oldest first."""
    backups = sorted((path for path in daemon.folder.glob(f"{name}.*")), key=lambda path: -int(path.suffix[1:]))
    return [path.read_text() for path in [*backups, daemon.folder / name] if path.exists()]


# --- explain


def test_explain_tells_why_a_process_is_where_it_is(halberd):
    run(halberd, program("web", """/bin/sh -c "echo no route >&2; exit 3" """, startretries="0"),
        program("away", "/bin/cat", directory="/nonexistent", startretries="0"), program("idle", "/bin/cat", autostart="false"))
    halberd.wait_state("web", "FATAL")
    halberd.wait_state("away", "FATAL")
    status, text, _ = halberd.ctl("explain", "web", "away", "idle")
    assert status == 0
    web, away, idle = re.split(r"(?m)^(?=\w)", text)[1:]
    assert re.match(r"web: FATAL\n  since: \d{4}-\d\d-\d\d \d\d:\d\d:\d\d, for \d+ s\n  why:   too many start retries", web)
    assert re.search(r"STARTING -> BACKOFF   exit status 3\n", web)
    assert web.endswith("  last output:\n    no route\n")
    assert "chdir" in away and "/nonexistent" in away and "ENOENT" in away
    assert idle == "idle: STOPPED\n  it was never started\n"
    assert halberd.rpc.halberd.explain("web")["history"][-1]["to"] == "FATAL"


def test_explain_shows_the_last_ten_lines_of_output(halberd):
    script = """/bin/sh -c "for i in 1 2 3 4 5 6 7 8 9 10 11 12; do echo line $i; done; exec cat" """
    run(halberd, program("web", script, redirect_stderr="true", stdout_logfile="%(here)s/web.log"))
    halberd.wait_file("web.log", "line 12\n")
    shown = halberd.ctl("explain", "web").stdout.partition("  last output:\n")[2]
    assert shown == "".join(f"    line {number}\n" for number in range(3, 13))


def test_explain_tells_what_comes_next(halberd):
    run(halberd, program("web", "/bin/cat", restart_delay="60"))
    os.kill(halberd.wait_state("web", "RUNNING")["pid"], signal.SIGKILL)
    halberd.wait_state("web", "EXITED")
    text = halberd.ctl("explain", "web").stdout
    assert re.search(r"  why:   terminated by SIGKILL\n", text)
    assert re.search(r"  next:  in ([45]\d s|1 min 0 s) it is started again\n", text)
