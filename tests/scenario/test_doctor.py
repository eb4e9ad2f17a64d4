"""`supervisorctl doctor`, and the same advice for a person whose command does not reach supervisord."""

import os
import re

import pexpect

from support.waiting import PATIENCE, free_port

PROGRAM = """
    [program:cat]
    command=/bin/cat
    """


def at_terminal(daemon, *args, **variables):
    """What a command shows at a terminal, and its exit status."""
    shown, status = pexpect.run(" ".join([daemon.programs.supervisorctl, "-c", str(daemon.config), *args]), withexitstatus=True,
                                timeout=PATIENCE, env={**daemon.environment, "TERM": "xterm", **variables}, encoding="utf-8")
    return shown.replace("\r\n", "\n"), status


def test_all_is_well(halberd):
    halberd.configure(PROGRAM)
    halberd.start()
    status, stdout, stderr = halberd.ctl("doctor")
    assert (status, stderr) == (0, "")
    assert f"configuration:  {halberd.config}\n" in stdout
    assert f"supervisord:    pid {halberd.pid} of {halberd.pidfile} is alive, and runs as " in stdout
    assert re.search(rf"socket: +{halberd.socket} is a socket of \w+:\w+, mode 0700\n", stdout)
    assert "->" not in stdout


def test_nobody_is_there(halberd):
    halberd.configure(PROGRAM)
    status, stdout, _ = halberd.ctl("doctor")
    assert status == 1
    assert f"socket:         {halberd.socket} does not exist\n" in stdout
    assert f"-> No supervisord runs with this configuration. Start it: supervisord -c {halberd.config}\n" in stdout


def test_the_socket_was_taken_away(halberd):
    halberd.configure(PROGRAM)
    halberd.start()
    os.rename(halberd.socket, halberd.folder / "away")
    try:
        assert f"-> supervisord runs (pid {halberd.pid}) and does not listen there" in halberd.ctl("doctor").stdout
    finally:
        os.rename(halberd.folder / "away", halberd.socket)


def test_the_address_is_another_one(halberd):
    halberd.configure(PROGRAM)
    halberd.start()
    other = f"http://127.0.0.1:{free_port()}"
    stdout = halberd.ctl("-s", other, "doctor").stdout
    assert f"address:        {other} (given by -s)\n" in stdout
    assert f"Type: supervisorctl -s unix://{halberd.socket} status\n" in stdout


def test_the_password_is_wrong(halberd):
    port = free_port()
    halberd.configure(PROGRAM + f"[inet_http_server]\n    port=127.0.0.1:{port}\n    username=user\n    password=right\n")
    halberd.start()
    url = f"http://127.0.0.1:{port}"
    assert "-> The server wants a user name and a password" in halberd.ctl("-s", url, "doctor").stdout
    assert "-> The server does not take this user name with this password" in halberd.ctl(
        "-s", url, "-u", "user", "-p", "wrong", "doctor").stdout


def test_advice_is_for_people_only(halberd):
    halberd.configure(PROGRAM)
    plain = f"unix://{halberd.socket} no such file\n"
    assert halberd.ctl("status") == (4, plain, "")
    assert at_terminal(halberd, "status", TERM="dumb") == (plain, 4)
    shown, status = at_terminal(halberd, "status")
    assert status == 4
    assert shown.startswith(plain + f"-> No supervisord runs with this configuration. Start it: supervisord -c {halberd.config}\n")
    assert shown.endswith("(supervisorctl doctor tells more)\n")
