"""One daemon at work: what Halberd, Debian's Supervisor and the bounds have in common."""

import os
import select
import signal
import subprocess
from typing import NamedTuple

from contest import meter
from contest.checks import check, each_once
from contest.notebook import BEGIN, DAEMON, EXEC, Notebook, now, seconds_between
from support import processes


class Answered(NamedTuple):
    """How long calls have taken, in seconds: all together, and each of them."""

    total: float
    each: list


class Contender:
    """A daemon with a folder and a notebook of its own. It is started by start() and always ended by close()."""

    def __init__(self, name, folder, tools):
        self.name = name
        self.folder = folder
        self.tools = tools
        self.notebook = Notebook()
        self.pid = None
        self.work = None

    def start(self, work):
        """Executes the daemon, which begins to work."""
        raise NotImplementedError

    def check_running(self):
        """Raises Invalid unless the daemon says that all of its programs run, and under the pids that they noted."""
        raise NotImplementedError

    def stop_all(self):
        """Lets the daemon stop all of its programs, and returns the seconds until it has answered."""
        raise NotImplementedError

    def state_query(self):
        """A function that asks the daemon for its state over one kept connection, and returns when it has answered."""
        raise NotImplementedError

    def restart_command(self, number):
        """The command line of a client that lets the daemon restart a program."""
        raise NotImplementedError

    def control_socket(self):
        """The path of the UNIX socket on which the daemon answers XML-RPC."""
        raise NotImplementedError

    def ask(self, calls, file=None):
        """Makes calls by the client in C, which looks at every answer; the last one is written into a file."""
        return answered(self._run([self.tools / "control_client", self.control_socket(), *calls.client_arguments(),
                                   *([file] if file else [])]), calls.count)

    def _run(self, command):
        words = [str(word) for word in command]
        done = subprocess.run(words, capture_output=True, text=True, check=False)
        said = done.stdout[-500:] + done.stderr
        check(done.returncode == 0, f"{' '.join(words)} ended with {done.returncode}: {said}")
        return done.stdout

    def launcher(self, number=DAEMON):
        """What to put in front of a command line so that its exec is noted."""
        return [str(self.tools / "stamped_exec"), self.notebook.path, str(number)]

    def begin(self, work):
        """Starts the work, waits until each program has begun, and returns the seconds from the daemon's exec on."""
        self.work = work
        self.start(work)
        begun = self.wait(BEGIN, work.count)
        each_once(begun, range(work.count))
        [executed] = self.notebook.records(EXEC)
        return seconds_between(executed, max(begun))

    def wait(self, kind, count, since=0, number=None):
        """Waits for records of the notebook for as long as the daemon is there to cause them."""
        return self.notebook.wait(kind, count, since, number, self._check_alive)

    def _check_alive(self):
        if not processes.is_alive(self.pid):
            output = "".join(path.read_text(errors="replace")[-2000:] for path in self.folder.glob("*output"))
            check(False, f"the daemon has ended by itself; it said: {output.strip() or 'nothing'}")

    def pids(self):
        """The pid under which each program has begun last."""
        return {record.number: record.pid for record in self.notebook.records(BEGIN)}

    def living(self):
        """The pids of programs that are alive."""
        return [pid for pid in self.pids().values() if processes.is_alive(pid)]

    def cpu_seconds(self):
        return meter.cpu_seconds(self.pid)

    def kill_child(self, number):
        """Kills a program and returns the seconds until its replacement's first instruction."""
        pid, mark = self.pids()[number], self.notebook.mark()
        killed = now()
        os.kill(pid, signal.SIGKILL)
        [begun] = self.wait(BEGIN, 1, mark)
        check(begun.number == number, f"program {number} was killed, program {begun.number} began")
        check(begun.pid != pid, f"program {number} began again in the process that was killed")
        return seconds_between(killed, begun)

    def restart(self, number):
        """Restarts a program by the daemon's client; the seconds from the client's exec to the first instruction."""
        pid, mark = self.pids()[number], self.notebook.mark()
        self._run([*self.launcher(number), *self.restart_command(number)])
        [begun] = self.wait(BEGIN, 1, mark, number=number)
        [executed] = self.notebook.records(EXEC, mark)
        check(begun.pid != pid, f"program {number} was not restarted")
        return seconds_between(executed, begun)

    def shut_down(self):
        """Ends the daemon by SIGTERM and returns the seconds until it was gone; none of its programs is left then."""
        watched = os.pidfd_open(self.pid)
        try:
            poll = select.poll()
            poll.register(watched, select.POLLIN)
            asked = now()
            os.kill(self.pid, signal.SIGTERM)
            check(poll.poll(60_000), "the daemon was not gone a minute after SIGTERM")
            seconds = seconds_between(asked, now())
        finally:
            os.close(watched)
        left = self.living()
        check(not left, f"the daemon is gone, {len(left)} of its programs are not")
        status = self.reap()
        check(status == 0, f"the daemon ended with status {status}")
        return seconds

    def reap(self):
        """The exit status of the daemon, which has ended."""
        _, status = os.waitpid(self.pid, 0)
        self.pid = None
        return os.waitstatus_to_exitcode(status)

    def close(self):
        """Ends whatever is still there, in a hurry."""
        if self.pid is not None:
            os.kill(self.pid, signal.SIGSTOP)  # so that no child is started after the look at them
            left = processes.children(self.pid)
            os.kill(self.pid, signal.SIGKILL)
            self.reap()
            for pid in left:  # adopted by this process, see processes.adopt_orphans()
                os.kill(pid, signal.SIGKILL)
            for pid in left:
                os.waitpid(pid, 0)
        self.notebook.close()


def answered(output, count):
    """What control_client.c prints: the nanoseconds of all calls, and of each."""
    total, *each = [int(line) / 1e9 for line in output.split()]
    check(len(each) == count, f"{len(each)} of {count} calls were answered")
    check(0 < max(each) <= total, f"a call took {max(each)} s, all of them {total} s")
    return Answered(total, each)
