"""What the contenders are given to do: in the words of supervisord, and in those of the bounds."""

from typing import NamedTuple


class Sleepers(NamedTuple):
    """Programs that note their beginning and then wait for a signal; or end at once, again and again."""

    count: int
    startsecs: int = 0
    ends_at_once: bool = False

    def sections(self, tools, notebook, _folder):
        action = "exit" if self.ends_at_once else "pause"
        return _supervisord_section(3 * self.count) + "".join(
            f"[program:p{number}]\n"
            f"command={tools / 'sleeper'} {action} {notebook} {number}\n"
            f"stdout_logfile=NONE\nstderr_logfile=NONE\nautorestart=true\nstartsecs={self.startsecs}\n"
            for number in range(self.count))

    def bound_command(self, tools, notebook, folder):
        # A storm is paced as Halberd paces it: a program that ends at once is started at most once a second.
        action, pause = ("exit", 1000) if self.ends_at_once else ("pause", 0)
        return [tools / "process_bound", folder / "bound.sock", self.count, pause, tools / "sleeper", action, notebook]


class Writers(NamedTuple):
    """Programs that write numbered lines into logs, until they have written all of them."""

    count: int
    lines: int
    rate: int = 0      # lines a second; 0: at full speed
    maxbytes: int = 0  # 0: no rotation
    backups: int = 0

    def _command(self, tools, notebook):
        manner = ["paced", self.lines, self.rate] if self.rate else ["full", self.lines]
        return [tools / "writer", *manner, notebook]

    def sections(self, tools, notebook, folder):
        command = " ".join(map(str, self._command(tools, notebook)))
        return _supervisord_section(4 * self.count) + "".join(
            f"[program:p{number}]\n"
            f"command={command} {number}\n"
            f"stdout_logfile={folder}/log.{number}\nstdout_logfile_maxbytes={self.maxbytes}\n"
            f"stdout_logfile_backups={self.backups}\nstderr_logfile=NONE\nautorestart=false\nstartsecs=0\n"
            for number in range(self.count))

    def bound_command(self, tools, notebook, folder):
        method = "copy" if self.rate else "splice"
        return [tools / "capture_bound", method, self.maxbytes, self.backups, folder / "log", self.count,
                *self._command(tools, notebook)]

    def log_files(self, folder, number):
        """The log of a writer and its backups, the oldest first."""
        backups = sorted(folder.glob(f"log.{number}.*"), key=lambda path: -int(path.suffix[1:]))
        return [*backups, folder / f"log.{number}"]


def _supervisord_section(descriptors):
    # Silent, because a copy of the log on the terminal is no part of the work.
    return f"[supervisord]\nsilent=true\nminfds={descriptors + 100}\n\n"
