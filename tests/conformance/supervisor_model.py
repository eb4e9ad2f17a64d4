"""What Debian's supervisor makes of a configuration file, in the form that config_dump prints."""

import contextlib
import io
import shlex
import warnings

import supervisor.options
from supervisor import loggers
from supervisor.datatypes import Automatic, RestartUnconditionally, RestartWhenExitUnexpected


class Refused(Exception):
    """Supervisor ends with a usage error; the text is its message."""


def _pairs_of_4_4(text):
    """environment= as Supervisor 4.4 reads it: shlex in POSIX mode, where Debian's 4.2.5 has the legacy mode."""
    lexer = shlex.shlex(str(text), posix=True)
    lexer.wordchars += "/.+-():"
    tokens = list(lexer)
    pairs = {}
    for i in range(0, len(tokens), 4):
        if len(tokens[i:i + 3]) != 3 or tokens[i + 1] != "=":
            raise ValueError("Unexpected end of key/value pairs in value '%s'" % text)
        pairs[tokens[i]] = tokens[i + 2]
    return pairs


def read(path, arguments=()):
    """Reads `path` as supervisord with the given further arguments would."""
    options = supervisor.options.ServerOptions()
    stderr = options.stderr = io.StringIO()

    def leave(status):
        raise SystemExit(status)

    options.exit = leave
    original = supervisor.options.dict_of_key_value_pairs
    supervisor.options.dict_of_key_value_pairs = _pairs_of_4_4
    try:
        with warnings.catch_warnings(), contextlib.redirect_stderr(stderr):
            warnings.simplefilter("ignore")
            options.realize(["-c", path, *arguments], doc="", progname="supervisord")
    except SystemExit:
        raise Refused(stderr.getvalue()) from None
    finally:
        supervisor.options.dict_of_key_value_pairs = original
    return {"server": _server(options), "groups": [_group(one) for one in options.process_group_configs],
            "warnings": options.parse_warnings}


def _log(process, stream):
    target = getattr(process, stream + "_logfile")
    names = ["logfile_maxbytes", "logfile_backups", "capture_maxbytes", "events_enabled", "syslog"]
    values = {"%s_%s" % (stream, name): getattr(process, "%s_%s" % (stream, name)) for name in names}
    values[stream + "_logfile"] = "AUTO" if target is Automatic else "NONE" if target is None else target
    return values


def _socket(group):
    """The socket of a FastCGI program, or None. An owner of None is left as created."""
    config = getattr(group, "socket_config", None)
    if config is None:
        return None
    values = {"url": config.url, "backlog": config.get_backlog()}
    if hasattr(config, "get_owner"):
        values.update(mode=config.get_mode(), owner=list(config.get_owner() or (-1, -1)))
    return values


def _process(process, group):
    restart = {RestartUnconditionally: "always", RestartWhenExitUnexpected: "unexpected", False: "never"}
    plain = ["name", "command", "directory", "umask", "priority", "autostart", "startsecs", "startretries", "uid",
             "stopwaitsecs", "stopasgroup", "killasgroup", "exitcodes", "redirect_stderr", "environment", "serverurl"]
    values = {name: getattr(process, name) for name in plain}
    values["autorestart"] = restart[process.autorestart]
    values["stopsignal"] = int(process.stopsignal)
    values["socket"] = _socket(group)
    return {**values, **_log(process, "stdout"), **_log(process, "stderr")}


def _group(group):
    values = {"name": group.name, "priority": group.priority,
              "processes": [_process(process, group) for process in group.process_configs]}
    if hasattr(group, "pool_events"):
        names = supervisor.events.getEventNameByType
        values["events"] = sorted(names(event) for event in group.pool_events)
        values["buffer_size"] = group.buffer_size
    return values


def _server(options):
    levels = [loggers.LevelsByName.BLAT, loggers.LevelsByName.TRAC, loggers.LevelsByName.DEBG, loggers.LevelsByName.INFO,
              loggers.LevelsByName.WARN, loggers.LevelsByName.ERRO, loggers.LevelsByName.CRIT]
    plain = ["logfile", "logfile_maxbytes", "logfile_backups", "pidfile", "umask", "uid", "identifier", "directory",
             "childlogdir", "minfds", "minprocs"]
    values = {name: getattr(options, name) for name in plain}
    for name in ["nodaemon", "silent", "nocleanup", "strip_ansi"]:
        values[name] = bool(getattr(options, name))
    values["loglevel"] = levels.index(options.loglevel)
    values["environment"] = options.configroot.supervisord.environment
    values["serverurl"] = options.serverurl or ""
    values["servers"] = [_http_server(config) for config in options.server_configs]
    return values


def _http_server(config):
    names = ["section", "host", "port", "file", "chmod", "username"]
    values = {name: config[name] for name in names if name in config}
    if "chown" in config:
        values["chown"] = list(config["chown"])
    return values
