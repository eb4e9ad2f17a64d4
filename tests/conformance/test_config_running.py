"""What each key does, seen on running daemons: the same files under Debian's supervisord and ours.

Three daemons of each (running_programs.py has their files) run many programs side by side. A row of ROWS says for a key
how its effect is seen and what is to be seen; both implementations are held against that.
"""

import base64
import contextlib
import os
import platform
import re
import resource
import shutil
import sys
import tempfile
import urllib.error
import urllib.request
from pathlib import Path

import pytest

import running_programs
from known_keys import label, shared_keys
from support import processes
from support.daemons import ORACLE, Daemon, halberd_programs
from support.waiting import free_port, wait_for

STOPPED_BY_TEST = ["stopsignal", "stopwaitsecs", "stopasgroup", "stopasgroup_false", "killasgroup", "killasgroup_false"]
WITH_CHILD = STOPPED_BY_TEST[2:]
NOBODY = 65534

LISTENER = """
import sys
while True:
    print("READY", flush=True)
    header = dict(word.split(":") for word in sys.stdin.readline().split())
    payload = sys.stdin.read(int(header["len"]))
    print(header["eventname"], payload.split()[0].split(":")[1], file=sys.stderr, flush=True)
    sys.stdout.write("RESULT 2\\nOK")
"""


class Process:
    """What /proc says about a process while it runs."""

    def __init__(self, pid):
        proc = Path("/proc/%d" % pid)
        fields = dict(line.split(":\t", 1) for line in (proc / "status").read_text().splitlines() if ":\t" in line)
        self.pid = pid
        self.argv = (proc / "cmdline").read_text().split("\0")[:-1]
        self.environment = dict(one.split("=", 1) for one in (proc / "environ").read_text().split("\0") if "=" in one)
        self.directory = os.readlink(proc / "cwd")
        self.umask = fields["Umask"]
        self.user = [fields[name].split()[0] for name in ("Uid", "Gid")] + [fields["Groups"].split()]
        self.leads_its_group = os.getpgid(pid) == pid
        self.descriptors = sorted(os.listdir(proc / "fd"), key=int)
        self.limits = {line[:26].strip(): line[26:].split()[0] for line in (proc / "limits").read_text().splitlines()[1:]}


class Seen:
    """What has been seen of one daemon and its programs."""

    def __init__(self, daemon):
        self.daemon = daemon
        self.folder = daemon.folder
        self.processes = {}
        self.children_alive = {}

    def look(self):
        """Looks at the daemon and everything that runs."""
        self.itself = Process(self.daemon.pid)
        self.infos = {info["name"]: info for info in self.daemon.rpc.supervisor.getAllProcessInfo()}
        self.configs = {info["name"]: info for info in self.daemon.rpc.supervisor.getAllConfigInfo()}
        self.processes = {name: Process(info["pid"]) for name, info in self.infos.items()
                          if info["statename"] == "RUNNING" and name != "autorestart"}

    def __getitem__(self, name):
        return self.processes[name]

    def state(self, name):
        return self.infos[name]["statename"]

    def names(self, group):
        return sorted(info["name"] for info in self.infos.values() if info["group"] == group)

    def here(self, text):
        """Without the folder of the daemon and the random part of the name of an AUTO log."""
        return re.sub(r"(---\w+-)\w{8}\.log$", r"\1XXXXXXXX.log", text.replace(str(self.folder), "HERE"))

    def text(self, name):
        return (self.folder / name).read_text(errors="replace")

    def sizes(self, stem):
        """The sizes of a log and of those that were rotated away."""
        return {path.name[len(stem):]: path.stat().st_size for path in self.folder.glob(stem + "*")}

    def logged(self, regex):
        return len(re.findall(regex, self.text("supervisord.log")))

    def spawned_after(self, late, early):
        log = self.text("supervisord.log")
        return log.index("spawned: '%s'" % late) > log.index("spawned: '%s'" % early)

    def events(self):
        return set(self.text("events.log").splitlines())

    def is_up_to_date(self):
        """All programs of the main configuration have come to where they stay."""
        states = {name: info["statename"] for name, info in
                  ((info["name"], info) for info in self.daemon.rpc.supervisor.getAllProcessInfo())}
        resting = {"autostart": "STOPPED", "autorestart_false": "EXITED", "startsecs": "STARTING", "startretries": "FATAL",
                   "exitcodes": "EXITED"}
        settled = all(state == resting.get(name, "RUNNING") for name, state in states.items() if name != "autorestart")
        return (settled and self.text("autorestart.log").count("again") > 1 and len(self.events()) >= 4
                and all(len(self.sizes("%s-max.log" % stream)) == 4 for stream in ("stdout", "stderr"))
                and self.logged("buffer overflowed") > 0
                and all(self.text(name + ".log") for name in WITH_CHILD))


@contextlib.contextmanager
def running(folder, configure):
    """A daemon of each implementation, as `configure` has configured and started it; both run at once."""
    daemons = [Daemon(programs, folder / programs.name) for programs in (ORACLE, halberd_programs())]
    with contextlib.ExitStack() as stack:
        for daemon in daemons:
            daemon.folder.mkdir()
            stack.callback(daemon.close)
            configure(daemon)
        yield {daemon.programs.name: Seen(daemon) for daemon in daemons}


@pytest.fixture(scope="module")
def place():
    """A folder with a short path; the umask is a usual one, whatever the caller's."""
    folder = Path(tempfile.mkdtemp(prefix="halberd-keys-"))
    folder.chmod(0o755)
    before = os.umask(0o022)
    yield folder
    os.umask(before)
    shutil.rmtree(folder)
    wait_for(lambda: not processes.children(os.getpid()), what="the end of all that the daemons have started")


@pytest.fixture(scope="module")
def main(place):
    """The daemons of the keys of programs, after the programs of STOPPED_BY_TEST have been stopped."""

    def configure(daemon):
        (daemon.folder / "included").mkdir()
        (daemon.folder / "included/a.conf").write_text("[program:included]\ncommand=%s %%(here)s\n" % running_programs.IDLE)
        (daemon.folder / "listener.py").write_text(LISTENER)
        (daemon.folder / "left-stdout---supervisor-abcd1234.log").touch()  # which a start cleans up
        listener = "%s -u %s/listener.py" % (sys.executable, daemon.folder)
        daemon.configure(running_programs.main_configuration(listener))
        daemon.start(wait=False)

    (place / "main").mkdir()
    with running(place / "main", configure) as both:
        for seen in both.values():
            seen.daemon.wait_ready()
            wait_for(seen.is_up_to_date, what=seen.daemon.report)
            seen.look()
            for name in STOPPED_BY_TEST:
                seen.daemon.rpc.supervisor.stopProcess(name, False)
        for seen in both.values():
            stop_and_look(seen)
        yield both


def stop_and_look(seen):
    for name in STOPPED_BY_TEST:
        seen.infos[name] = seen.daemon.wait_state(name, "STOPPED")
    for name in WITH_CHILD:
        child = int(seen.text(name + ".log"))
        seen.children_alive[name] = processes.is_alive(child)
        processes.end(child)


@pytest.fixture(scope="module")
def server(place):
    """The daemons of [supervisord], in the background and as another user, started with low limits."""

    def configure(daemon):
        os.chown(daemon.folder, NOBODY, NOBODY)
        (daemon.folder / "children").mkdir()
        os.chown(daemon.folder / "children", NOBODY, NOBODY)
        (daemon.folder / "children/left-stdout---ident-abcd1234.log").touch()
        daemon.port = free_port()
        daemon.configure(running_programs.server_configuration(daemon.port))
        daemon.daemonise()
        daemon.wait_state("idle", "RUNNING")

    (place / "server").mkdir()
    kinds = {resource.RLIMIT_NOFILE: 256, resource.RLIMIT_NPROC: 1000}
    before = {kind: resource.getrlimit(kind) for kind in kinds}
    try:
        for kind, soft in kinds.items():
            resource.setrlimit(kind, (soft, before[kind][1]))
        with running(place / "server", configure) as both:
            for kind, limits in before.items():
                resource.setrlimit(kind, limits)
            for seen in both.values():
                seen.daemon.wait_file("colours.log", "plain")
                seen.daemon.rpc.supervisor.signalProcess("idle", "CONT")  # which is said at level debug
                seen.look()
            yield both
    finally:
        for kind, limits in before.items():
            resource.setrlimit(kind, limits)


@pytest.fixture(scope="module")
def foreground(place):
    """The daemons whose file says that they stay in the foreground and are silent, with a password."""

    def configure(daemon):
        daemon.configure(running_programs.FOREGROUND)
        daemon.start(wait=False, foreground=())

    (place / "foreground").mkdir()
    with running(place / "foreground", configure) as both:
        for seen in both.values():
            answers = lambda: seen.daemon.ctl("pid").stdout.strip() == str(seen.daemon.pid)
            wait_for(answers, what=seen.daemon.report)
            wait_for(lambda: len(seen.sizes("supervisord.log")) > 1, what=seen.daemon.report)
        yield both


def http_status(seen, login=None):
    """The status of the web page: 401 without the right login."""
    request = urllib.request.Request("http://127.0.0.1:%d/" % seen.daemon.port)
    if login:
        request.add_header("Authorization", "Basic " + base64.b64encode(login.encode()).decode())
    try:
        with urllib.request.urlopen(request, timeout=10) as answer:
            return answer.status
    except urllib.error.HTTPError as error:
        return error.code


def chosen(values, *names):
    return {name: values.get(name) for name in names}


def mode(path):
    return oct(path.stat().st_mode & 0o7777)


def rows_of_a_stream(stream):
    def row(key, shown, wanted):
        return [(("program:", "%s_%s" % (stream, key)), shown, wanted)]

    def auto_log(seen):
        path = Path(seen.infos[stream + "_logfile_auto"][stream + "_logfile"])
        pattern = stream + r"_logfile_auto-%s---supervisor-[a-z0-9_]{8}\.log" % stream
        return bool(re.fullmatch(pattern, path.name)), path.parent == seen.folder, mode(path), path.read_text()

    upper = stream.upper()
    return [
        *row("logfile", lambda seen: (seen.text(stream + ".log"), mode(seen.folder / (stream + ".log"))), ("hello", "0o644")),
        *row("logfile", lambda seen: seen.infos[stream + "_logfile_none"][stream + "_logfile"], ""),
        *row("logfile", auto_log, (True, True, "0o600", "hello")),
        *row("logfile_maxbytes", lambda seen: seen.sizes(stream + "-max.log"), {"": 0, ".1": 100, ".2": 100, ".3": 100}),
        *row("logfile_backups", lambda seen: seen.sizes(stream + "-two.log"), {"": 0, ".1": 100, ".2": 100}),
        *row("capture_maxbytes",
             lambda seen: "PROCESS_COMMUNICATION_%s %s_capture_maxbytes" % (upper, stream) in seen.events(), True),
        *row("events_enabled", lambda seen: "PROCESS_LOG_%s %s_events_enabled" % (upper, stream) in seen.events(), True),
        *row("syslog", lambda seen: [seen.configs[stream + end][stream + "_syslog"] for end in ("_syslog", "_logfile")],
             [True, False]),
    ]


def program(key, shown, wanted):
    return (("program:", key), shown, wanted)


def supervisord(key, shown, wanted):
    return (("supervisord", key), shown, wanted)


MAIN_ROWS = [
    program("command", lambda seen: seen["command"].argv,
            ["/usr/bin/tail", "-f", "/dev/null", "a b", "c d", "e command", "100%", platform.node()]),
    program("command", lambda seen: seen["command"].leads_its_group, True),
    program("process_name", lambda seen: seen.names("process_name"), ["its_process_name_00"]),
    program("numprocs", lambda seen: [seen[name].argv[3] for name in ("numprocs-0", "numprocs-1")], ["0/2", "1/2"]),
    program("numprocs_start", lambda seen: seen["numprocs_start-7"].argv[3], "7/1"),
    program("directory", lambda seen: seen["directory"].directory, "/usr/share"),
    program("umask", lambda seen: (seen["umask"].umask, seen["directory"].umask), ("0027", "0022")),
    program("priority", lambda seen: seen.spawned_after("priority", "user"), True),
    program("autostart", lambda seen: chosen(seen.infos["autostart"], "statename", "description", "pid", "start"),
            {"statename": "STOPPED", "description": "Not started", "pid": 0, "start": 0}),
    program("autorestart", lambda seen: seen.text("autorestart.log").count("again") > 1, True),
    program("autorestart", lambda seen: (seen.state("autorestart_false"), seen.logged("spawned: 'autorestart_false'")),
            ("EXITED", 1)),
    program("startsecs", lambda seen: seen.state("startsecs"), "STARTING"),
    program("startsecs", lambda seen: seen.logged("success: directory entered RUNNING state, process has stayed up for > "
                                                  r"than 1 seconds \(startsecs\)"), 1),
    program("startretries", lambda seen: (seen.state("startretries"), seen.logged("spawned: 'startretries'")), ("FATAL", 2)),
    program("startretries", lambda seen: seen.infos["startretries"]["spawnerr"],
            "Exited too quickly (process log may have details)"),
    program("exitcodes", lambda seen: seen.logged(r"exited: exitcodes \(exit status 3; expected\)"), 1),
    program("exitcodes", lambda seen: seen.logged(r"exited: autorestart_false \(exit status 3; not expected\)"), 1),
    program("stopsignal", lambda seen: seen.text("stopsignal.log"), "got USR1\n"),
    program("stopwaitsecs", lambda seen: seen.logged(r"killing 'stopwaitsecs' \(\d+\) with SIGKILL"), 1),
    program("stopwaitsecs", lambda seen: seen.logged(r"stopped: stopwaitsecs \(terminated by SIGKILL\)"), 1),
    program("stopasgroup", lambda seen: chosen(seen.children_alive, "stopasgroup", "stopasgroup_false"),
            {"stopasgroup": False, "stopasgroup_false": True}),
    program("killasgroup", lambda seen: chosen(seen.children_alive, "killasgroup", "killasgroup_false"),
            {"killasgroup": False, "killasgroup_false": True}),
    program("user", lambda seen: seen["user"].user, ["65534", "65534", ["65534"]]),
    program("redirect_stderr", lambda seen: (seen.text("redirect.log"), seen.infos["redirect_stderr"]["stderr_logfile"]),
            ("out\nerr\n", "")),
    program("environment", lambda seen: {name: seen.here(value or "") for name, value in chosen(
        seen["environment"].environment, "A", "PLAIN", "NAME", "HERE", "OVERRIDDEN", "FROM_DAEMON",
        "SUPERVISOR_ENABLED", "SUPERVISOR_PROCESS_NAME", "SUPERVISOR_GROUP_NAME", "SUPERVISOR_SERVER_URL").items()},
            {"A": "1,2", "PLAIN": "x/y+z:1", "NAME": "environment", "HERE": "HERE", "OVERRIDDEN": "program",
             "FROM_DAEMON": "of the daemon", "SUPERVISOR_ENABLED": "1", "SUPERVISOR_PROCESS_NAME": "environment",
             "SUPERVISOR_GROUP_NAME": "environment", "SUPERVISOR_SERVER_URL": "unix://HERE/supervisor.sock"}),
    program("serverurl", lambda seen: seen["serverurl"].environment["SUPERVISOR_SERVER_URL"], "http://elsewhere:9001"),
    *rows_of_a_stream("stdout"),
    *rows_of_a_stream("stderr"),
    (("eventlistener:", "events"), lambda seen: sorted({event.split()[0] for event in seen.events()}),
     ["PROCESS_COMMUNICATION_STDERR", "PROCESS_COMMUNICATION_STDOUT", "PROCESS_LOG_STDERR", "PROCESS_LOG_STDOUT"]),
    (("eventlistener:", "buffer_size"),
     lambda seen: seen.logged("pool buffer_size event buffer overflowed, discarding event 0\n"), 1),
    (("eventlistener:", "result_handler"), lambda seen: seen.text("events.log").count("\n") > 4, True),
    (("group:", "programs"), lambda seen: (seen.names("programs"), seen.names("one")), (["one", "two"], [])),
    (("group:", "priority"), lambda seen: seen.spawned_after("one", "user") and seen.spawned_after("priority", "two"), True),
    (("include", "files"), lambda seen: seen.here(seen["included"].argv[3]), "HERE/included"),
    (("rpcinterface:", "supervisor.rpcinterface_factory"), lambda seen: seen.daemon.rpc.supervisor.getAPIVersion(), "3.0"),
    (("unix_http_server", "file"), lambda seen: seen.daemon.rpc.supervisor.getPID() == seen.daemon.pid, True),
    (("unix_http_server", "chmod"), lambda seen: mode(seen.daemon.socket), "0o770"),
    (("unix_http_server", "chown"), lambda seen: (seen.daemon.socket.stat().st_uid, seen.daemon.socket.stat().st_gid),
     (NOBODY, NOBODY)),
    supervisord("nocleanup", lambda seen: (seen.folder / "left-stdout---supervisor-abcd1234.log").exists(), False),
    supervisord("silent", lambda seen: "supervisord started" in seen.text("supervisord.output"), True),
]

SERVER_ROWS = [
    supervisord("logfile", lambda seen: "supervisord started with pid" in seen.text("custom.log"), True),
    supervisord("loglevel", lambda seen: "DEBG sending idle (pid %d) sig SIGCONT" % seen["idle"].pid in seen.text("custom.log"),
                True),
    supervisord("pidfile", lambda seen: seen.text("custom.pid") == "%d\n" % seen.daemon.pid, True),
    supervisord("umask", lambda seen: (seen.itself.umask, seen["idle"].umask), ("0027", "0027")),
    supervisord("user", lambda seen: (seen.itself.user, seen["idle"].user), (["65534", "65534", ["65534"]],) * 2),
    supervisord("identifier", lambda seen: seen.daemon.rpc.supervisor.getIdentification(), "ident"),
    supervisord("directory", lambda seen: (seen.itself.directory, seen["idle"].directory), ("/usr/share",) * 2),
    supervisord("nocleanup", lambda seen: (seen.folder / "children/left-stdout---ident-abcd1234.log").exists(), True),
    supervisord("childlogdir",
                lambda seen: seen.here(seen.infos["idle"]["stdout_logfile"]), "HERE/children/idle-stdout---ident-XXXXXXXX.log"),
    supervisord("environment", lambda seen: (seen.here(seen["idle"].environment["PLACE"]), seen["idle"].environment["TWO"]),
                ("HERE", "a,b")),
    supervisord("strip_ansi", lambda seen: seen.text("colours.log"), "red plain\n"),
    supervisord("minfds", lambda seen: (seen.itself.limits["Max open files"], seen["idle"].limits["Max open files"]),
                ("600", "600")),
    supervisord("minprocs", lambda seen: (seen.itself.limits["Max processes"], seen["idle"].limits["Max processes"]),
                ("1100", "1100")),
    (("inet_http_server", "port"), lambda seen: http_status(seen, "user:thepassword"), 200),
    (("inet_http_server", "username"), lambda seen: http_status(seen, "other:thepassword"), 401),
    (("inet_http_server", "password"), lambda seen: (http_status(seen), http_status(seen, "user:other")), (401, 401)),
]

FOREGROUND_ROWS = [
    supervisord("nodaemon", lambda seen: (seen.daemon.is_running(), processes.children(os.getpid()).count(seen.daemon.pid)),
                (True, 1)),
    supervisord("silent", lambda seen: "supervisord started" in seen.text("supervisord.output"), False),
    supervisord("logfile_maxbytes", lambda seen: seen.sizes("supervisord.log")[".1"] >= 300, True),
    supervisord("logfile_backups", lambda seen: sorted(seen.sizes("supervisord.log")), ["", ".1"]),
    (("unix_http_server", "username"), lambda seen: seen.daemon.ctl("-u", "x", "-p", "p:w", "pid").status, 1),
    (("unix_http_server", "password"), lambda seen: seen.daemon.ctl("-u", "u", "-p", "x", "pid").status, 1),
    (("supervisorctl", "serverurl"), lambda seen: seen.daemon.ctl("pid").stdout.strip() == str(seen.daemon.pid), True),
    (("supervisorctl", "username"), lambda seen: seen.daemon.ctl("pid").status, 0),
    (("supervisorctl", "password"), lambda seen: seen.daemon.ctl("pid").status, 0),
    (("supervisorctl", "prompt"), lambda seen: "mine> " in seen.daemon.ctl("-i", stdin="quit\n").stdout, True),
]

# history_file= is a matter of terminals: tests/conformance/test_supervisorctl_shell.py. The sockets of FastCGI programs are
# looked at in tests/conformance/test_fastcgi.py.
ELSEWHERE = {("supervisorctl", "history_file"),
             *[("fcgi-program:", key) for key in ["socket", "socket_owner", "socket_mode", "socket_backlog"]]}


def ids(rows):
    return [label(row[0]) for row in rows]


def test_every_key_has_a_row():
    assert shared_keys() - ELSEWHERE - {row[0] for row in MAIN_ROWS + SERVER_ROWS + FOREGROUND_ROWS} == set()


def test_a_doubled_per_cent_sign_in_the_daemons_environment_is_one(halberd):
    """As in Supervisor 4.4, which expands the value once; 4.2.5 does so twice and refuses it."""
    halberd.configure('[supervisord]\nenvironment=RATE="100%%",DATE="%%Y"\n'
                      "[program:show]\ncommand=/bin/sh -c 'echo $RATE $DATE; exec cat'\nstdout_logfile=%(here)s/show.log\n")
    halberd.start()
    assert halberd.wait_file("show.log", ".*\n").group() == "100% %Y\n"


@pytest.mark.parametrize("_, shown, wanted", MAIN_ROWS, ids=ids(MAIN_ROWS))
def test_a_key_is_seen_on_programs(main, _, shown, wanted):
    assert shown(main["oracle"]) == wanted
    assert shown(main["halberd"]) == wanted


@pytest.mark.parametrize("_, shown, wanted", SERVER_ROWS, ids=ids(SERVER_ROWS))
def test_a_key_is_seen_on_the_daemon(server, _, shown, wanted):
    assert shown(server["oracle"]) == wanted
    assert shown(server["halberd"]) == wanted


@pytest.mark.parametrize("_, shown, wanted", FOREGROUND_ROWS, ids=ids(FOREGROUND_ROWS))
def test_a_key_is_seen_in_the_foreground(foreground, _, shown, wanted):
    assert shown(foreground["oracle"]) == wanted
    assert shown(foreground["halberd"]) == wanted


@pytest.mark.parametrize("daemons", ["main", "server"])
def test_all_config_info_is_the_same(request, daemons):
    both = request.getfixturevalue(daemons)

    def comparable(seen):
        return {name: {key: seen.here(value) if isinstance(value, str) else value for key, value in config.items()}
                for name, config in seen.configs.items()}

    ours, theirs = comparable(both["halberd"]), comparable(both["oracle"])
    assert sorted(ours) == sorted(theirs)
    for name, config in theirs.items():
        assert ours[name] == config


def test_all_process_info_is_the_same(main):
    def comparable(seen):
        return {name: chosen(info, "group", "statename", "exitstatus", "spawnerr") for name, info in seen.infos.items()
                if name != "autorestart"}

    assert comparable(main["halberd"]) == comparable(main["oracle"])


def test_children_start_alike(main):
    """The variables, the descriptors and the limits of every program that runs under both."""
    def comparable(process):
        return (sorted(process.environment), process.directory == "/usr/share", process.umask, process.user,
                process.leads_its_group, process.descriptors, process.limits)

    ours, theirs = main["halberd"].processes, main["oracle"].processes
    assert sorted(ours) == sorted(theirs)
    for name, process in theirs.items():
        assert comparable(ours[name]) == comparable(process), name
