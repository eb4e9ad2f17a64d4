"""How the kernel treats a program: limits, priorities, processors, rights, and the environment of its user."""

import os
import pwd
import re
import subprocess
from pathlib import Path

NOBODY = pwd.getpwnam("nobody")


def configure(daemon, *options, command="/bin/sleep 1000"):
    daemon.configure("\n".join(["[program:one]", f"command={command}", "startretries=0", *options]) + "\n")
    daemon.start()


def running(daemon, *options, command="/bin/sleep 1000"):
    """The pid of a program with these options, once it runs."""
    configure(daemon, *options, command=command)
    return daemon.wait_state("one", "RUNNING")["pid"]


def status_of(pid):
    return dict(re.findall(r"^(\w+):\s*(.*)$", Path(f"/proc/{pid}/status").read_text(), re.MULTILINE))


def limits_of(pid):
    """Name: (soft, hard), as /proc shows them."""
    lines = Path(f"/proc/{pid}/limits").read_text().splitlines()[1:]
    return {name.strip(): (soft, hard)
            for name, soft, hard in (re.match(r"(.{26})(\S+)\s+(\S+)", line).groups() for line in lines)}


def test_resource_limits(halberd):
    pid = running(halberd, "rlimits=nofile=100:200, core=unlimited, as=4GB, cpu=3600")
    limits = limits_of(pid)
    assert limits["Max open files"] == ("100", "200")
    assert limits["Max core file size"] == ("unlimited", "unlimited")
    assert limits["Max address space"] == (str(4 << 30), str(4 << 30))
    assert limits["Max cpu time"] == ("3600", "3600")
    daemon = limits_of(halberd.pid)
    assert daemon["Max address space"][0] == "unlimited"
    assert daemon["Max open files"] != ("100", "200")


def test_nice_and_io_priority_and_processors_and_oom_score(halberd):
    cpu = max(os.sched_getaffinity(0))
    own_score = Path(f"/proc/{os.getpid()}/oom_score_adj").read_text()
    pid = running(halberd, "nice=7", "ioprio=best-effort:6", f"cpu_affinity={cpu}", "oom_score_adj=321")
    assert os.getpriority(os.PRIO_PROCESS, pid) == 7
    assert os.sched_getaffinity(pid) == {cpu}
    assert Path(f"/proc/{pid}/oom_score_adj").read_text() == "321\n"
    assert subprocess.run(["ionice", "-p", str(pid)], capture_output=True, encoding="utf-8").stdout == "best-effort: prio 6\n"
    # The daemon, whose memory the child shared until then, is as it was.
    assert os.getpriority(os.PRIO_PROCESS, halberd.pid) == os.getpriority(os.PRIO_PROCESS, 0)
    assert os.sched_getaffinity(halberd.pid) == os.sched_getaffinity(0)
    assert Path(f"/proc/{halberd.pid}/oom_score_adj").read_text() == own_score


def test_no_new_privileges_and_bounded_capabilities(halberd):
    pid = running(halberd, "no_new_privs=true", "capability_bounding_set=CAP_KILL, CAP_CHOWN")
    status = status_of(pid)
    assert status["NoNewPrivs"] == "1"
    assert int(status["CapBnd"], 16) == 1 << 0 | 1 << 5
    assert int(status["CapEff"], 16) & ~(1 << 0 | 1 << 5) == 0
    daemon = status_of(halberd.pid)
    assert daemon["NoNewPrivs"] == status_of(os.getpid())["NoNewPrivs"]
    assert daemon["CapBnd"] == status_of(os.getpid())["CapBnd"]


def test_settings_are_made_with_the_rights_of_the_daemon(halberd):
    pid = running(halberd, "user=nobody", "nice=-3", "oom_score_adj=500", "capability_bounding_set=", "rlimits=nproc=900:1000")
    status = status_of(pid)
    assert status["Uid"].split() == [str(NOBODY.pw_uid)] * 4
    assert int(status["CapBnd"], 16) == 0
    assert os.getpriority(os.PRIO_PROCESS, pid) == -3
    assert Path(f"/proc/{pid}/oom_score_adj").read_text() == "500\n"


def test_what_the_kernel_refuses_is_named(halberd):
    limit = int(Path("/proc/sys/fs/nr_open").read_text()) + 1
    configure(halberd, f"rlimits=core=0, nofile={limit}", "stderr_logfile=%(here)s/err")
    halberd.wait_state("one", "FATAL")
    assert (halberd.folder / "err").read_text() == ("supervisor: couldn't set rlimits: EPERM\n"
                                                    "supervisor: child process was not spawned\n")
    assert f"could not be executed: setrlimit nofile={limit}: Operation not permitted" in halberd.log()


def test_a_processor_that_does_not_exist_is_refused(halberd):
    configure(halberd, "cpu_affinity=1023")
    halberd.wait_state("one", "FATAL")
    assert "could not be executed: sched_setaffinity cpu_affinity=1023: Invalid argument" in halberd.log()


def environment_of(pid):
    return dict(pair.split("=", 1) for pair in Path(f"/proc/{pid}/environ").read_text().split("\0") if "=" in pair)


def test_the_environment_of_a_login(halberd):
    pid = running(halberd, "user=nobody", "user_environment=login", "environment=SHELL=/bin/mine,EXTRA=1")
    environment = environment_of(pid)
    assert environment["HOME"] == NOBODY.pw_dir
    assert environment["USER"] == environment["LOGNAME"] == "nobody"
    assert environment["SHELL"] == "/bin/mine"
    assert environment["EXTRA"] == "1"
    assert environment["PATH"] == halberd.environment["PATH"]


def test_without_it_the_environment_is_the_daemons(halberd):
    pid = running(halberd, "user=nobody")
    assert environment_of(pid).get("HOME") == os.environ.get("HOME")


def test_the_login_of_a_program_without_a_user_is_the_daemons(halberd):
    pid = running(halberd, "user_environment=login")
    account = pwd.getpwuid(os.getuid())
    environment = environment_of(pid)
    assert (environment["HOME"], environment["USER"]) == (account.pw_dir, account.pw_name)
