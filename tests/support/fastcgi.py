"""FastCGI programs under test: a program that answers requests, and a client, which is Debian's cgi-fcgi."""

import os
import socket
import subprocess
from pathlib import Path

from support.waiting import PATIENCE

# The command of a program that answers every request with "PID QUERY".
RESPONDER = f"/usr/bin/python3 -B {Path(__file__).parent / 'fastcgi_responder.py'}"


def request(address, query=""):
    """Asks the FastCGI program behind `address` (a path, or HOST:PORT) and returns (pid, query) of the answer; None
    when there was none."""
    environment = {**os.environ, "REQUEST_METHOD": "GET", "QUERY_STRING": query}
    done = subprocess.run(["cgi-fcgi", "-bind", "-connect", str(address)], env=environment, stdin=subprocess.DEVNULL,
                          capture_output=True, text=True, timeout=PATIENCE, check=False)
    head, _, body = done.stdout.replace("\r\n", "\n").partition("\n\n")
    if not head.startswith("Content-"):
        return None
    pid, _, answered = body.strip().partition(" ")
    return int(pid), answered


def waiting_room(path):
    """How many clients may connect to a UNIX socket on which nobody accepts."""
    clients = []
    try:
        while len(clients) < 1000:
            clients.append(socket.socket(socket.AF_UNIX))
            clients[-1].setblocking(False)
            clients[-1].connect(str(path))
    except BlockingIOError:
        clients.pop().close()
    for client in clients:
        client.close()
    return len(clients)


def stdin_of(pid):
    """What the standard input of a process is: "socket:[12345]"."""
    return os.readlink(f"/proc/{pid}/fd/0")
