"""The daemon and its programs as other users, and the limits that it asks for, under Debian's supervisord and ours."""

import os

import pytest

from support.pairs import normalised, records
from support.waiting import wait_for

pytestmark = pytest.mark.skipif(os.geteuid() != 0, reason="only root can become somebody else")

NOBODY = 65534
AS_NOBODY = ("setpriv", f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups")


def refusal(daemon, text, *launcher):
    """The exit status of a start as nobody that fails, and what it says to the terminal."""
    daemon.configure(text)
    os.chown(daemon.folder, NOBODY, NOBODY)
    daemon.launcher = (*launcher, *AS_NOBODY)
    result = daemon.run("-n", "-c", str(daemon.config))
    assert result.stdout == ""
    return result.status, normalised(daemon, result.stderr.replace(daemon.programs.supervisord, "PROGRAM"))


@pytest.mark.parametrize("key, minimum, launcher, limit", [
    ("minfds", 1000, "--nofile=100:200", "200 file descriptors"),
    ("minprocs", 5000, "--nproc=4000:4500", "4500 processes")])
def test_a_limit_that_cannot_be_raised_is_a_refusal(pair, key, minimum, launcher, limit):
    ours, theirs = pair.both(lambda daemon: refusal(daemon, f"[supervisord]\n{key}={minimum}\n", "prlimit", launcher))
    begin = "Error: The minimum number of "
    assert theirs[1].startswith(begin) and f"is {minimum} as per the \"{key}\" command-line argument" in theirs[1]
    # Supervisor shows what it wanted in the place of what it could have.
    allowed = f"The current environment will only allow you to open {limit}."
    assert ours == (2, theirs[1].replace(allowed.replace(limit.split()[0], str(minimum)), allowed))
    assert theirs[0] == 2 and allowed in ours[1]


def test_only_root_can_become_somebody_else(pair):
    ours, theirs = pair.both(lambda daemon: refusal(daemon, "[supervisord]\nuser=root\n"))
    assert theirs == (2, "Error: Can't drop privilege as nonroot user\nFor help, use PROGRAM -h\n")
    assert ours[0] == 2 and "[supervisord] user: Can't drop privilege as nonroot user" in ours[1]


def program(name, command="/bin/cat", **keys):
    # Supervisor may notice a failure a second late; that must still be too quick.
    keys = {"startretries": 0, "startsecs": 5, "stderr_logfile": f"%(here)s/{name}.err", **keys}
    return "\n".join([f"[program:{name}]", f"command={command}", *(f"{key}={value}" for key, value in keys.items())]) + "\n"


def fates(daemon, names):
    """Where the programs come to rest, why, and what the log and their standard error streams say of it."""
    rest = lambda name: daemon.info(name)["statename"] in ("RUNNING", "FATAL")
    wait_for(lambda: all(rest(name) for name in names), what=daemon.report)

    def fate(name):
        info, log = daemon.info(name), daemon.folder / f"{name}.err"
        said = log.read_text() if log.exists() else None
        return info["statename"], normalised(daemon, info["spawnerr"]), said and normalised(daemon, said), records(daemon, name)

    return {name: fate(name) for name in names}


NOT_SPAWNED = "supervisor: child process was not spawned\n"
TOO_QUICKLY = "Exited too quickly (process log may have details)"


def test_a_daemon_of_nobody(pair):
    def live(daemon):
        (daemon.folder / "private").touch(mode=0o700)
        os.chown(daemon.folder, NOBODY, NOBODY)
        daemon.configure(program("same", user="nobody", startsecs=0) + program("other", user="root")
                         + program("forbidden", "%(here)s/private"))
        daemon.launcher = AS_NOBODY
        daemon.start()
        seen = fates(daemon, ["same", "other", "forbidden"])
        assert not [line for line in records(daemon) if "root" in line]
        return seen

    seen = pair.assert_same(live)
    assert seen["same"][0] == "RUNNING"
    assert seen["other"][:3] == (
        "FATAL", TOO_QUICKLY, f"supervisor: couldn't setuid to 0: Can't drop privilege as nonroot user\n{NOT_SPAWNED}")
    assert seen["forbidden"][:2] == ("FATAL", "no permission to run command 'HERE/private'")


def test_a_daemon_of_root(pair):
    """A program takes its user before it enters its folder and before it is executed."""

    def live(daemon):
        (daemon.folder / "closed").mkdir(mode=0o700)
        (daemon.folder / "private").touch(mode=0o700)
        daemon.configure(program("by_name", user="nobody", startsecs=0)
                         + program("by_number", user=NOBODY, startsecs=0)
                         + program("closed", user="nobody", directory="%(here)s/closed")
                         + program("private", "%(here)s/private", user="nobody"))
        daemon.start()
        seen = fates(daemon, ["by_name", "by_number", "closed", "private"])
        users = {name: os.stat(f"/proc/{daemon.info(name)['pid']}").st_uid for name in ("by_name", "by_number")}
        return seen, users

    seen, users = pair.assert_same(live)
    assert users == {"by_name": NOBODY, "by_number": NOBODY}
    assert seen["closed"][:3] == ("FATAL", TOO_QUICKLY, f"supervisor: couldn't chdir to HERE/closed: EACCES\n{NOT_SPAWNED}")
    assert seen["private"][:3] == ("FATAL", TOO_QUICKLY, f"supervisor: couldn't exec HERE/private: EACCES\n{NOT_SPAWNED}")


# --- when the system gives no more


@pytest.mark.parametrize("launcher, text", [
    (("prlimit", "--nofile=60:60", *AS_NOBODY), "too many open files to spawn 'many_NN'"),
    (("prlimit", "--nproc=8:8", *AS_NOBODY), "Too many processes in process table to spawn 'many_NN'")])
def test_a_program_that_the_system_has_no_room_for_fails_with_the_reason(pair, launcher, text):
    def live(daemon):
        os.chown(daemon.folder, NOBODY, NOBODY)
        daemon.configure("[supervisord]\nminfds=60\nminprocs=8\n"
                         + program("many", numprocs=30, process_name="%(program_name)s_%(process_num)02d",
                                   stderr_logfile="NONE", stdout_logfile="NONE"))
        daemon.launcher = launcher
        daemon.start(wait=False)  # it may have no descriptor left for an answer
        daemon.wait_log("gave up: many_29 entered FATAL state")
        status = daemon.stop()
        lines = {line.replace(line[line.index("many_"):][:7], "many_NN") for line in records(daemon, "many_..")}
        return status, sorted(line for line in lines if "spawnerr" in line or "gave up" in line)

    assert pair.assert_same(live) == (0, [
        "INFO gave up: many_NN entered FATAL state, too many start retries too quickly", f"INFO spawnerr: {text}"])
