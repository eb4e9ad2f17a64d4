"""HTTP requests as people and programs make them: by curl, over the daemon's UNIX socket or any URL."""

import json
import subprocess
from typing import NamedTuple

from support.waiting import PATIENCE


class Answer(NamedTuple):
    """What curl received."""

    status: int
    headers: dict  # names in lower case
    body: str

    def json(self):
        return json.loads(self.body)


def request(daemon, target, *arguments):
    """One request over the UNIX socket of the daemon, with more arguments for curl; redirects are not followed."""
    return request_url(f"http://localhost{target}", "--unix-socket", str(daemon.socket), *arguments)


def request_url(url, *arguments):
    """One request by curl. The status stands behind the head, so that bodies may hold anything."""
    done = subprocess.run(["curl", "-sS", "-i", "--path-as-is", "--max-time", str(PATIENCE), *arguments, url],
                          capture_output=True, timeout=2 * PATIENCE, check=True)
    head, _, body = done.stdout.partition(b"\r\n\r\n")
    while head.startswith(b"HTTP/1.1 100"):
        head, _, body = body.partition(b"\r\n\r\n")
    lines = head.decode("latin-1").split("\r\n")
    headers = {}
    for line in lines[1:]:
        name, _, value = line.partition(":")
        headers[name.lower()] = value.strip()
    return Answer(int(lines[0].split()[1]), headers, body.decode(errors="replace"))
