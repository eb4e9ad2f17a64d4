"""Halberd's and Debian's supervisord as contenders."""

import http.client
import socket
import xmlrpc.client

from contest.checks import all_running, all_stopped, check, running_in_order
from contest.contender import Contender
from contest.notebook import now, seconds_between
from support.daemons import Daemon
from support.waiting import wait_for


class Supervised(Contender):
    """A supervisord: anything that takes Supervisor's configuration and answers its XML-RPC."""

    def __init__(self, name, programs, folder, tools):
        super().__init__(name, folder, tools)
        self._daemon = Daemon(programs, folder)

    def start(self, work):
        self._daemon.configure(work.sections(self.tools, self.notebook.path, self.folder))
        self._daemon.start(wait=False, launcher=self.launcher())
        self.pid = self._daemon.pid

    def check_running(self):
        self._daemon.wait_ready()
        # startsecs may not be over yet, so the answer counts when none is STARTING any more.
        infos = wait_for(self._infos_when_started, 60, "all programs to have left STARTING")
        all_running(infos, self.pids())

    def _infos_when_started(self):
        infos = self._daemon.rpc.supervisor.getAllProcessInfo()
        return infos if all(info["statename"] != "STARTING" for info in infos) else None

    def _call(self, connection, method):
        connection.request("POST", "/RPC2", xmlrpc.client.dumps((), method), {"Content-Type": "text/xml"})
        return connection.getresponse().read()

    def stop_all(self):
        connection = _UnixConnection(str(self._daemon.socket))
        connection.connect()
        asked = now()
        answer = self._call(connection, "supervisor.stopAllProcesses")
        seconds = seconds_between(asked, now())
        connection.close()
        [[results], _] = xmlrpc.client.loads(answer)
        all_stopped(results, self.work.count)
        return seconds

    def state_query(self):
        connection = _UnixConnection(str(self._daemon.socket))

        def ask():
            answer = self._call(connection, "supervisor.getState")
            check(b"RUNNING" in answer, f"getState answered {answer!r}")

        return ask

    def restart_command(self, number):
        return [self._daemon.programs.supervisorctl, "-c", self._daemon.config, "restart", f"p{number}"]

    def control_socket(self):
        return self._daemon.socket

    def show_status(self):
        """The seconds that `supervisorctl status` takes as a whole; it shows all programs as RUNNING, by name."""
        output = self._run([self.tools / "stopwatch", self._daemon.programs.supervisorctl, "-c", self._daemon.config,
                            "status"])
        nanoseconds, _, shown = output.partition("\n")
        running_in_order(shown, self.pids())
        return int(nanoseconds) / 1e9

    def reap(self):
        self.pid = None
        return self._daemon.wait_end()


class _UnixConnection(http.client.HTTPConnection):
    """HTTP over a UNIX socket; the connection is kept between requests."""

    def __init__(self, path):
        super().__init__("localhost", timeout=60)
        self._path = path

    def connect(self):
        self.sock = socket.socket(socket.AF_UNIX)
        self.sock.settimeout(self.timeout)
        self.sock.connect(self._path)
