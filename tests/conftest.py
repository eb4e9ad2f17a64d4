"""Fixtures of all tests that run real programs. pytest puts this folder on sys.path, so tests import support.*."""

import os
import shutil
import tempfile
from pathlib import Path

import pytest

pytest.register_assert_rewrite("support.pairs")

# pylint: disable=wrong-import-position
from support import processes
from support.daemons import ORACLE, Daemon, halberd_programs
from support.mail import SmtpServer
from support.pairs import Pair
from support.strict_smtp import StrictSmtpServer
from support.waiting import wait_for

processes.adopt_orphans()


@pytest.fixture
def folder():
    """A fresh folder with a short path (the path of a UNIX socket has at most 107 bytes), removed after the test."""
    path = Path(tempfile.mkdtemp(prefix="halberd-test-"))
    path.chmod(0o755)
    yield path
    shutil.rmtree(path)


@pytest.fixture
def nothing_stays_behind():
    """Fails the test when a process that it started, or any descendant of one, is alive after it."""
    yield
    me = os.getpid()
    try:
        wait_for(lambda: not processes.children(me), timeout=2)
    except AssertionError:
        left = {pid: processes.command_line(pid) for pid in processes.descendants(me)}
        for pid in left:
            processes.end(pid)
        pytest.fail(f"left running: {left}")


def _daemon(programs, folder):
    daemon = Daemon(programs, folder / programs.name)
    daemon.folder.mkdir()
    yield daemon
    daemon.close()


@pytest.fixture
def halberd(folder, nothing_stays_behind):
    """Our supervisord, not yet configured and not started."""
    yield from _daemon(halberd_programs(), folder)


@pytest.fixture
def oracle(folder, nothing_stays_behind):
    """Debian's supervisord, the same way."""
    yield from _daemon(ORACLE, folder)


@pytest.fixture
def smtp_server(folder, nothing_stays_behind):
    """An SMTP server on loopback that takes any mail."""
    server = SmtpServer(folder)
    yield server
    server.close()


@pytest.fixture
def smtp(folder, nothing_stays_behind):
    """Makes StrictSmtpServers, and closes them after the test."""
    servers = []

    def make(**options):
        servers.append(StrictSmtpServer(folder, **options))
        return servers[-1]

    yield make
    for server in servers:
        server.close()


@pytest.fixture
def pair(halberd, oracle):
    """Both daemons, for what is to be the same under either."""
    return Pair(halberd, oracle)
