"""The file that a talker and its listener share (bench/child/board.h)."""

import struct


class Board:
    """Room for as many events as are going to be delivered."""

    _HEAD = struct.Struct("=II")

    def __init__(self, folder, events):
        self.path = folder / "board"
        self._events = events
        self.path.write_bytes(bytes(self._HEAD.size + 8 * events))

    def seconds(self):
        """How long each event has taken, from the writing of its line to the reading of its event."""
        times = self.path.read_bytes()[self._HEAD.size:]
        return [nanoseconds / 1e9 for (nanoseconds,) in struct.iter_unpack("=q", times)]
