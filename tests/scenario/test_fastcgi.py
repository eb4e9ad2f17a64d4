"""[fcgi-program:x] where Halberd goes beyond Supervisor: groups, files that are cleaned up, sockets that cannot be made."""

import os
import socket
import textwrap

import pytest

from support.fastcgi import RESPONDER, request, stdin_of
from support.waiting import free_port, wait_for

PROGRAM = f"""
[fcgi-program:php]
command={RESPONDER}
socket=unix://%(here)s/php.sock
numprocs=3
process_name=%(program_name)s_%(process_num)d
"""
NAMES = [f"php:php_{number}" for number in range(3)]


def run(daemon, text, more=""):
    daemon.configure(text + textwrap.dedent(more))
    daemon.start()


def pids(daemon, names):
    return [daemon.wait_state(name, "RUNNING")["pid"] for name in names]


def test_three_processes_share_the_work(halberd):
    run(halberd, PROGRAM)
    running = set(pids(halberd, NAMES))
    answered = set()
    wait_for(lambda: answered.add(request(halberd.folder / "php.sock", "x")[0]) or answered == running,
             what=lambda: f"answers of {running}; there were {answered}")


def test_the_file_of_the_socket_goes_when_the_last_process_has_ended(halberd):
    path = halberd.folder / "php.sock"
    run(halberd, PROGRAM)
    pids(halberd, NAMES)
    assert halberd.ctl("stop", *NAMES[:2]).status == 0
    assert path.exists()
    assert halberd.ctl("stop", NAMES[2]).status == 0
    assert not path.exists()
    halberd.ctl("start", "php:*")
    assert path.exists()
    halberd.configure("")
    halberd.ctl("update")
    assert not path.exists()
    halberd.configure(PROGRAM)
    halberd.ctl("update")
    pids(halberd, NAMES)
    assert path.exists()
    assert halberd.stop() == 0
    assert not path.exists()


def test_a_group_may_mix_fastcgi_programs_with_others(halberd):
    run(halberd, PROGRAM, """
        [program:cat]
        command=/bin/cat
        [group:site]
        programs=cat,php
    """)
    names = [f"site:php_{number}" for number in range(3)]
    running = pids(halberd, names)
    cat = halberd.wait_state("site:cat", "RUNNING")["pid"]
    assert len({stdin_of(pid) for pid in running}) == 1
    assert stdin_of(cat).startswith("pipe:")
    assert request(halberd.folder / "php.sock", "x")[0] in running
    assert halberd.ctl("stop", "site:*").status == 0
    assert not (halberd.folder / "php.sock").exists()


def test_a_program_in_two_groups_has_one_socket(halberd):
    run(halberd, PROGRAM, """
        [group:a]
        programs=php
        [group:b]
        programs=php
    """)
    running = pids(halberd, [f"{group}:php_{number}" for group in "ab" for number in range(3)])
    assert len({stdin_of(pid) for pid in running}) == 1
    halberd.ctl("stop", "a:*")
    assert request(halberd.folder / "php.sock", "x")[0] in running[3:]


@pytest.mark.parametrize("change", ["socket_mode=0660", "socket_backlog=5"])
def test_update_sees_any_change_of_the_socket(halberd, change):
    run(halberd, PROGRAM)
    before = pids(halberd, NAMES)
    assert halberd.ctl("update") == (0, "", "")
    halberd.configure(PROGRAM + change + "\n")
    assert halberd.ctl("update").stdout == "php: stopped\nphp: updated process group\n"
    assert not set(before) & set(pids(halberd, NAMES))


def test_a_port_in_use_is_named_and_the_others_run(halberd):
    with socket.socket() as other:
        port = free_port()
        other.bind(("127.0.0.1", port))
        other.listen()
        run(halberd, "", f"""
            [fcgi-program:php]
            command={RESPONDER}
            socket=tcp://127.0.0.1:{port}
            startretries=1
            [program:cat]
            command=/bin/cat
        """)
        why = f"Could not create FastCGI socket tcp://127.0.0.1:{port}: listen on 127.0.0.1:{port}: Address already in use"
        halberd.wait_log(f"ERRO {why}$")  # at once, when the group is made
        halberd.wait_state("php", "BACKOFF")
        assert halberd.wait_state("php", "FATAL")["spawnerr"] == why
        halberd.wait_log(f"INFO spawnerr: {why}$", count=2)
        halberd.wait_state("cat", "RUNNING")
        assert why in halberd.ctl("status", "php").stdout
        assert halberd.ctl("start", "php").stdout == "php: ERROR (spawn error)\n"
        halberd.wait_state("php", "FATAL")
    assert halberd.ctl("start", "php").stdout == "php: started\n"
    assert request(f"127.0.0.1:{port}", "x")[1] == "x"


def test_a_folder_that_is_not_there_is_named(halberd):
    run(halberd, PROGRAM.replace("php.sock", "no/php.sock") + "startretries=0\n")
    url, path = f"unix://{halberd.folder}/no/php.sock", f"unix:{halberd.folder}/no/php.sock"
    assert halberd.wait_state(NAMES[0], "FATAL")["spawnerr"] == (
        f"Could not create FastCGI socket {url}: listen on {path}: No such file or directory")
    (halberd.folder / "no").mkdir()
    assert halberd.ctl("start", "php:*").status == 0
    assert request(halberd.folder / "no/php.sock", "x")[1] == "x"


def test_a_file_that_is_no_socket_is_left_alone(halberd):
    path = halberd.folder / "php.sock"
    path.write_text("somebody's")
    run(halberd, PROGRAM + "startretries=0\n")
    assert "the file is not a socket" in halberd.wait_state(NAMES[0], "FATAL")["spawnerr"]
    assert path.read_text() == "somebody's"


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can become another user")
def test_an_owner_that_only_root_can_set_is_an_error_of_the_start(halberd):
    halberd.folder.chmod(0o777)
    run(halberd, "[supervisord]\nuser=nobody\n" + PROGRAM + "socket_owner=root\nstartretries=0\n")
    path = halberd.folder / "php.sock"
    assert halberd.wait_state(NAMES[0], "FATAL")["spawnerr"] == (
        f"Could not create FastCGI socket unix://{path}: change the owner of {path}: Operation not permitted")
    assert not path.exists()
