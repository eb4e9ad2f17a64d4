"""The interactive shell of supervisorctl at a terminal. Each test is run with Debian's supervisorctl, which shows that
it describes Supervisor, and with ours."""

import re

import pexpect
import pytest

from support.daemons import ORACLE, halberd_programs
from support.waiting import PATIENCE, free_port, wait_for

PROMPT = "supervisor> "


class Shell(pexpect.spawn):
    """supervisorctl without an action, at a terminal that understands no control sequences."""

    def __init__(self, programs, daemon, *args, columns=200):
        super().__init__(programs.supervisorctl, ["-c", str(daemon.config), *args],
                         env={**daemon.environment, "TERM": "dumb"}, dimensions=(24, columns), timeout=PATIENCE,
                         encoding="utf-8")

    def prompted(self):
        """What was printed up to the prompt that comes next."""
        self.expect_exact(PROMPT)
        return self.before

    def answer(self, line):
        """What the shell prints for a line, without the echo of the line."""
        self.sendline(line)
        self.expect_exact(f"{line}\r\n")
        return self.prompted()

    def leave(self, how):
        """Leaves and returns the exit status."""
        how()
        self.expect(pexpect.EOF)
        self.close()
        return self.exitstatus


@pytest.fixture(params=[ORACLE, halberd_programs()], ids=lambda programs: programs.name)
def programs(request):
    return request.param


@pytest.fixture
def daemon(oracle):
    oracle.port = free_port()
    oracle.configure(f"""
        [inet_http_server]
        port=127.0.0.1:{oracle.port}
        username=user
        password=pass:word

        [supervisorctl]
        history_file=%(here)s/history

        [program:cat]
        command=/bin/cat
        startsecs=0

        [program:clock]
        command=/bin/sh -c "while echo tick; do sleep 0.1; done"
        process_name=%(program_name)s_%(process_num)d
        numprocs=2
        startsecs=0
    """)
    oracle.start()
    oracle.wait_state("clock:clock_1", "RUNNING")
    return oracle


@pytest.fixture
def shell(programs, daemon):
    spawned = Shell(programs, daemon)
    yield spawned
    spawned.close(force=True)


def test_the_status_comes_first_and_exit_leaves(shell):
    assert re.fullmatch(r"(cat|clock:clock_[01]) +RUNNING   pid \d+, uptime \d:\d\d:\d\d\r\n" * 3, shell.prompted())
    assert shell.answer("") == ""
    assert shell.answer("version") == "4.2.5\r\n"
    assert shell.answer("nonsense") == "*** Unknown syntax: nonsense\r\n"
    assert shell.leave(lambda: shell.sendline("exit")) == 0


@pytest.mark.parametrize("key", [pexpect.spawn.sendeof, pexpect.spawn.sendintr], ids=["control-d", "control-c"])
def test_keys_leave_at_the_prompt(shell, key):
    shell.prompted()
    shell.answer("pid nope")
    assert shell.leave(lambda: key(shell)) == 0


@pytest.mark.parametrize("command", ["tail -f clock:clock_0", "maintail -f"])
def test_control_c_returns_from_a_followed_log_to_the_prompt(shell, command):
    shell.prompted()
    shell.sendline(command)
    shell.expect_exact("==> Press Ctrl-C to exit <==\r\n")
    shell.expect("tick\r\n" if "clock" in command else r"INFO .*\r\n")
    shell.sendintr()
    shell.prompted()
    assert shell.answer("version") == "4.2.5\r\n"


def test_fg_talks_to_a_process_until_control_c(shell):
    shell.prompted()
    shell.sendline("fg cat")
    shell.expect_exact("==> Press Ctrl-C to exit <==\r\n")
    shell.sendline("hello")
    shell.expect(r"hello\r\n(.*\r\n)*hello\r\n")  # the echo of the terminal, and what cat says
    shell.sendintr()
    shell.expect_exact("Exiting foreground\r\n")
    shell.prompted()
    assert shell.answer("version") == "4.2.5\r\n"


def test_reload_asks_and_restarts_after_a_yes(shell, daemon):
    shell.prompted()
    before = daemon.info("cat")["pid"]
    for answer in ("n", "", "no"):
        shell.sendline("reload")
        shell.expect_exact("Really restart the remote supervisord process y/N? ")
        assert shell.answer(answer) == ""
    assert daemon.info("cat")["pid"] == before
    shell.sendline("reload")
    shell.expect_exact("Really restart the remote supervisord process y/N? ")
    assert shell.answer("y") == "Restarted supervisord\r\n"
    daemon.wait_new_pid("cat", before)
    assert "RUNNING" in shell.answer("status cat")


def test_shutdown_asks_and_the_shell_goes_on(shell, daemon):
    shell.prompted()
    shell.sendline("shutdown")
    shell.expect_exact("Really shut the remote supervisord process down y/N? ")
    assert shell.answer("Y") == "Shut down\r\n"
    daemon.wait_end()
    assert shell.answer("status") == f"unix://{daemon.socket} no such file\r\n"
    assert shell.leave(lambda: shell.sendline("quit")) == 0


def test_the_user_is_asked_for_name_and_password(programs, daemon):
    shell = Shell(programs, daemon, "-s", f"http://127.0.0.1:{daemon.port}")
    for password in ("wrong", "pass:word"):
        shell.expect_exact("Server requires authentication\r\n")
        shell.expect_exact("Username:")
        shell.sendline("user")
        shell.expect_exact("Password:")
        shell.waitnoecho()
        shell.sendline(password)
    assert "cat " in shell.prompted()
    assert shell.answer("version") == "4.2.5\r\n"
    assert shell.leave(lambda: shell.sendline("exit")) == 0


def test_tab_completes_commands_groups_and_processes(shell):
    shell.prompted()
    shell.send("vers\t\n")
    shell.expect_exact("version")
    shell.expect_exact("4.2.5\r\n")
    shell.prompted()
    shell.send("pid clo\t")
    shell.expect(r"pid clo\x07?ck:")  # readline beeps when there is more than one
    shell.send("clock_0\t\n")
    shell.expect(r"clock_0 \r\n\d+\r\n")
    shell.prompted()


def test_tab_lists_what_is_possible(shell):
    shell.prompted()
    shell.send("sta\t\t")
    shell.expect(r"start +status")
    shell.send("tus cat\n")
    shell.expect("cat +RUNNING")


def test_the_history_is_kept_in_its_file(programs, daemon):
    first = Shell(programs, daemon)
    first.prompted()
    first.answer("pid nope")
    first.answer("version")
    assert first.leave(lambda: first.sendline("exit")) == 0
    history = daemon.folder / "history"
    assert history.read_text().splitlines() == ["pid nope", "version", "exit"]

    second = Shell(programs, daemon)
    second.prompted()
    second.send("\x10\x10\x10\n")  # three lines up
    second.expect_exact("No such process nope\r\n")
    assert second.leave(lambda: second.sendline("exit")) == 0
    wait_for(lambda: history.read_text().count("pid nope") == 2, what="the second history")


def test_control_c_ends_an_action_of_the_command_line(programs, daemon):
    shell = Shell(programs, daemon, "tail", "-f", "clock:clock_0")
    shell.expect_exact("tick\r\n")
    assert shell.leave(shell.sendintr) == 0
