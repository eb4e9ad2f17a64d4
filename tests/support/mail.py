"""Mail as it arrives: an SMTP server on loopback, and Maildir folders."""

import mailbox
import socket
import subprocess
from pathlib import Path

from support.waiting import free_port, wait_for


class SmtpServer:
    """aiosmtpd on 127.0.0.1; what it accepts lands in a Maildir folder."""

    def __init__(self, folder):
        self.port = free_port()
        self.maildir = Path(folder) / "smtp"
        self._process = subprocess.Popen(
            ["/usr/bin/python3", "-m", "aiosmtpd", "-n", "-l", f"127.0.0.1:{self.port}",
             "-c", "aiosmtpd.handlers.Mailbox", str(self.maildir)],
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        wait_for(self._answers, what=f"aiosmtpd on port {self.port}")

    def messages(self):
        """The mails accepted so far, oldest first, as email.message.Message."""
        return read_maildir(self.maildir)

    def wait_messages(self, count=1):
        """Waits until `count` mails have arrived and returns all of them."""
        return wait_maildir(self.maildir, count)

    def close(self):
        self._process.terminate()
        self._process.wait()

    def _answers(self):
        assert self._process.poll() is None, f"aiosmtpd ended with status {self._process.returncode}"
        try:
            with socket.create_connection(("127.0.0.1", self.port), timeout=5) as connection:
                return connection.recv(3) == b"220"
        except OSError:
            return False


def read_maildir(folder):
    """The mails of a Maildir folder by their order of arrival; none when the folder is not there, or not whole."""
    if not all((Path(folder) / part).is_dir() for part in ("new", "cur", "tmp")):
        return []
    box = mailbox.Maildir(folder, create=False)
    keys = sorted(box.keys(), key=lambda key: (Path(folder, "new", key).stat().st_mtime_ns, key))
    return [box[key] for key in keys]


def wait_maildir(folder, count=1):
    """Waits until a Maildir folder has `count` mails and returns all of them."""

    def arrived():
        mails = read_maildir(folder)
        return mails if len(mails) >= count else None

    return wait_for(arrived, what=lambda: f"{count} mails in {folder}, which has {len(read_maildir(folder))}")


def text_of(mail):
    """The text of a mail: all its text parts, decoded, lines ended by a newline."""
    parts = [part.get_payload(decode=True).decode(errors="replace")
             for part in mail.walk() if part.get_content_maintype() == "text"]
    return "\n".join(parts).replace("\r\n", "\n")
