"""HTTP as bytes: a client that sends anything and takes apart what comes back."""

import re
import socket
from typing import NamedTuple

from support.waiting import wait_for


class Response(NamedTuple):
    """One answer; `is_whole` is false when the connection ended or fell silent within it."""

    status: int
    headers: dict  # by lower-case name
    body: bytes
    is_whole: bool


class RawClient:
    """A connection to `address`: the path of a UNIX socket, or (host, port)."""

    def __init__(self, address, timeout=5):
        family = socket.AF_INET if isinstance(address, tuple) else socket.AF_UNIX
        if isinstance(address, tuple) and ":" in address[0]:
            family = socket.AF_INET6
        self.socket = socket.socket(family)
        self.socket.settimeout(timeout)
        wait_for(lambda: self._connect(address), what=f"a connection to {address}")
        self._received = b""
        self.has_ended = False

    def _connect(self, address):
        try:
            self.socket.connect(address if isinstance(address, tuple) else str(address))
        except BlockingIOError:  # as many wait to be accepted as the daemon's queue takes
            return False
        return True

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.socket.close()

    def send(self, data):
        """Sends all of it; False when the other side has closed."""
        try:
            self.socket.sendall(data)
        except OSError:
            self.has_ended = True
        return not self.has_ended

    def receive(self):
        """Waits for more bytes; False at the end of the connection and after a silence of `timeout`."""
        try:
            data = self.socket.recv(65536)
        except socket.timeout:
            return False
        except OSError:
            data = b""
        self.has_ended = not data
        self._received += data
        return bool(data)

    def take_until(self, mark):
        """The bytes up to and with `mark`, or None when they do not come."""
        while mark not in self._received:
            if not self.receive():
                return None
        taken, _, self._received = self._received.partition(mark)
        return taken + mark

    def take(self, count):
        """`count` bytes, or what there is when no more come."""
        while len(self._received) < count and self.receive():
            pass
        taken, self._received = self._received[:count], self._received[count:]
        return taken

    def head(self):
        """The status and the headers of the next answer, or None."""
        head = self.take_until(b"\r\n\r\n")
        if head is None:
            return None
        first, *lines = head.decode("latin-1").rstrip("\r\n").split("\r\n")
        matched = re.match(r"HTTP/\S+ (\d{3})( |$)", first)
        assert matched, f"no status line: {first!r}"
        return int(matched[1]), {name.strip().lower(): value.strip()
                                 for name, _, value in (line.partition(":") for line in lines)}

    def response(self, is_head=False):
        """The next answer whole, or None when none comes."""
        head = self.head()
        if head is None:
            return None
        status, headers = head
        if is_head or status in (100, 304):
            return Response(status, headers, b"", True)
        if "content-length" in headers:
            length = int(headers["content-length"])
            body = self.take(length)
            return Response(status, headers, body, len(body) == length)
        if headers.get("transfer-encoding") == "chunked":
            body = b""
            while (chunk := self.chunk()):
                body += chunk
            return Response(status, headers, body, chunk == b"")
        while self.receive():
            pass
        return Response(status, headers, self.take(len(self._received)), self.has_ended)

    def chunk(self):
        """The next chunk of a chunked body, empty at its end; None when it does not come."""
        size = self.take_until(b"\r\n")
        if size is None:
            return None
        length = int(size, 16)
        data = self.take(length + 2)
        return data[:-2] if len(data) == length + 2 else None

    def is_kept(self, probe=b"GET /nosuch HTTP/1.1\r\nHost: x\r\n\r\n"):
        """Whether the connection takes another request."""
        return self.send(probe) and self.response() is not None
