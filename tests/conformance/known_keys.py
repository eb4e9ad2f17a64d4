"""The keys of each section that ours knows, for tests that have a row for each."""

import json
import subprocess

from halberd_model import BUILD

# What Supervisor does not have; a new key of ours is to be named here.
OURS_ONLY = {("supervisord", "plugin_path"), ("supervisord", "event_history"), ("supervisord", "audit"),
             ("supervisord", "require_auth"), ("unix_http_server", "peer_roles"),
             *[("supervisorctl", key) for key in ["ca", "certificate", "key"]],
             *[("inet_http_server", key) for key in ["allowed_hosts", "certificate", "key", "client_ca"]],
             ("http_user:", "password"), ("http_user:", "token"), ("http_user:", "role"), ("eventlistener:", "event_length"),
             ("rpcinterface:", "plugin"), ("rpcinterface:", "whitelist"), ("eventlistener:", "plugin"), ("eventlistener:", "isolation"),
             ("eventlistener:", "delivery"), ("eventlistener:", "buffer_bytes"), ("eventlistener:", "delivery_file"),
             *[("alerts", key) for key in ["from", "to", "sendmail", "smtp", "require_tls", "maildir", "credentials_file", "outbox",
                                           "expire", "rate_limit", "mail_limit", "digest", "quiet", "flapping", "recovery", "remind"]],
             *[("program:", key) for key in ["environment_file", "restart_delay", "backoff", "backoff_max", "restart_jitter",
                                             "restart_limit", "reload_signal", "on_fatal", "essential", "stop_scope", "user_environment",
                                             "rlimits", "nice", "ioprio", "cpu_affinity", "oom_score_adj", "no_new_privs",
                                             "capability_bounding_set", "log_format", "log_marks", "stdout_logfile_rotate",
                                             "stdout_logfile_compress", "stderr_logfile_rotate", "stderr_logfile_compress"]]}


def shared_keys():
    """(title, key) of all keys that Supervisor has as well; the title is "supervisord", or "program:" for [program:x].

    The keys of a program that other kinds of programs have too are left out there.
    """
    output = subprocess.run([BUILD / "tests" / "config_dump", "-k"], check=True, capture_output=True, encoding="utf-8").stdout
    known = json.loads(output)
    for title in ("eventlistener:", "fcgi-program:"):
        known[title] = [key for key in known[title] if key not in known["program:"]]
    return {(title, key) for title, keys in known.items() for key in keys} - OURS_ONLY


def label(place):
    """"program:/startsecs", the name of a test of that key."""
    return "/".join(place)
