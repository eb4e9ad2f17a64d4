"""Waiting for conditions: the only way in which tests wait."""

import socket
import time

# Long enough for a sanitizer build on a machine that runs other tests at the same time; a condition that comes true
# ends the wait at once.
PATIENCE = 30.0

_POLL = 0.02

# Sockets whose abstract names reserve a port for the life of this test process.
_reservations = []


def wait_for(predicate, timeout=PATIENCE, what="the condition"):
    """Calls `predicate` until it returns something true and returns that; AssertionError after `timeout` seconds.

    `what` completes the sentence "waited N s for …"; it may be a function that is called only on failure.
    """
    deadline = time.monotonic() + timeout
    while True:
        value = predicate()
        if value:
            return value
        if time.monotonic() > deadline:
            raise AssertionError(f"waited {timeout:g} s for {what() if callable(what) else what}")
        time.sleep(_POLL)


def stays(predicate, seconds):
    """True when `predicate` holds at every look during `seconds`: for what must not happen."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if not predicate():
            return False
        time.sleep(_POLL)
    return True


def free_port():
    """A TCP port of 127.0.0.1 that nobody listens on and that no other test is given while this process lives.

    The ports lie below the range that the kernel hands out, and a socket with an abstract name that holds the number
    is the reservation.
    """
    for port in range(20000 + time.monotonic_ns() % 10000, 32000):
        reservation = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        try:
            reservation.bind(f"\0halberd-test-port-{port}")
        except OSError:
            reservation.close()
            continue
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                reservation.close()
                continue
        _reservations.append(reservation)
        return port
    raise AssertionError("no free TCP port between 20000 and 32000")
