"""What must hold for a figure to count. Each check raises Invalid, with the reason, when it does not."""

import subprocess


class Invalid(Exception):
    """A measurement that measured something else than it should have."""


def check(condition, reason):
    if not condition:
        raise Invalid(reason)


def each_once(records, numbers):
    """Every program has noted exactly one beginning, each in a process of its own."""
    seen = sorted(record.number for record in records)
    expected = sorted(numbers)
    check(seen == expected, f"{len(expected)} programs should have begun once each, but {_difference(seen, expected)}")
    pids = {record.pid for record in records}
    check(len(pids) == len(records), f"{len(records)} beginnings came from {len(pids)} processes only")


def _difference(seen, expected):
    missing = sorted(set(expected) - set(seen))
    surplus = sorted(number for number in set(seen) if seen.count(number) > expected.count(number))
    return f"missing: {missing[:10] or 'none'}, too often: {surplus[:10] or 'none'}"


def all_running(infos, pids):
    """What getAllProcessInfo says is RUNNING, all of it, and under the pids that the programs have noted themselves."""
    check(len(infos) == len(pids), f"{len(infos)} processes are configured, {len(pids)} have begun")
    for info in infos:
        check(info["statename"] == "RUNNING", f"{info['name']} is {info['statename']} instead of RUNNING")
        noted = pids.get(int(info["name"][1:]))
        check(info["pid"] == noted, f"{info['name']} has pid {info['pid']}, but noted {noted}")


def running_in_order(text, pids):
    """`supervisorctl status` shows each program as RUNNING, under the pid that it has noted itself, sorted by name."""
    shown = [line.split() for line in text.splitlines()]
    names = [words[0] for words in shown]
    check(names == sorted(f"p{number}" for number in pids),
          f"supervisorctl status shows {len(names)} programs, of {len(pids)}, or not in order: {names[:5]} …")
    for name, state, *rest in shown:
        check(state == "RUNNING", f"supervisorctl status shows {name} as {state}")
        check(rest[:2] == ["pid", f"{pids[int(name[1:])]},"], f"supervisorctl status shows {name} with {rest[:2]}")


def all_stopped(results, count):
    """stopAllProcesses has answered for each of the processes, and with success."""
    success = 80  # Supervisor: xmlrpc.py Faults.SUCCESS
    check(len(results) == count, f"{len(results)} of {count} processes were stopped")
    failed = [result["name"] for result in results if result["status"] != success]
    check(not failed, f"not stopped: {failed[:10]}")


def storm_of_restarts(records, count, seconds, is_paced):
    """In a storm each program was started again; where the rule is once a second, about as often as that."""
    starts = {}
    for record in records:
        starts.setdefault(record.number, []).append(record.time)
    check(len(starts) == count, f"{len(starts)} of {count} programs were started in {seconds} s")
    for number, times in starts.items():
        if is_paced:
            check(len(times) <= seconds + 1, f"program {number} was started {len(times)} times in {seconds} s")
            check(len(times) >= seconds / 4, f"program {number} was started only {len(times)} times in {seconds} s")


def complete_lines(checker, writer, lines, files):
    """The files hold, one after the other, all lines that a writer has written, whole and in order."""
    done = subprocess.run([checker, str(writer), str(lines), *map(str, files)], capture_output=True, text=True,
                          errors="replace", check=False)
    check(done.returncode == 0, f"the log is not what was written: {(done.stdout + done.stderr).strip()}")


def punctual(records, allowed):
    """No paced writer was held up for longer than `allowed` seconds."""
    worst = max(record.value for record in records) / 1e9
    check(worst <= allowed, f"a writer was held up for {worst:.3f} s, more than {allowed:g} s")


def whole_stream(ended, events):
    """A listener has noted one end, of a stream that had each event once and in order, and no event after it."""
    for record in ended:
        check(record.value >= 0, f"the listener got another event than number {-1 - record.value} of {events}")
    check(len(ended) == 1, f"the listener has noted {len(ended)} ends")


def outbox_on_disk(folder):
    """crashmail has the outbox of a daemon in that folder as a file, so that its alerts outlive it."""
    found = [path.name for path in (folder / "outbox").glob("*") if path.suffix == ".outbox" and path.stat().st_size > 0]
    check(len(found) == 1, f"crashmail has no outbox on the disk: {found} in {folder}/outbox")


def timed_events(seconds):
    """Each event has a time that it can have taken."""
    wrong = [number for number, taken in enumerate(seconds) if not 0 < taken < 60]
    check(not wrong, f"{len(wrong)} of {len(seconds)} events have no time that is possible, the first is {wrong[:1]}")
