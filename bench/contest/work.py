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


class Calls(NamedTuple):
    """Calls of a method over so many connections, one under way on each. `programs`: those that a list must have."""

    method: str
    count: int
    connections: int = 1
    programs: int = 0

    def client_arguments(self):
        return [self.method, self.connections, self.count, self.programs]


class Answers(NamedTuple):
    """For the bound alone: files with what a supervisord has answered to getAllProcessInfo, and to getState."""

    list: object
    state: object
    count = 1  # of programs that note their beginning: itself

    def bound_command(self, tools, notebook, folder):
        return [tools / "control_bound", folder / "bound.sock", notebook, self.list, self.state]


# The program numbers of those that have a part of their own.
TALKER, LISTENER, MAIL = 0, 1, 1_000_000


class Talk(NamedTuple):
    """A program that causes events, and a listener that answers them; `board` is the file that they share."""

    board: object
    events: int
    under_way: int = 0  # communication events, so many at a time; 0: log lines, one at a time
    count = 2           # of programs

    def _talker(self, tools):
        manner = ["events", self.events, self.under_way] if self.under_way else ["lines", self.events]
        return [tools / "talker", *manner, self.board]

    def _listener(self, tools):
        return [tools / "listener", self.events, self.board]

    def sections(self, tools, notebook, _folder):
        asks = "stdout_capture_maxbytes=1MB" if self.under_way else "stdout_events_enabled=true"
        logs = "stdout_logfile=NONE\nstderr_logfile=NONE\nautorestart=false\nstartsecs=0\n"
        return (_supervisord_section(10) +
                f"[program:p{TALKER}]\ncommand={_words(self._talker(tools))} {notebook} {TALKER}\n{asks}\n{logs}"
                f"[eventlistener:p{LISTENER}]\ncommand={_words(self._listener(tools))} {notebook} {LISTENER}\n"
                f"events=PROCESS_COMMUNICATION,PROCESS_LOG\nbuffer_size=1000\n{logs}")

    def bound_command(self, tools, notebook, _folder):
        listener = [*self._listener(tools), notebook, LISTENER]
        if self.under_way:
            return [tools / "event_bound", "pingpong", self.events, notebook, TALKER, *listener]
        return [tools / "event_bound", "relay", *self._talker(tools), notebook, TALKER, "--", *listener]


class Mailed(NamedTuple):
    """Programs whose crashes crashmail tells by a mail command, which notes its beginning as program MAIL."""

    count: int
    crashmail: str  # how it is run: the lines of its section up to its arguments

    def sections(self, tools, notebook, folder):
        return (Sleepers(self.count, startsecs=1).sections(tools, notebook, folder) +
                f'[eventlistener:crashmail]\n{self.crashmail} -a -m ops@example.com -s "{tools}/sleeper read {notebook} {MAIL}"\n'
                "events=PROCESS_STATE_EXITED\nstdout_logfile=NONE\nstderr_logfile=NONE\nstartsecs=0\n")


def _words(command):
    return " ".join(map(str, command))


def _supervisord_section(descriptors):
    # Silent, because a copy of the log on the terminal is no part of the work.
    return f"[supervisord]\nsilent=true\nminfds={descriptors + 100}\n\n"
