"""Every option of the command lines, short and long, with and without its argument, unknown and twice: Debian's programs
and ours end with the same status, and leave the same kind of answer. No daemon gets as far as running."""

import os
import re
import subprocess

import pytest

from support.daemons import ORACLE, build_program, halberd_programs

FLAGS = {"n": "nodaemon", "s": "silent", "k": "nocleanup", "t": "strip_ansi"}
# A value that is accepted and one that is not; None where any text will do.
VALUES = {
    "c": ("configuration", "broken.conf", None),
    "u": ("user", "root", None),
    "m": ("umask", "022", "9"),
    "d": ("directory", "/", "/no/such/folder"),
    "l": ("logfile", "x.log", "/no/such/folder/x.log"),
    "y": ("logfile_maxbytes", "1MB", "x"),
    "z": ("logfile_backups", "3", "x"),
    "e": ("loglevel", "debug", "loud"),
    "j": ("pidfile", "x.pid", "/no/such/folder/x.pid"),
    "i": ("identifier", "me", None),
    "q": ("childlogdir", "/", "/no/such/folder"),
    "a": ("minfds", "10", "x"),
}
LONG_ONLY = {"minprocs": ("10", "x"), "profile_options": ("calls", None)}
CTL_VALUES = {"c": ("configuration", "ctl.conf"), "s": ("serverurl", "unix:///no/such/socket"), "u": ("username", "u"),
              "p": ("password", "p"), "r": ("history_file", "h")}


@pytest.fixture
def here(folder):
    # supervisord stops at this file after it has read its options, so that none of these lines starts a daemon.
    (folder / "broken.conf").write_text("[supervisord]\nno key and no value\n")
    (folder / "ctl.conf").write_text("[supervisorctl]\nserverurl=unix:///no/such/socket\n")
    return folder


def run(program, here, arguments):
    done = subprocess.run([program, *arguments], cwd=here, capture_output=True, text=True, timeout=60, check=False,
                          stdin=subprocess.DEVNULL)
    return done.returncode, done.stdout, done.stderr


def kind(result):
    """What kind of answer it is: the status, and whether it is a refused option, and which."""
    status, stdout, stderr = result
    refusal = re.search(r"^Error: (option \S+ .*|conflicting .*|positional arguments .*)$", stderr, re.MULTILINE)
    return status, refusal.group(1) if refusal else None, bool(stdout), "For help, use " in stderr


def compare(name, here, arguments):
    expected = run(getattr(ORACLE, name), here, arguments)
    ours = run(getattr(halberd_programs(), name), here, arguments)
    assert kind(ours) == kind(expected), (arguments, expected, ours)
    return ours


def compare_all(name, here, lines):
    for line in lines:
        compare(name, here, line)


BROKEN = ["-c", "broken.conf"]


def supervisord_lines():
    for short, long in FLAGS.items():
        yield [f"-{short}", *BROKEN]
        yield [f"--{long}", *BROKEN]
        yield [f"-{short}", f"-{short}", *BROKEN]
        yield [f"-{short}", f"--{long}", *BROKEN]
        yield [f"--{long}=1", *BROKEN]
    for short, (long, good, bad) in VALUES.items():
        rest = [] if short == "c" else BROKEN
        yield [f"-{short}", good, *rest]
        yield [f"-{short}{good}", *rest]
        yield [f"--{long}", good, *rest]
        yield [f"--{long}={good}", *rest]
        yield [f"-{short}", good, f"--{long}", good, *rest]
        yield [f"--{long}={good}", f"--{long}={good}", *rest]
        yield [*rest, f"-{short}"]
        yield [*rest, f"--{long}"]
        if bad is not None:
            yield [f"-{short}", bad, *rest]
    for long, (good, bad) in LONG_ONLY.items():
        yield [f"--{long}", good, *BROKEN]
        yield [f"--{long}={good}", *BROKEN]
        yield [*BROKEN, f"--{long}"]
        if bad is not None:
            yield [f"--{long}={bad}", *BROKEN]


@pytest.mark.parametrize("part", range(4))
def test_every_option_of_supervisord(here, part):
    compare_all("supervisord", here, list(supervisord_lines())[part::4])


def test_help_and_version_of_supervisord(here):
    compare_all("supervisord", here, [
        ["-h"], ["--help"], ["-?"], ["--h"], ["-n?"], ["-v"], ["--version"], ["--v"], ["-v", "-h"], ["-h", "-v"],
        ["-h", "word"], ["-v", "word"], ["--help=x"], ["--version=x"], ["-nh"], ["-h", "-n", "-n"], ["-n", "-n", "-h"],
        ["-v", "-c", "a", "-c", "b"],
        ["-n", "-n", "-x"], ["-n", "-n", "word"]])
    assert compare("supervisord", here, ["-v"])[1] == "4.2.5\n"


def test_unknown_options_and_words_of_supervisord(here):
    compare_all("supervisord", here, [
        ["-x"], ["-P"], ["--nonsense"], ["--nonsense=1"], ["-nx"], ["word"], ["-n", "word"], ["--", "word"], ["--", *BROKEN],
        ["word", "-x"], [*BROKEN, "-"]])


def test_abbreviations_of_supervisord(here):
    valueless = ["help", "version", *FLAGS.values()]
    names = [*valueless, *(long for long, _, _ in VALUES.values()), *LONG_ONLY]
    goods = {long: good for long, good, _ in VALUES.values()} | {long: good for long, (good, _) in LONG_ONLY.items()}

    def meant_by(word):
        return [name for name in names if name.startswith(word)]

    for name in names:
        words = [name[:length] for length in range(1, len(name)) if name[:length] not in names]
        unique = [word for word in words if meant_by(word) == [name]]
        ambiguous = [word for word in words if word not in unique]
        for word in unique[:1] + ambiguous[-1:]:
            line = [f"--{word}"] if name in valueless else [f"--{word}", goods[name]]
            compare("supervisord", here, line if name == "configuration" else [*line, *BROKEN])


def ctl_lines():
    for short, (long, value) in CTL_VALUES.items():
        yield [f"-{short}", value, "pid"]
        yield [f"--{long}={value}", "pid"]
        yield [f"-{short}{value}", f"--{long}", value, "pid"]
        yield [f"-{short}"]
        yield [f"--{long}"]
        yield [f"--{long[:-1]}", value, "pid"]
    yield from (["-i", "-i"], ["-i", "-ix"], ["--interactive=1"], ["--interactive", "-i", "pid"], ["-h"], ["--help"], ["-?"], ["--he"],
                ["-h", "word"], ["-h", "-i", "-i"], ["-h", "-s", "x:y", "-s", "x:z"], ["--help=x"], ["-x"], ["--nonsense"], ["-s", "nonsense", "pid"], ["--", "pid"])


def test_every_option_of_supervisorctl(here):
    for line in ctl_lines():
        own_file = any(word.startswith(("-c", "--configuration")) for word in line)
        compare("supervisorctl", here, line if own_file else ["-c", "ctl.conf", *line])


def test_every_option_of_echo_supervisord_conf(here):
    for line in ([], ["-h"], ["--help"], ["-x"], ["word"]):
        expected = run("/usr/bin/echo_supervisord_conf", here, line)
        ours = run(build_program("echo_supervisord_conf"), here, line)
        assert (ours[0], bool(ours[1]), bool(ours[2])) == (expected[0], bool(expected[1]), bool(expected[2])), line


def test_the_file_is_searched_for_in_the_same_places(here):
    """Without -c: beside the program, then the current folder. Each is put before those that are there already."""
    programs = {}
    for name, original in (("oracle", ORACLE.supervisord), ("halberd", halberd_programs().supervisord)):
        (here / name / "bin").mkdir(parents=True)
        programs[name] = here / name / "bin" / "supervisord"
        programs[name].symlink_to(original)
    places = ["{program}/etc/supervisord.conf", "{program}/supervisord.conf", "supervisord.conf", "etc/supervisord.conf"]
    for place in reversed(places):
        statuses = {}
        for name, program in programs.items():
            path = here / place.format(program=here / name)
            path.parent.mkdir(exist_ok=True)
            path.write_text("[supervisord]\nno key and no value\n")
            statuses[name], _, stderr = run(str(program), here, [])
            named = f"'{place.format(program=here / name)}'" if name == "oracle" else f"{path}:2:"
            assert named in stderr, (place, stderr)
            if os.geteuid() == 0:
                assert "is running as root and it is searching for its configuration file" in stderr, (name, stderr)
        assert statuses == {"oracle": 2, "halberd": 2}, place


def test_with_a_file_named_root_is_not_warned(here):
    for programs in (ORACLE, halberd_programs()):
        assert "searching for its configuration" not in run(programs.supervisord, here, BROKEN)[2]
