"""[fcgi-program:x] under Debian's supervisord and ours: the same sockets, the same states, the same lines in the log."""

import os
import re
import signal
import stat
import xmlrpc.client

import pytest

from support.fastcgi import RESPONDER, request, stdin_of, waiting_room
from support.waiting import free_port, wait_for

as_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root can give a socket away")


@pytest.fixture(params=["halberd", "oracle"])
def daemon(request):
    """A daemon of either side."""
    return request.getfixturevalue(request.param)


def run(daemon, text):
    daemon.configure(text)
    daemon.start()


def program(lines, name="php"):
    return f"[fcgi-program:{name}]\ncommand={RESPONDER}\nstdout_logfile=NONE\nstderr_logfile=%(here)s/{name}.err\n{lines}\n"


def pair(lines=""):
    return program("socket=unix://%(here)s/php.sock\nnumprocs=2\nprocess_name=%(program_name)s_%(process_num)d\n" + lines)


PAIR = ("php:php_0", "php:php_1")


def pids(daemon, names=PAIR):
    return [daemon.wait_state(name, "RUNNING")["pid"] for name in names]


def socket_lines(daemon):
    """What the log says about sockets, in its order: "INFO Creating socket unix://php.sock"."""
    text = daemon.log().replace(f"{daemon.folder}/", "")
    return re.findall(r"^\S+ \S+ (\w+ (?:Creating|Closing) socket .*)$", text, re.MULTILINE)


OPENED, CLOSED = "INFO Creating socket unix://php.sock", "INFO Closing socket unix://php.sock"
AT_THE_START = [OPENED, CLOSED, OPENED]  # the first pair is the test when the group is made


def test_all_processes_have_one_socket_as_their_standard_input(daemon):
    run(daemon, pair())
    first, second = pids(daemon)
    assert stdin_of(first) == stdin_of(second)
    assert stdin_of(first).startswith("socket:")
    answered = set()
    wait_for(lambda: answered.add(request(daemon.folder / "php.sock", "who")[0]) or answered == {first, second},
             what=lambda: f"answers of {first} and {second}; there were {answered}")


def test_a_tcp_socket_answers(daemon):
    port = free_port()
    run(daemon, program(f"socket=tcp://LOCALHOST:{port}"))
    pid = daemon.wait_state("php", "RUNNING")["pid"]
    assert request(f"localhost:{port}", "a=b") == (pid, "a=b")
    daemon.ctl("stop", "php")
    assert request(f"localhost:{port}") is None
    url = f"tcp://localhost:{port}"
    assert socket_lines(daemon) == [f"INFO {verb} socket {url}" for verb in ["Creating", "Closing"] * 2]


def test_the_socket_is_there_as_long_as_a_process_is(daemon):
    run(daemon, pair())
    before = pids(daemon)
    assert socket_lines(daemon) == AT_THE_START
    daemon.ctl("restart", "php:php_0")
    after = pids(daemon)
    assert after[0] != before[0] and after[1] == before[1]
    assert stdin_of(after[0]) == stdin_of(after[1])
    assert request(daemon.folder / "php.sock", "x")[1] == "x"
    daemon.ctl("stop", "php:php_1")
    assert request(daemon.folder / "php.sock", "y") == (after[0], "y")
    assert socket_lines(daemon) == AT_THE_START
    daemon.ctl("stop", "php:php_0")
    daemon.wait_log(r"Closing socket", count=2)
    assert request(daemon.folder / "php.sock") is None
    daemon.ctl("start", "php:*")
    pids(daemon)
    assert request(daemon.folder / "php.sock", "z")[1] == "z"
    assert daemon.stop() == 0
    assert socket_lines(daemon) == [*AT_THE_START, CLOSED, OPENED, CLOSED]


def test_the_socket_outlives_the_crash_of_one_process(daemon):
    run(daemon, pair())
    first, second = pids(daemon)
    socket = stdin_of(second)
    os.kill(first, signal.SIGKILL)
    third = daemon.wait_new_pid("php:php_0", first)
    daemon.wait_state("php:php_0", "RUNNING")
    assert stdin_of(third) == socket
    assert socket_lines(daemon) == AT_THE_START


def test_the_socket_of_a_single_process_is_made_anew_after_its_crash(daemon):
    run(daemon, program("socket=unix://%(here)s/php.sock"))
    first = daemon.wait_state("php", "RUNNING")["pid"]
    request(daemon.folder / "php.sock", "crash")
    second = daemon.wait_new_pid("php", first)
    daemon.wait_state("php", "RUNNING")
    assert request(daemon.folder / "php.sock", "again") == (second, "again")
    assert socket_lines(daemon) == [*AT_THE_START, CLOSED, OPENED]
    lines = re.findall(r"(exited|Closing|Creating|spawned)", daemon.log())
    assert lines[-4:] == ["exited", "Closing", "Creating", "spawned"]


def test_a_command_that_is_not_there_closes_the_socket_again(daemon):
    run(daemon, "[fcgi-program:php]\ncommand=/no/such/program\nsocket=unix://%(here)s/php.sock\nstartretries=0\n")
    assert daemon.wait_state("php", "FATAL")["spawnerr"] == "can't find command '/no/such/program'"
    assert socket_lines(daemon) == [*AT_THE_START, CLOSED]


@pytest.mark.parametrize("lines, mode", [("", 0o700), ("socket_mode=0660", 0o660), ("socket_mode=777", 0o777)])
def test_the_socket_has_its_mode(daemon, lines, mode):
    run(daemon, pair(lines))
    pids(daemon)
    assert stat.S_IMODE((daemon.folder / "php.sock").stat().st_mode) == mode


@as_root
@pytest.mark.parametrize("lines, owner", [
    ("socket_owner=daemon", (1, 0)), ("socket_owner=daemon:nogroup", (1, 65534)), ("socket_owner=1:2", (1, 2)),
    ("user=daemon", (1, 1)), ("user=daemon\nsocket_owner=root:daemon\nsocket_mode=0770", (0, 1)),
])
def test_the_socket_has_its_owner(daemon, lines, owner):
    run(daemon, program("socket=unix://%(here)s/php.sock\nautostart=false\n" + lines))
    daemon.ctl("start", "php")
    pid = daemon.wait_state("php", "RUNNING")["pid"]
    file = (daemon.folder / "php.sock").stat()
    assert (file.st_uid, file.st_gid) == owner
    assert request(daemon.folder / "php.sock", "x") == (pid, "x")
    assert os.stat(f"/proc/{pid}").st_uid == (1 if "user=" in lines else 0)


def test_as_many_clients_may_wait_as_the_backlog_says(daemon):
    run(daemon, "[fcgi-program:deaf]\ncommand=/bin/sleep 1000\nsocket=unix://%(here)s/deaf.sock\nsocket_backlog=3\n")
    daemon.wait_state("deaf", "RUNNING")
    assert waiting_room(daemon.folder / "deaf.sock") == 4  # Linux lets one more wait


def test_a_stale_socket_is_replaced(daemon):
    run(daemon, pair())
    left = pids(daemon)
    daemon.stop(signal.SIGKILL)
    assert (daemon.folder / "php.sock").exists()
    daemon.start()
    after = pids(daemon)
    assert not set(left) & set(after)
    answers = {request(daemon.folder / "php.sock", "x")[0] for _ in range(5)}
    assert answers <= set(after)
    for pid in left:
        os.kill(pid, signal.SIGKILL)


def test_there_is_no_standard_input_to_send_to(daemon):
    run(daemon, pair())
    pids(daemon)
    with pytest.raises(xmlrpc.client.Fault) as refused:
        daemon.rpc.supervisor.sendProcessStdin("php:php_0", "x")
    assert (refused.value.faultCode, refused.value.faultString) == (20, "NO_FILE: php:php_0")


def test_process_group_and_output_are_those_of_any_program(daemon):
    run(daemon, program("socket=unix://%(here)s/php.sock\nredirect_stderr=true\nstdout_logfile=%(here)s/out"))
    pid = daemon.wait_state("php", "RUNNING")["pid"]
    assert os.getpgid(pid) == pid
    request(daemon.folder / "php.sock", "q")
    daemon.wait_file("out", r"\Aready\nserved q\n\Z")


def test_update_takes_up_and_gives_up_programs(daemon):
    run(daemon, "")
    daemon.configure(pair())
    assert daemon.ctl("update").stdout == "php: added process group\n"
    first = pids(daemon)
    daemon.configure(pair().replace("php.sock", "new.sock"))
    assert daemon.ctl("update").stdout == "php: stopped\nphp: updated process group\n"
    assert not set(first) & set(pids(daemon))
    assert request(daemon.folder / "php.sock") is None
    assert request(daemon.folder / "new.sock", "x")[1] == "x"
    daemon.configure("")
    assert daemon.ctl("update").stdout == "php: stopped\nphp: removed process group\n"
    assert request(daemon.folder / "new.sock") is None
    new = [line.replace("php.sock", "new.sock") for line in (*AT_THE_START, CLOSED)]
    assert socket_lines(daemon) == [*AT_THE_START, CLOSED, *new]


def test_a_reload_makes_the_socket_anew(daemon):
    run(daemon, pair())
    first = pids(daemon)
    os.kill(daemon.pid, signal.SIGHUP)
    daemon.wait_new_pid("php:php_0", first[0])
    pids(daemon)
    assert request(daemon.folder / "php.sock", "x")[1] == "x"
    assert socket_lines(daemon) == [*AT_THE_START, CLOSED, *AT_THE_START]


def test_both_tell_the_same_about_the_configuration(halberd, oracle):
    text = pair("stderr_logfile=NONE\npriority=7\nsocket_mode=0660\n") + program("socket=tcp://localhost:1\nautostart=false", "b")

    def config_info(daemon):
        daemon.configure(text)
        daemon.start()
        return [{key: str(value).replace(str(daemon.folder), "") for key, value in sorted(info.items())}
                for info in daemon.rpc.supervisor.getAllConfigInfo()]

    assert config_info(halberd) == config_info(oracle)
