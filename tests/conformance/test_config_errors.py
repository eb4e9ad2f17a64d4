"""A bad value for each key, given to Debian's supervisord and to ours as they are started: both end with status 2 before
anything runs, and ours names the section and the key.

Supervisor often names neither; what it says is compared only as far as it is an error at all.
"""

import concurrent.futures
import subprocess

import pytest

from known_keys import label, shared_keys
from support.daemons import ORACLE, check_sanitizer_reports, halberd_programs, sanitizer_environment

TEXT = "%(nothing)s"  # what is wrong with a value that may be any text

BAD = {
    ("supervisord", "logfile"): ["/no/such/x.log"],
    ("supervisord", "logfile_maxbytes"): ["x", "1TB", ""],
    ("supervisord", "logfile_backups"): ["x", "1.5"],
    ("supervisord", "loglevel"): ["loud", ""],
    ("supervisord", "pidfile"): ["/no/such/x.pid"],
    ("supervisord", "nodaemon"): ["perhaps", ""],
    ("supervisord", "silent"): ["2"],
    ("supervisord", "umask"): ["8", "rw"],
    ("supervisord", "user"): ["no-such-user", "987654"],
    ("supervisord", "identifier"): [TEXT],
    ("supervisord", "directory"): ["/no/such"],
    ("supervisord", "nocleanup"): ["x"],
    ("supervisord", "childlogdir"): ["/no/such"],
    ("supervisord", "environment"): ["A", "A=1,B", TEXT],
    ("supervisord", "strip_ansi"): ["x"],
    ("supervisord", "minfds"): ["x"],
    ("supervisord", "minprocs"): ["x", "1k"],
    ("unix_http_server", "file"): [TEXT],
    ("unix_http_server", "chmod"): ["9"],
    ("unix_http_server", "chown"): ["no-such-user:root", "root:no-such-group"],
    ("unix_http_server", "username"): ["u"],
    ("unix_http_server", "password"): ["p"],
    ("inet_http_server", "port"): ["x", "0", "65536", "host:"],
    ("inet_http_server", "username"): ["u"],
    ("inet_http_server", "password"): ["p"],
    ("include", "files"): [TEXT],
    ("rpcinterface:", "supervisor.rpcinterface_factory"): ["no.such:factory"],
    ("group:", "programs"): ["nobody"],
    ("group:", "priority"): ["x"],
    ("fcgi-program:", "socket"): ["", "http://localhost:9000", "tcp://localhost", TEXT],
    ("fcgi-program:", "socket_owner"): ["no-such-user"],
    ("fcgi-program:", "socket_mode"): ["rw", "tcp\nsocket=tcp://localhost:9000"],
    ("fcgi-program:", "socket_backlog"): ["0", "x"],
    ("eventlistener:", "events"): ["NOTHING", "", "EVENT,"],
    ("eventlistener:", "buffer_size"): ["0", "x"],
    ("eventlistener:", "result_handler"): ["no.such:thing"],
    ("eventlistener:", "redirect_stderr"): ["true"],
    ("program:", "command"): ["100%", "%t", TEXT],
    ("program:", "process_name"): ["a b", "a:b", "a/b", TEXT],
    ("program:", "numprocs"): ["x", "2"],
    ("program:", "numprocs_start"): ["x"],
    ("program:", "directory"): [TEXT],
    ("program:", "umask"): ["9"],
    ("program:", "priority"): ["x"],
    ("program:", "autostart"): ["maybe"],
    ("program:", "autorestart"): ["sometimes"],
    ("program:", "startsecs"): ["x", "1m"],
    ("program:", "startretries"): ["x"],
    ("program:", "exitcodes"): ["256", "-1", "0,", "a"],
    ("program:", "stopsignal"): ["FOO", "99"],
    ("program:", "stopwaitsecs"): ["x"],
    ("program:", "stopasgroup"): ["x"],
    ("program:", "killasgroup"): ["x", "false\nstopasgroup=true"],
    ("program:", "user"): ["no-such-user", "987654"],
    ("program:", "redirect_stderr"): ["x"],
    ("program:", "environment"): ["A", "A=", "A=1 2,B=3", TEXT],
    ("program:", "serverurl"): [TEXT],
    **{("program:", stream + key): values for stream in ["stdout", "stderr"] for key, values in {
        "_logfile": ["/no/such/x.log"],
        "_logfile_maxbytes": ["x"],
        "_logfile_backups": ["x"],
        "_capture_maxbytes": ["x"],
        "_events_enabled": ["x"],
        "_syslog": ["x"],
    }.items()},
}

SECTIONS = {
    "supervisord": "[supervisord]\n",
    "unix_http_server": "[unix_http_server]\nfile=%(here)s/x.sock\n",
    "inet_http_server": "[inet_http_server]\nport=127.0.0.1:1\n",
    "include": "[include]\n",
    "rpcinterface:": "[rpcinterface:x]\n",
    "group:": "[group:g]\nprograms=web\n",
    "eventlistener:": "[eventlistener:l]\ncommand=/bin/cat\nevents=EVENT\n",
    "fcgi-program:": "[fcgi-program:php]\ncommand=/bin/cat\nsocket=unix:///tmp/php.sock\n",
    "program:": "[program:web]\ncommand=/bin/cat\n",
}
CASES = [(place, value) for place, values in BAD.items() for value in values]


def text(place, value):
    title, key = place
    return "[supervisord]\n[program:web]\ncommand=/bin/cat\n%s%s=%s\n" % (SECTIONS[title], key, value)


@pytest.fixture(scope="module")
def ends(tmp_path_factory):
    """(status, output) of a start, by program, key and value: all starts at once, as they take their time."""
    folder = tmp_path_factory.mktemp("errors")

    def end(programs, number):
        home = folder / ("%s-%d" % (programs.name, number))
        home.mkdir()
        (home / "x.conf").write_text(text(*CASES[number]))
        environment = {"PATH": "/usr/bin:/bin", **sanitizer_environment(folder)}
        # Ours does not look at a value that the command line overrides.
        foreground = [] if CASES[number][0][1] == "nodaemon" else ["-n"]
        done = subprocess.run([programs.supervisord, *foreground, "-c", "x.conf"], cwd=home, env=environment, timeout=60,
                              stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)
        left = sorted(path.name for path in home.iterdir())
        return done.returncode, done.stdout + done.stderr, left

    with concurrent.futures.ThreadPoolExecutor(4) as pool:
        starts = {(programs.name, CASES[number]): pool.submit(end, programs, number)
                  for programs in [ORACLE, halberd_programs()] for number in range(len(CASES))}
        results = {case: start.result() for case, start in starts.items()}
    check_sanitizer_reports(folder)
    return results


def test_every_key_has_a_bad_value():
    without_supervisorctl = {place for place in shared_keys() if place[0] != "supervisorctl"}
    assert without_supervisorctl - set(BAD) == set()


@pytest.mark.parametrize("place, value", CASES, ids=lambda part: label(part) if isinstance(part, tuple) else repr(part))
def test_a_bad_value_ends_the_start_with_status_2(ends, place, value):
    status, said, left = ends["oracle", (place, value)]
    assert status == 2 and said.startswith("Error: ")

    status, said, left = ends["halberd", (place, value)]
    section = SECTIONS[place[0]].split("\n")[0]
    assert status == 2
    assert said.startswith("Error: ")
    assert "x.conf:" in said
    assert "%s %s: " % (section, place[1]) in said
    assert left == ["x.conf"]  # no log, no socket, no pidfile: nothing has run


@pytest.mark.parametrize("key", ["serverurl", "username", "password", "prompt", "history_file"])
def test_a_bad_value_for_supervisorctl_ends_it_with_status_2(tmp_path, key):
    config = tmp_path / "x.conf"
    config.write_text("[supervisorctl]\n%s=%s\n" % (key, TEXT))
    for programs in [ORACLE, halberd_programs()]:
        done = subprocess.run([programs.supervisorctl, "-c", config, "status"], capture_output=True, text=True, check=False)
        assert done.returncode == 2
        assert key in done.stderr
