"""A supervisord under test, ours or Debian's: one class for both.

    def test_something(halberd):
        halberd.configure('''
            [program:cat]
            command=/bin/cat
        ''')
        halberd.start()
        halberd.wait_state("cat", "RUNNING")
        status, stdout, stderr = halberd.ctl("status")

The fixtures `halberd` and `oracle` (conftest.py) end the daemon after the test and fail the test if anything stayed
behind: a process, or a report of a sanitizer.
"""

import os
import re
import signal
import subprocess
import textwrap
import xmlrpc.client
from pathlib import Path
from typing import NamedTuple

from supervisor.xmlrpc import SupervisorTransport

from support import processes
from support.waiting import PATIENCE, wait_for

# What every configuration has. A section that the test's own text has as well is merged with it, the last key wins.
FRAME = """\
[unix_http_server]
file=%(here)s/supervisor.sock

[supervisord]
logfile=%(here)s/supervisord.log
pidfile=%(here)s/supervisord.pid
childlogdir=%(here)s

[rpcinterface:supervisor]
supervisor.rpcinterface_factory = supervisor.rpcinterface:make_main_rpcinterface

[supervisorctl]
serverurl=unix://%(here)s/supervisor.sock

"""


class Programs(NamedTuple):
    """The programs of one implementation."""

    name: str
    supervisord: str
    supervisorctl: str


class Output(NamedTuple):
    """What a program that ran to its end left."""

    status: int
    stdout: str
    stderr: str


ORACLE = Programs("oracle", "/usr/bin/supervisord", "/usr/bin/supervisorctl")


def build_folder():
    """The build tree under test: its bin/ and lib/halberd/plugins/ are used. ctest sets HALBERD_BUILD."""
    try:
        return Path(os.environ["HALBERD_BUILD"]).resolve()
    except KeyError:
        raise AssertionError("HALBERD_BUILD is not set: run the tests with ctest, or set it to build/release") from None


def build_program(name):
    """The path of a program of the build tree."""
    return str(build_folder() / "bin" / name)


def halberd_programs():
    return Programs("halberd", build_program("supervisord"), build_program("supervisorctl"))


def sanitizer_environment(folder):
    """The variables that make sanitizers write their reports into `folder`, as sanitizer.PID."""
    reports = f"log_path={folder}/sanitizer"
    return {"ASAN_OPTIONS": reports, "UBSAN_OPTIONS": f"{reports}:print_stacktrace=1", "TSAN_OPTIONS": reports}


def check_sanitizer_reports(folder):
    """Fails when a sanitizer has reported anything into `folder`."""
    reports = [f"{report.name}:\n{report.read_text(errors='replace')}" for report in sorted(folder.glob("sanitizer.*"))]
    assert not reports, "\n".join(reports)


class Daemon:
    """One supervisord with a folder of its own, in which all its files are."""

    def __init__(self, programs, folder):
        self.programs = programs
        self.folder = Path(folder)
        self.config = self.folder / "supervisord.conf"
        self.socket = self.folder / "supervisor.sock"
        self.logfile = self.folder / "supervisord.log"
        self.pidfile = self.folder / "supervisord.pid"
        self.output = self.folder / "supervisord.output"  # stdout and stderr of the daemon in the foreground
        self.cgroup = None  # the folder of a control group in which it starts
        self.pid = None
        self.launcher = ()  # a command that executes the one behind it, such as ("prlimit", "--nofile=100")
        self.environment = {**os.environ, **sanitizer_environment(self.folder)}
        self.environment["SUPERVISOR_ALERTS_OUTBOX"] = str(self.folder / "outbox")
        # Bin of the build tree first, so that `command=crashmail …` finds the one under test.
        self.environment["PATH"] = f"{Path(programs.supervisord).parent}:{os.environ['PATH']}"
        self._process = None
        self._starter = None

    # --- configuration

    def configure(self, text, frame=True):
        """Writes the configuration: `text`, after the frame unless frame=False. %(here)s is this daemon's folder."""
        self.config.write_text((FRAME if frame else "") + textwrap.dedent(text))

    # --- life

    def start(self, *args, wait=True, foreground=("-n",), launcher=(), output=None):
        """Starts supervisord in the foreground and waits until its UNIX socket answers.

        foreground=() leaves it to the configuration, which then has nodaemon=true. launcher is a command that executes
        the command line that follows it; without one it is the daemon's attribute of that name. output, a file or a
        descriptor, is its stdout instead of a file.
        """
        with open(self.output, "ab") as file:
            self._process = subprocess.Popen(
                [*(launcher or self.launcher), self.programs.supervisord, *foreground, "-c", str(self.config), *args],
                stdin=subprocess.DEVNULL, stdout=file if output is None else output, stderr=file, cwd=self.folder,
                env=self.environment, preexec_fn=self._enter_cgroup if self.cgroup else None)
        self.pid = self._process.pid
        if wait:
            self.wait_ready()

    def daemonise(self, *args):
        """Starts supervisord as a daemon: the command must return 0; waits until the UNIX socket answers."""
        result = self.run("-c", str(self.config), *args)
        assert result.status == 0, f"supervisord ended with {result.status}:\n{result.stdout}{result.stderr}"
        self.wait_ready()
        self.pid = self.rpc.supervisor.getPID()

    def run(self, *args, timeout=PATIENCE):
        """Runs supervisord with exactly these arguments until it returns; for starts that fail, and for -v, -h."""
        return self._run([*self.launcher, self.programs.supervisord, *args], timeout=timeout)

    def wait_ready(self):
        """Waits until XML-RPC over the UNIX socket says RUNNING."""
        wait_for(self._is_ready, what=lambda: f"{self.programs.supervisord} to answer on {self.socket}\n{self.report()}")

    def stop(self, signum=signal.SIGTERM, timeout=PATIENCE):
        """Sends a signal to the daemon that should end it, and returns its exit status."""
        os.kill(self.pid, signum)
        return self.wait_end(timeout)

    def wait_end(self, timeout=PATIENCE):
        """Waits for the end of the daemon and returns its exit status; -N when signal N ended it."""
        what = lambda: f"the end of supervisord, pid {self.pid}\n{self.report()}"
        if self._process is not None:
            wait_for(lambda: self._process.poll() is not None, timeout, what)
            status, self._process = self._process.returncode, None
        else:
            _, status = wait_for(lambda: _reaped(self.pid), timeout, what)
        self.pid = None
        return status

    def is_running(self):
        """Whether the daemon is there."""
        return self.pid is not None and processes.is_alive(self.pid)

    def close(self):
        """Ends the daemon unless the test has, then fails when it ended badly or a sanitizer has reported anything."""
        try:
            if self.pid is not None:
                assert self.is_running(), f"supervisord ended by itself, status {self.wait_end()}\n{self.report()}"
                status = self.stop()
                assert status == 0, f"supervisord ended with status {status}\n{self.report()}"
        finally:
            if self.is_running():
                self.stop(signal.SIGKILL)
            check_sanitizer_reports(self.folder)

    # --- questions

    def ctl(self, *args, using=None, stdin=""):
        """Runs supervisorctl, that of `using` (Programs) or this daemon's own, and returns status, stdout, stderr."""
        return self._run([(using or self.programs).supervisorctl, "-c", str(self.config), *args], stdin)

    @property
    def rpc(self):
        """An XML-RPC proxy over the UNIX socket: halberd.rpc.supervisor.getState()."""
        transport = SupervisorTransport(None, None, f"unix://{self.socket}")
        return xmlrpc.client.ServerProxy("http://127.0.0.1", transport)

    def info(self, name):
        """getProcessInfo of one process."""
        return self.rpc.supervisor.getProcessInfo(name)

    def log(self):
        """The main log so far."""
        return _text(self.logfile)

    def wait_state(self, name, state, timeout=PATIENCE):
        """Waits until the process is in `state` ("RUNNING") and returns its getProcessInfo."""

        def reached():
            info = self._info_if_any(name)
            return info if info.get("statename") == state else None

        what = lambda: f"{name} to be {state}; it is {self._info_if_any(name)}\n{self.report()}"
        return wait_for(reached, timeout, what)

    def wait_new_pid(self, name, old_pid, timeout=PATIENCE):
        """Waits until the process runs under another pid than `old_pid` and returns the new one."""

        def restarted():
            pid = self._info_if_any(name).get("pid", 0)
            return pid if pid not in (0, old_pid) else None

        return wait_for(restarted, timeout, lambda: f"{name} to run again\n{self.report()}")

    def wait_log(self, regex, count=1, timeout=PATIENCE):
        """Waits until the main log has `count` matches of `regex` (multi-line mode) and returns the last of them."""
        return self.wait_file(self.logfile, regex, count, timeout)

    def wait_file(self, path, regex, count=1, timeout=PATIENCE):
        """The same for any text file, which need not be there yet; a relative path is in the daemon's folder."""

        def matched():
            matches = list(re.finditer(regex, _text(self.folder / path), re.MULTILINE))
            return matches[count - 1] if len(matches) >= count else None

        what = lambda: f"{count} x /{regex}/ in {path}, which has:\n{_text(self.folder / path)}\n{self.report()}"
        return wait_for(matched, timeout, what)

    def report(self):
        """What the daemon has said so far, for the message of a failed test."""
        return f"--- output\n{_text(self.output)}\n--- {self.logfile}\n{self.log()}"

    # --- privates

    def _run(self, command, stdin="", timeout=PATIENCE):
        done = subprocess.run(command, input=stdin, capture_output=True, text=True, errors="replace", timeout=timeout,
                              cwd=self.folder, env=self.environment, check=False)
        return Output(done.returncode, done.stdout, done.stderr)

    def _info_if_any(self, name):
        """getProcessInfo, or {} while the daemon is not there, shuts down, or does not know the process."""
        try:
            return self.info(name)
        except (OSError, xmlrpc.client.Error):
            return {}

    def _enter_cgroup(self):
        (self.cgroup / "cgroup.procs").write_text("0")

    def _is_ready(self):
        if self.pid is not None and not self.is_running():
            raise AssertionError(f"supervisord ended with status {self.wait_end()}\n{self.report()}")
        try:
            return self.rpc.supervisor.getState()["statename"] == "RUNNING"
        except (OSError, xmlrpc.client.Error):
            return False


def _reaped(pid):
    """(pid, exit status) of an adopted child that has ended, or None."""
    done, status = os.waitpid(pid, os.WNOHANG)
    return (done, os.waitstatus_to_exitcode(status)) if done else None


def _text(path):
    try:
        return Path(path).read_text(errors="replace")
    except OSError:
        return ""
