"""An SMTP server in a process of its own, which notes each mail that it accepts as a line of a file.

As a program: recording_smtp.py PORT FILE.
"""

import asyncio
import json
import subprocess
import sys
from email import message_from_bytes
from pathlib import Path

from support.waiting import free_port, wait_for


class RecordingSmtpServer:
    """What it has accepted are pairs (Message-ID, text)."""

    def __init__(self, folder):
        self.port = free_port()
        self._file = Path(folder) / "accepted"
        self._file.touch()
        self._process = subprocess.Popen(["/usr/bin/python3", "-B", __file__, str(self.port), self._file],
                                         cwd=Path(__file__).parents[1], env={"PYTHONPATH": "."},
                                         stdin=subprocess.DEVNULL, stdout=subprocess.PIPE)
        wait_for(lambda: self._process.stdout.read(6) == b"ready\n", what="an SMTP server")

    def accepted(self):
        lines = self._file.read_text().splitlines()
        return [json.loads(line) for line in lines]

    def close(self):
        self._process.kill()
        self._process.wait()
        self._process.stdout.close()


class _Handler:
    def __init__(self, file):
        self._file = file

    async def handle_DATA(self, _server, _session, envelope):  # pylint: disable=invalid-name
        mail = message_from_bytes(envelope.content)
        line = json.dumps([mail["Message-ID"], mail.get_payload()]) + "\n"
        self._file.write(line.encode())
        return "250 2.0.0 queued"


async def _serve(port, path):
    from aiosmtpd.smtp import SMTP  # pylint: disable=import-outside-toplevel
    with open(path, "ab", buffering=0) as file:
        handler = _Handler(file)
        await asyncio.get_running_loop().create_server(lambda: SMTP(handler, hostname="mail.test"), "127.0.0.1", port)
        print("ready", flush=True)
        await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(_serve(int(sys.argv[1]), sys.argv[2]))
