"""The lower bounds (bench/bound/*.c) as a contender."""

import socket
import subprocess

from contest.checks import check
from contest.contender import Contender
from contest.notebook import now, seconds_between


class Bound(Contender):
    def __init__(self, folder, tools):
        super().__init__("bound", folder, tools)
        self._socket = folder / "bound.sock"

    def start(self, work):
        words = [*self.launcher(), *work.bound_command(self.tools, self.notebook.path, self.folder)]
        with open(self.folder / "output", "ab") as output:
            process = subprocess.Popen([str(word) for word in words], stdin=subprocess.DEVNULL, stdout=output,
                                       stderr=output)
        process.returncode = 0  # reaped by reap()
        self.pid = process.pid

    def _connect(self):
        connection = socket.socket(socket.AF_UNIX)
        connection.settimeout(60)
        connection.connect(str(self._socket))
        return connection

    @staticmethod
    def _ask(connection, question, expected):
        connection.sendall(question)
        answer = connection.recv(100)
        check(answer == expected, f"the bound answered {answer!r} instead of {expected!r}")

    def check_running(self):
        with self._connect() as connection:
            self._ask(connection, b"state\n", b"running %d\n" % self.work.count)

    def stop_all(self):
        with self._connect() as connection:
            asked = now()
            self._ask(connection, b"stop\n", b"stopped\n")
            return seconds_between(asked, now())

    def state_query(self):
        connection = self._connect()

        def ask():
            connection.sendall(b"state\n")
            check(connection.recv(100).startswith(b"running "), "the bound did not tell its state")

        return ask

    def control_socket(self):
        return self._socket

    def restart_command(self, number):
        return [self.tools / "bound_ctl", self._socket, f"restart {number}"]
