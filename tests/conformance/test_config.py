"""The same configuration files under Debian's supervisor and ours: the same model, or refused by both."""

import halberd_model
import pytest
import supervisor_model


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """An empty folder, which is the current one during the test."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("TMPDIR", "/tmp")
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("CITY", "100% Paris")
    return tmp_path


def write(folder, text, name="supervisord.conf"):
    path = folder / name
    path.parent.mkdir(exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return str(path)


def program(lines, section="program:web"):
    return "[supervisord]\n[%s]\ncommand=/bin/cat\n%s\n" % (section, lines)


def listener(lines):
    return "[supervisord]\n[eventlistener:l]\ncommand=/bin/cat\n%s\n" % lines


def fcgi(lines):
    return program(lines, "fcgi-program:php")


def supervisord(lines):
    return "[supervisord]\n%s\n" % lines


BOOLEANS = ["true", "TRUE", "Yes", "on", "1", "false", "No", "OFF", "0"]
SIGNALS = ["TERM", "hup", "SIGINT", "sigquit", "9", "USR2", "CLD", "IOT", "POLL", "RTMIN", "34"]

ACCEPTED = [
    program(""),
    program("command=/bin/echo a\\ b 'c d' %% %(program_name)s"),
    program("command = first\n  second\n\n  third"),
    *[program("autostart=" + word) for word in BOOLEANS],
    *[program("autorestart=" + word) for word in BOOLEANS + ["unexpected", "UNEXPECTED"]],
    *[program("stopsignal=" + word) for word in SIGNALS],
    *[program("%s=%s" % (key, word)) for key in ["redirect_stderr", "stopasgroup", "stdout_events_enabled",
                                                 "stderr_events_enabled", "stdout_syslog", "stderr_syslog"]
      for word in ["yes", "off"]],
    program("killasgroup=true"),
    program("stopasgroup=true\nkillasgroup=true"),
    program("startsecs=0\nstartretries=+7\nstopwaitsecs= 60 "),
    program("startsecs=-1"),
    *[program("exitcodes=" + codes) for codes in ["0", "0,2", "0, 255", " 1 , 2 ", ""]],
    *[program("umask=" + mask) for mask in ["022", "22", "0o27", "777", "0"]],
    program("priority=-5"),
    program("directory=relative/%(program_name)s"),
    program("directory=/tmp/%(process_num)d"),
    program("user=root"),
    program("user=0"),
    program("user=nobody"),
    *[program("stdout_logfile=" + name) for name in ["AUTO", "auto", "NONE", "off", "syslog", "/tmp/x.log", "/dev/null",
                                                     "%(here)s/x.log", "/tmp/%(program_name)s_%(process_num)02d.log"]],
    program("stdout_logfile=syslog\nstdout_syslog=false"),
    program("redirect_stderr=true\nstderr_logfile=/tmp/e.log"),
    *[program("stdout_logfile_maxbytes=" + size) for size in ["0", "1MB", "20kb", "2 GB", "1024"]],
    program("stdout_logfile_backups=0\nstderr_logfile_backups=3\nstdout_capture_maxbytes=1MB\nstderr_capture_maxbytes=5"),
    *[program("serverurl=" + url) for url in ["AUTO", "auto", "unix:///x.sock", ""]],
    *[program("environment=" + text) for text in [
        'A="1",B=2', "A='1,2',B=\"it's\"", 'A="say \\"hi\\" \\\\"', "A=\"'kept'\"", 'A="{\\"json\\": [1, 2]}"', "A=x+y:z/(1).-_",
        'A="%(program_name)s_%(process_num)02d",B="%%"', 'A=""', "A=1,", "A=1 # comment", 'A="1",A=2', "A=1;B=2", "",
        'PATH="/x:%(ENV_PATH)s"', 'A=one"two three"four', "A = 1 , B = 2", 'A="line\n  two"', 'C="%(ENV_CITY)s"']],
    program('environment=A="x"\ndirectory=/%(ENV_A)s\ncommand=/bin/%(ENV_A)s\nprocess_name=n%(ENV_A)s'),
    program("numprocs=3\nprocess_name=%(program_name)s_%(process_num)02d"),
    program("numprocs=12\nnumprocs_start=5\nprocess_name=%(process_num)d\ncommand=/x %(numprocs)d %(process_num)d"),
    program("numprocs=0"),
    program("process_name=%(program_name)s-%(group_name)s"),
    program("process_name=%(process_num)03d"),
    program("command=/bin/%(host_node_name)s %(here)s"),
    program("command=%(ENV_CITY)s"),
    program("command=/x %(program_name)10s|%(program_name)-10s|%(program_name).2s"),
    program("command=/x %(process_num)5d|%(process_num)-5d|%(process_num)+d|%(process_num)05d|%(process_num)s"),
    program("COMMAND=/upper"),
    program("command=/bin/a ;b"),
    program("command=/bin/a;b"),
    program("unknown=1"),
    program("", "program: spaced "),
    "[supervisord]\n[program:b]\ncommand=b\n[program:a]\ncommand=a\n[program:c]\ncommand=c\npriority=1\n",
    "[supervisord]\n[program:b]\ncommand=b\n[program:a]\ncommand=a\n[group:g]\nprograms=b, a\npriority=5\n",
    "[supervisord]\n[program:a]\ncommand=%(group_name)s\n[group:g]\nprograms=a\n[group:h]\nprograms=a\n",
    "[supervisord]\n[program:a]\ncommand=a\n[group:g]\n",
    "[supervisord]\n[group:g]\nprograms=\n",
    "[supervisord]\nenvironment=A=1,B=2\n[program:a]\ncommand=%(ENV_A)s\nenvironment=B=3,C=%(ENV_A)s\n",
    "[supervisord]\n[program:a]\ncommand=1\n[supervisord]\nloglevel=debug\n[program:a]\ncommand=2\n",
    "[DEFAULT]\npriority=7\nautorestart=true\n[supervisord]\n[program:a]\ncommand=a\n[program:b]\ncommand=b\npriority=8\n",
    listener("events=EVENT"),
    listener("events=PROCESS_STATE,tick_60\nbuffer_size=33\npriority=-10"),
    listener("events=TICK_5\nnumprocs=2\nprocess_name=%(program_name)s%(process_num)d\nautorestart=true\nstdout_logfile=NONE"),
    listener("events=EVENT\nresult_handler=supervisor.dispatchers:default_handler\nredirect_stderr=false"),
    *[fcgi("socket=" + url) for url in [
        "unix:///run/x.sock", "unix:///run//y/../%(program_name)s.sock", "unix://%(here)s/x.sock", "unix:///%(ENV_CITY)s",
        "tcp://localhost:9000", "tcp://LocalHost:1", "tcp://0.0.0.0:65535"]],
    *[fcgi("socket=unix:///run/x.sock\n" + lines) for lines in [
        "socket_mode=0660", "socket_mode=777", "socket_owner=nobody", "socket_owner=nobody:nogroup", "socket_owner=1:0",
        "socket_backlog=1", "socket_backlog=65535", "user=nobody", "user=root", "user=nobody\nsocket_owner=root",
        "numprocs=3\nprocess_name=%(program_name)s_%(process_num)d\nuser=daemon\nsocket_mode=0640\nsocket_backlog=10",
        "priority=3\nstartsecs=7\nautorestart=true\nredirect_stderr=true"]],
    fcgi("socket=tcp://localhost:9000\nsocket_backlog=7"),
    fcgi("socket=tcp://localhost:9000\n[program:b]\ncommand=b\n[eventlistener:l]\ncommand=l\nevents=EVENT\npriority=999"),
    supervisord(""),
    supervisord("logfile=/tmp/s.log\nlogfile_maxbytes=1MB\nlogfile_backups=0\npidfile=/tmp/s.pid\nidentifier=me"),
    supervisord("logfile=syslog"),
    supervisord("logfile=../s.log\npidfile=~/s.pid"),
    supervisord("logfile=%(here)s/s.log"),
    *[supervisord("loglevel=" + level) for level in ["critical", "error", "warn", "INFO", "debug", "trace", "blather"]],
    supervisord("nodaemon=true\nsilent=yes\nnocleanup=1\nstrip_ansi=on\nminfds=10\nminprocs=20\numask=027"),
    supervisord("user=root\ndirectory=/tmp\nchildlogdir=/var"),
    supervisord('environment=B="%(ENV_HOME)s",W="%(here)s"'),
    supervisord("[unix_http_server]\nfile=/tmp/x.sock\nchmod=0770\nchown=nobody:nogroup\nusername=u\npassword=p:q"),
    supervisord("[unix_http_server]\nfile=%(here)s/x.sock\nchown=nobody"),
    supervisord("[unix_http_server]\nfile=x.sock\n[inet_http_server]\nport=*:9001"),
    *[supervisord("[inet_http_server]\nport=" + port) for port in ["9001", ":9001", "*:9001", "LocalHost:9001", "0.0.0.0:1"]],
    supervisord("[inet_http_server:a]\nport=1\n[inet_http_server]\nport=2\nusername=x\npassword={SHA}82ab\n"
                "[inet_http_server2]\nport=3"),
    supervisord("[rpcinterface:supervisor]\nsupervisor.rpcinterface_factory = supervisor.rpcinterface:make_main_rpcinterface"),
    supervisord("[foo]\nbar=1\n[supervisorctl]\nserverurl=x"),
]

REFUSED = [
    "",
    "command=x\n",
    "[program:a]\ncommand=a\n",
    "[supervisord]\nrubbish\n",
    program("autostart=maybe"),
    program("autorestart=sometimes"),
    *[program(key + "=x") for key in ["priority", "startsecs", "startretries", "stopwaitsecs", "numprocs", "numprocs_start",
                                      "exitcodes", "umask", "stdout_logfile_maxbytes", "stdout_logfile_backups",
                                      "stderr_capture_maxbytes", "stopsignal", "redirect_stderr"]],
    *[program("exitcodes=" + codes) for codes in ["256", "-1", "0,", "1;2"]],
    program("umask=9"),
    program("stopsignal=99"),
    program("user=no-such-user"),
    program("user=987654"),
    program("stopasgroup=true\nkillasgroup=false"),
    program("numprocs=2"),
    program("numprocs=2\nprocess_name=%(program_name)s"),
    program("process_name=a b"),
    program("process_name=a:b"),
    program("process_name=a/b"),
    program("command=%(nothing)s"),
    program("command=%(ENV_NOT_SET_ANYWHERE)s"),
    program("command=100%"),
    program("command=%t x"),
    program("command=%(program_name)d"),
    program("command=%(program_name"),
    program("stdout_logfile=/no/such/folder/x.log"),
    program("stdout_logfile=missing/x.log"),
    program("environment=A"),
    program("environment=A="),
    program("environment=A=1,B"),
    program("environment=A=1 2,B=3"),
    program('environment=A="1'),
    "[supervisord]\n[program:a]\nautostart=true\n",
    "[supervisord]\n[program:a b]\ncommand=x\n",
    "[supervisord]\n[program:a/b]\ncommand=x\n",
    "[supervisord]\n[group:g]\nprograms=a\n",
    "[supervisord]\n[group:g:h]\nprograms=\n",
    "[supervisord]\n[eventlistener:l]\nevents=EVENT\n",
    *[fcgi(lines) for lines in ["", "socket=", "socket_mode=0700"]],
    *[fcgi("socket=" + url) for url in [
        "unix://run/x.sock", "unix:", "/run/x.sock", "UNIX:///run/x.sock", "tcp://", "tcp://localhost", "tcp://:9000",
        "tcp://localhost:", "tcp://localhost:0", "tcp://localhost:65536", "tcp://localhost:http", "tcp://[::1]:9000",
        "tcp://a b:9000", "http://localhost:9000", "localhost:9000", "unix:///run/%(process_num)d", "unix:///run/%(nothing)s"]],
    *[fcgi("socket=unix:///run/x.sock\n" + line) for line in [
        "socket_mode=rw", "socket_mode=9", "socket_owner=no-such-user", "socket_owner=root:no-such-group", "socket_owner=",
        "socket_owner=987654", "socket_backlog=0", "socket_backlog=65536", "socket_backlog=x", "socket_backlog=",
        "user=no-such-user", "startsecs=x"]],
    *[fcgi("socket=tcp://localhost:9000\n" + line) for line in ["socket_mode=0700", "socket_owner=root"]],
    fcgi("socket=tcp://localhost:9000\n[program:php]\ncommand=x\n[group:g]\nprograms=php"),
    "[supervisord]\n[fcgi-program:a b]\ncommand=x\nsocket=tcp://localhost:9000\n",
    "[supervisord]\n[fcgi-program:a]\nsocket=tcp://localhost:9000\n",
    listener(""),
    listener("events="),
    listener("events=NOTHING"),
    listener("events=EVENT,"),
    listener("events=EVENT\nbuffer_size=0"),
    listener("events=EVENT\nredirect_stderr=true"),
    listener("events=EVENT\nresult_handler=no.such:thing"),
    supervisord("loglevel=loud"),
    supervisord("logfile=/no/such/x.log"),
    supervisord("pidfile=/no/such/x.pid"),
    supervisord("childlogdir=/no/such"),
    supervisord("directory=/no/such"),
    supervisord("user=no-such-user"),
    supervisord("minfds=x"),
    supervisord("umask=8"),
    supervisord("nodaemon=perhaps"),
    supervisord("environment=A"),
    supervisord("[unix_http_server]"),
    supervisord("[unix_http_server]\nfile=/tmp/x\nusername=u"),
    supervisord("[unix_http_server]\nfile=/tmp/x\nchmod=9"),
    supervisord("[unix_http_server]\nfile=/tmp/x\nchown=no-such-user:root"),
    supervisord("[unix_http_server]\nfile=/tmp/x\nchown=root:no-such-group"),
    supervisord("[inet_http_server]"),
    *[supervisord("[inet_http_server]\nport=" + port) for port in ["x", "0", "65536", "host:", "a:b"]],
    supervisord("[inet_http_server]\nport=1\npassword=x"),
    supervisord("[include]"),
    supervisord("[include]\nfiles=%(nothing)s"),
    supervisord("[rpcinterface:supervisor]"),
    supervisord("[rpcinterface:x]\nsupervisor.rpcinterface_factory=no.such:factory"),
]


def test_the_daemons_environment_is_expanded_once_as_in_4_4(folder):
    path = write(folder, supervisord('environment=A="%%",B="%(ENV_CITY)s",C="%(here)s"'))
    assert halberd_model.read(path)["server"]["environment"] == {"A": "%", "B": "100% Paris", "C": str(folder)}


@pytest.mark.parametrize("text", ACCEPTED)
def test_an_accepted_file_means_the_same(folder, text):
    path = write(folder, text)
    ours = halberd_model.read(path)
    assert ours["errors"] == []
    assert halberd_model.comparable(ours) == halberd_model.comparable(supervisor_model.read(path))


@pytest.mark.parametrize("text", REFUSED)
def test_what_supervisor_refuses_is_refused_with_file_and_line(folder, text):
    path = write(folder, text)
    with pytest.raises(supervisor_model.Refused):
        supervisor_model.read(path)
    errors = halberd_model.read(path)["errors"]
    assert errors != []
    assert all(error.startswith(path + ":") for error in errors)


def test_included_files_are_merged_in_sorted_order(folder):
    path = write(folder, "[include]\nfiles = conf.d/*.ini %(here)s/more/?.conf none/*.ini\n"
                         "[supervisord]\nidentifier=main\n[program:a]\ncommand=main %(here)s\n")
    write(folder, "[program:a]\ncommand=second %(here)s\n", "conf.d/b.ini")
    write(folder, "[program:a]\ncommand=first\n[program:c]\ncommand=c %(here)s\nautostart=no\n", "conf.d/a.ini")
    write(folder, "[supervisord]\nidentifier=more\n", "more/x.conf")
    write(folder, "rubbish", "conf.d/.hidden.ini")
    (folder / "conf.d" / "folder.ini").mkdir()

    ours = halberd_model.read(path)
    theirs = supervisor_model.read(path)

    assert ours["errors"] == []
    assert halberd_model.comparable(ours) == halberd_model.comparable(theirs)
    assert theirs["warnings"] == ['No file matches via include "%s/none/*.ini"' % folder]
    assert any(theirs["warnings"][0] in warning for warning in ours["warnings"])


@pytest.mark.parametrize("arguments, overrides", [
    (["-n"], [("nodaemon", "true")]),
    (["-l", "/tmp/50%.log"], [("logfile", "/tmp/50%.log")]),
    (["-e", "debug"], [("loglevel", "debug")]),
    (["-u", "root", "-d", "/", "-i", "me"], [("user", "root"), ("directory", "/"), ("identifier", "me")]),
    (["-j", "x.pid", "-y", "1KB", "-z", "3"], [("pidfile", "x.pid"), ("logfile_maxbytes", "1KB"), ("logfile_backups", "3")]),
    (["-m", "077", "-q", "/", "-a", "7", "-t", "-k", "-s"],
     [("umask", "077"), ("childlogdir", "/"), ("minfds", "7"), ("strip_ansi", "true"), ("nocleanup", "true"),
      ("silent", "true")]),
])
def test_the_command_line_wins_over_the_file(folder, arguments, overrides):
    path = write(folder, supervisord("logfile=/tmp/file.log\nloglevel=error\nidentifier=file\nlogfile_backups=1\numask=022"))
    assert halberd_model.read(path, overrides)["server"] == supervisor_model.read(path, arguments)["server"]
