"""The configuration of test_config_running.py: each program shows one key, and is called after it."""

IDLE = "/usr/bin/tail -f /dev/null"

# Writes 100 bytes, waits until they have been rotated away, and so on: each write fills the log exactly.
ROTATING = r"""/bin/sh -c 'fill() { printf "%%0100d" $1; }; wait_for() { until [ -e $1 ]; do sleep 0.05; done; };
    { fill 1; wait_for %(here)s/LOG.1; fill 2; wait_for %(here)s/LOG.2; fill 3; }REDIRECTION; exec TAIL'"""


def shell(script):
    return "/bin/sh -c '%s'" % script.replace("%", "%%")


def rotating(log, redirection):
    return ROTATING.replace("LOG", log).replace("REDIRECTION", redirection).replace("TAIL", IDLE)


def stream_programs(stream, redirection):
    """Programs that write to one of their streams. (A ";" after a blank would begin a comment.)"""
    say = shell("printf hello%s; exec %s" % (redirection, IDLE))
    captured = shell("while :; do printf \"<!--XSUPERVISOR:BEGIN-->word<!--XSUPERVISOR:END-->%s\"%s; sleep 0.5; done" % (
        "." * 60, redirection))
    chatty = shell("while :; do echo word%s; sleep 0.5; done" % redirection)
    return f"""
[program:{stream}_logfile]
command={say}
{stream}_logfile=%(here)s/{stream}.log
[program:{stream}_logfile_none]
command={say}
{stream}_logfile=NONE
[program:{stream}_logfile_auto]
command={say}
{stream}_logfile=AUTO
[program:{stream}_logfile_maxbytes]
command={rotating(stream + "-max.log", redirection)}
{stream}_logfile=%(here)s/{stream}-max.log
{stream}_logfile_maxbytes=100
{stream}_logfile_backups=5
[program:{stream}_logfile_backups]
command={rotating(stream + "-two.log", redirection)}
{stream}_logfile=%(here)s/{stream}-two.log
{stream}_logfile_maxbytes=100
{stream}_logfile_backups=2
[program:{stream}_capture_maxbytes]
command={captured}
{stream}_capture_maxbytes=1KB
[program:{stream}_events_enabled]
command={chatty}
{stream}_events_enabled=true
[program:{stream}_syslog]
command={IDLE}
{stream}_syslog=true
"""


def main_configuration(listener):
    """`listener` is the command of a listener that writes the names of its events to its standard error stream."""
    with_child = "sleep 1000 & echo $!; wait; wait; wait"
    return f"""
[unix_http_server]
chmod=0770
chown=nobody:nogroup

[supervisord]
environment=FROM_DAEMON="of the daemon",OVERRIDDEN="daemon"

[include]
files=included/*.conf %(here)s/none/*.conf

[program:command]
command=/usr/bin/tail -f /dev/null a\\ b "c d" 'e %(program_name)s' 100%% %(host_node_name)s

[program:process_name]
command={IDLE}
process_name=its_%(program_name)s_%(process_num)02d

[program:numprocs]
command={IDLE} %(process_num)d/%(numprocs)d
process_name=%(program_name)s-%(process_num)s
numprocs=2

[program:numprocs_start]
command={IDLE} %(process_num)d/%(numprocs)d
process_name=%(program_name)s-%(process_num)s
numprocs_start=7

[program:directory]
command={IDLE}
directory=/usr/share

[program:umask]
command={IDLE}
umask=027

[program:priority]
command={IDLE}
priority=2000

[program:autostart]
command={IDLE}
autostart=false

[program:autorestart]
command={shell("echo again; sleep 0.2")}
autorestart=true
startsecs=0
stdout_logfile=%(here)s/autorestart.log

[program:autorestart_false]
command={shell("exit 3")}
autorestart=false
startsecs=0

[program:startsecs]
command={IDLE}
startsecs=600

[program:startretries]
command=/bin/false
startretries=1

[program:exitcodes]
command={shell("exit 3")}
exitcodes=0,3
startsecs=0

[program:stopsignal]
command={shell('trap "echo got USR1; exit 0" USR1; while :; do sleep 0.1; done')}
stopsignal=USR1
stdout_logfile=%(here)s/stopsignal.log

[program:stopwaitsecs]
command={shell('trap "" TERM; while :; do sleep 0.1; done')}
stopwaitsecs=1

[program:stopasgroup]
command={shell(with_child)}
stopasgroup=true
stdout_logfile=%(here)s/stopasgroup.log

[program:stopasgroup_false]
command={shell(with_child)}
stdout_logfile=%(here)s/stopasgroup_false.log

[program:killasgroup]
command={shell('trap "" TERM; ' + with_child)}
killasgroup=true
stopwaitsecs=1
stdout_logfile=%(here)s/killasgroup.log

[program:killasgroup_false]
command={shell('trap "" TERM; ' + with_child)}
stopwaitsecs=1
stdout_logfile=%(here)s/killasgroup_false.log

[program:user]
command={IDLE}
user=nobody

[program:redirect_stderr]
command={shell(f"echo out; echo err >&2; exec {IDLE}")}
redirect_stderr=true
stdout_logfile=%(here)s/redirect.log

[program:environment]
command={IDLE}
environment=A="1,2",PLAIN=x/y+z:1,NAME="%(program_name)s",HERE='%(here)s',OVERRIDDEN="program"

[program:serverurl]
command={IDLE}
serverurl=http://elsewhere:9001
{stream_programs("stdout", "")}{stream_programs("stderr", " >&2")}
[program:one]
command={IDLE}
[program:two]
command={IDLE}
[group:programs]
programs=one,two
priority=1500

[eventlistener:events]
command={listener}
events=PROCESS_COMMUNICATION,process_log
result_handler=supervisor.dispatchers:default_handler
stderr_logfile=%(here)s/events.log

[eventlistener:buffer_size]
command={IDLE}
events=PROCESS_STATE
buffer_size=3
"""


def server_configuration(port):
    """[supervisord] of a daemon in the background that becomes another user."""
    return f"""
[inet_http_server]
port=127.0.0.1:{port}
username=user
password={{SHA}}82ab876d1387bfafe46cc1c8a2ef074eae50cb1d

[supervisord]
logfile=%(here)s/custom.log
loglevel=debug
pidfile=%(here)s/custom.pid
umask=027
user=nobody
identifier=ident
directory=/usr/share
nocleanup=true
childlogdir=%(here)s/children
strip_ansi=true
minfds=600
minprocs=1100
environment=PLACE="%(here)s",TWO='a,b'

[program:idle]
command={IDLE}

[program:colours]
command=/bin/sh -c 'printf "\\033[31mred\\033[0m plain\\n"; exec {IDLE}'
stdout_logfile=%(here)s/colours.log
"""


FOREGROUND = f"""
[unix_http_server]
username=u
password=p:w

[supervisord]
nodaemon=true
silent=true
logfile_maxbytes=300
logfile_backups=1

[supervisorctl]
username=u
password=p:w
prompt=mine

[program:restless]
command=/bin/sh -c 'sleep 0.1'
startsecs=0
autorestart=true

[program:idle]
command={IDLE}
"""
