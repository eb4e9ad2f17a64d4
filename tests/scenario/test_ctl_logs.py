"""`supervisorctl logs`: the logs of many programs at once, of our daemon and of Debian's."""

import subprocess

import pexpect
import pytest

from support.daemons import halberd_programs
from support.waiting import PATIENCE, wait_for

# Each program writes the lines that a FIFO gets.
PROGRAMS = """
    [program:talker]
    command=/bin/sh -c 'for i in 1 2 3; do echo "%(program_name)s_%(process_num)d line $i"; done; exec 3<>%(here)s/%(process_num)d.fifo; while read line <&3; do echo "$line"; done'
    process_name=%(program_name)s_%(process_num)d
    numprocs=2
    startsecs=0
    stopasgroup=true
    [program:stamped]
    command=/bin/sh -c 'echo "2001-01-01 00:00:00 old"; echo " of old"; echo "2099-01-01 00:00:00 new"; echo oops >&2; exec sleep 1000'
    startsecs=0
    """


@pytest.fixture(params=["halberd", "oracle"])
def daemon(request, folder):
    daemon = request.getfixturevalue(request.param)
    for number in (0, 1):
        subprocess.run(["mkfifo", daemon.folder / f"{number}.fifo"], check=True)
    daemon.configure(PROGRAMS)
    daemon.start()
    for name in ("talker:talker_0", "talker:talker_1", "stamped"):
        daemon.wait_state(name, "RUNNING")
        wait_for(lambda name=name: daemon.rpc.supervisor.readProcessStdoutLog(name, 0, 0).count("\n") == 3, what="output")
    wait_for(lambda: daemon.rpc.supervisor.readProcessStderrLog("stamped", 0, 0), what="output of stamped")
    return daemon


def logs(daemon, *args):
    return daemon.ctl("logs", *args, using=halberd_programs())


def say(daemon, number, line):
    (daemon.folder / f"{number}.fifo").write_text(line + "\n")


def test_the_last_lines_of_many(daemon):
    assert logs(daemon, "-n", "1", "talker:*") == (
        0, "talker:talker_0 | talker_0 line 3\ntalker:talker_1 | talker_1 line 3\n", "")
    assert logs(daemon, "*_1", "--grep", "line 2") == (0, "talker_1 line 2\n", "")
    assert logs(daemon, "stamped") == (0, "2001-01-01 00:00:00 old\n of old\n2099-01-01 00:00:00 new\noops\n", "")


def test_since_goes_by_the_stamps(daemon):
    assert logs(daemon, "--stream", "stdout", "--since", "5m", "stamped") == (0, "2099-01-01 00:00:00 new\n", "")
    status, stdout, stderr = logs(daemon, "--since", "5m", "talker_0")
    assert status == 1
    assert stdout == "talker_0: ERROR (no such process)\n"
    status, stdout, stderr = logs(daemon, "--since", "5m", "talker:talker_0")
    assert (status, stdout.count("line")) == (0, 3)
    assert "talker:talker_0 stdout: its lines have no time stamps" in stderr


def test_following_shows_what_comes(daemon):
    follow = subprocess.Popen([halberd_programs().supervisorctl, "-c", str(daemon.config), "logs", "-f", "talker:*",
                               "-n", "2", "--stream", "stdout", "--grep", "line"], stdout=subprocess.PIPE, text=True)
    lines = [follow.stdout.readline() for _ in range(4)]
    assert sorted(lines) == [f"talker:talker_{n} | talker_{n} line {i}\n" for n in (0, 1) for i in (2, 3)]
    say(daemon, 1, "no such thing")
    say(daemon, 1, "a new line")
    assert follow.stdout.readline() == "talker:talker_1 | a new line\n"
    say(daemon, 0, "another line")
    assert follow.stdout.readline() == "talker:talker_0 | another line\n"
    follow.terminate()
    follow.wait()
    follow.stdout.close()


@pytest.mark.parametrize("variables, is_coloured", [({}, True), ({"NO_COLOR": "1"}, False), ({"TERM": "dumb"}, False)])
def test_the_prefixes_have_colours_at_a_terminal(halberd, variables, is_coloured):
    halberd.configure(PROGRAMS.replace("exec 3<>%(here)s/%(process_num)d.fifo; while read line <&3", "while sleep 1000"))
    halberd.start()
    for number in (0, 1):
        wait_for(lambda number=number: halberd.rpc.supervisor.readProcessStdoutLog(f"talker:talker_{number}", 0, 0)
                 .count("\n") == 3, what="output")
    environment = {key: value for key, value in halberd.environment.items() if key != "NO_COLOR"}
    shown, status = pexpect.run(f"{halberd.programs.supervisorctl} -c {halberd.config} logs -n 1 'talker:*'", withexitstatus=True,
                                timeout=PATIENCE, env={**environment, "TERM": "xterm", **variables}, encoding="utf-8")
    assert status == 0
    first, second = shown.splitlines()
    if is_coloured:
        assert first == "\033[36mtalker:talker_0 | \033[0mtalker_0 line 3"
        assert second == "\033[33mtalker:talker_1 | \033[0mtalker_1 line 3"
    else:
        assert (first, second) == ("talker:talker_0 | talker_0 line 3", "talker:talker_1 | talker_1 line 3")


def test_far_more_than_the_usual_kilobyte_of_history(halberd):
    halberd.configure("""
        [program:long]
        command=/bin/sh -c 'seq 100000 104999; exec sleep 1000'
        """)
    halberd.start()
    wait_for(lambda: "104999" in halberd.rpc.supervisor.tailProcessStdoutLog("long", 0, 100)[0], what="output")
    follow = subprocess.Popen([halberd.programs.supervisorctl, "-c", str(halberd.config), "logs", "-f", "-n", "3000", "long"],
                              stdout=subprocess.PIPE, text=True)
    assert [int(follow.stdout.readline()) for _ in range(3000)] == list(range(102000, 105000))
    follow.terminate()
    follow.wait()
    follow.stdout.close()
