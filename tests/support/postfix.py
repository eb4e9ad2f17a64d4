"""Postfix on loopback, with its configuration, its queue and its mailboxes in a folder of the test.

It knows nothing of the machine's own Postfix: neither /etc/postfix nor /var/spool/postfix is read or written. Its master
process wants to be started by root, and its other processes want the users and the programs of Debian's package.
"""

import grp
import os
import pwd
import shutil
import socket
import subprocess
from pathlib import Path

import pytest

from support.mail import read_maildir, wait_maildir
from support.tls import make_certificate
from support.waiting import free_port, wait_for

_DAEMONS = Path("/usr/lib/postfix/sbin")

# Folders of the queue, with their modes; those of mode 0700 are Postfix's own.
_QUEUE = {"active": 0o700, "bounce": 0o700, "corrupt": 0o700, "defer": 0o700, "deferred": 0o700, "flush": 0o700,
          "hold": 0o700, "incoming": 0o700, "maildrop": 0o730, "pid": 0o755, "private": 0o700, "public": 0o710,
          "saved": 0o700, "trace": 0o700}

_SERVICES = """\
127.0.0.1:{port} inet n - n - - smtpd
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
proxymap unix - - n - - proxymap
anvil unix - - n - 1 anvil
tlsmgr unix - - n 1000? 1 tlsmgr
error unix - - n - - error
retry unix - - n - - error
virtual unix - n n - - virtual
postlog unix-dgram n - n - 1 postlogd
"""

_SETTINGS = """\
compatibility_level = 3.6
queue_directory = {folder}/queue
data_directory = {folder}/data
daemon_directory = {daemons}
command_directory = /usr/sbin
maillog_file = {folder}/log
maillog_file_prefixes = {folder}
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
myhostname = mail.test
mydestination =
alias_maps =
virtual_mailbox_domains = example.com
virtual_mailbox_base = {folder}/mailboxes
virtual_mailbox_maps = inline:{{ ops@example.com=ops/ boss@example.com=boss/ }}
virtual_uid_maps = static:{uid}
virtual_gid_maps = static:{gid}
virtual_minimum_uid = 1
smtpd_tls_security_level = may
smtpd_tls_chain_files = {folder}/server.pem
smtpd_tls_received_header = yes
smtpd_peername_lookup = no
"""


class Postfix:
    """A mail server for ops@example.com and boss@example.com that offers STARTTLS, with a certificate for 127.0.0.1 in
    `certificate`. It can be started and stopped several times, and keeps its port."""

    def __init__(self, folder):
        if os.geteuid() != 0:
            pytest.skip("Postfix is started by root only")
        if not (_DAEMONS / "master").exists():
            pytest.skip("Debian's package postfix is not installed")
        self.port = free_port()
        self._folder = folder / "postfix"
        self.certificate = self._folder / "server.pem"
        self._process = None
        self._make_folders()
        make_certificate(self.certificate)
        nobody = pwd.getpwnam("nobody")
        (self._folder / "main.cf").write_text(_SETTINGS.format(folder=self._folder, daemons=_DAEMONS,
                                                               uid=nobody.pw_uid, gid=nobody.pw_gid))
        (self._folder / "master.cf").write_text(_SERVICES.format(port=self.port))
        self.start()

    def start(self):
        assert self._process is None
        # A session of its own: at its end the master process signals its whole process group.
        self._process = subprocess.Popen([_DAEMONS / "master", "-c", self._folder, "-d"], start_new_session=True,
                                         stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        wait_for(self._answers, what=lambda: f"Postfix on port {self.port}; its log: {self.log()}")

    def stop(self):
        """Ends the server and all its processes; what is in its queue stays there."""
        if self._process is None:
            return
        self._process.terminate()
        self._process.wait()
        try:
            while True:
                os.waitpid(-self._process.pid, 0)  # its children, which have become the test's
        except ChildProcessError:
            self._process = None

    def messages(self, user="ops"):
        """The mails in the mailbox, oldest first, as email.message.Message."""
        return read_maildir(self._mailbox(user))

    def wait_messages(self, count=1, user="ops"):
        """Waits until `count` mails are in the mailbox and returns all of them."""
        return wait_maildir(self._mailbox(user), count)

    def log(self):
        file = self._folder / "log"
        return file.read_text() if file.exists() else ""

    def _mailbox(self, user):
        return self._folder / "mailboxes" / user

    def _make_folders(self):
        postfix, postdrop = pwd.getpwnam("postfix").pw_uid, grp.getgrnam("postdrop").gr_gid
        self._folder.mkdir(mode=0o755)
        for name, mode in _QUEUE.items():
            folder = self._folder / "queue" / name
            folder.mkdir(parents=True)
            if name != "pid":
                shutil.chown(folder, postfix, postdrop if name in ("maildrop", "public") else None)
            folder.chmod(mode)
        for name, owner in (("data", "postfix"), ("mailboxes", "nobody")):
            (self._folder / name).mkdir()
            shutil.chown(self._folder / name, owner)

    def _answers(self):
        assert self._process.poll() is None, f"Postfix ended with status {self._process.returncode}: {self.log()}"
        try:
            with socket.create_connection(("127.0.0.1", self.port), timeout=5) as connection:
                return connection.recv(3) == b"220"
        except OSError:
            return False
