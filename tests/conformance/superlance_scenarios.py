"""What listeners are given to do, so that what Python's superlance and ours do can be compared.

A scenario is a dict:
    tool         the listener
    arguments    its arguments. {mail} is a shell command that keeps a mail, {web} a web server, {closed} a port where nobody
                 listens, {smtp} a mail server, {folder} a folder of the run's own
    events       [name, payload], one after the other; no events: the tool is to end by itself
    unsupervised no SUPERVISOR_SERVER_URL in its environment
    processes    what supervisord answers: "group:name STATE"; those that run are real
    faults       what it refuses: call -> [code, text], or a list of those, one for each time, with null for success
    smtp         options of the mail server (support.strict_smtp)
"""

CRASH = "processname:{} groupname:{} from_state:RUNNING expected:{} pid:{}"


def exited(name, group, expected=0, pid=4711):
    return ["PROCESS_STATE_EXITED", CRASH.format(name, group, expected, pid)]


def fatal(name, group):
    return ["PROCESS_STATE_FATAL", f"processname:{name} groupname:{group} from_state:BACKOFF"]


def tick(seconds=60):
    return [f"TICK_{seconds}", "when:1795445880"]


MAIL = ["-m", "ops@example.com", "-s", "{mail}"]
TWO = ["g:foo RUNNING", "bar:bar RUNNING", "g:idle STOPPED"]


def scenario(tool, *arguments, **more):
    return {"tool": tool, "arguments": list(arguments), **more}


CRASHMAIL = {
    "a crash is mailed": scenario("crashmail", "-a", *MAIL, events=[exited("foo", "g"), exited("calm", "g", 1), tick()]),
    "a header stands before the subject": scenario("crashmail", "-a", "-o", "PROD", *MAIL, events=[exited("foo", "g")]),
    "long options may be abbreviated": scenario("crashmail", "--any", "--opt=X", "--em", "ops@example.com", "--sendmail_program",
                                                "{mail}", events=[exited("größe", "€")]),
    "a mail command that fails is no failure": scenario("crashmail", "-a", "-m", "a@example.com", "-s", "exit 3",
                                                        events=[exited("foo", "g"), tick()]),
    "-h": scenario("crashmail", "-h"),
    "an unknown option": scenario("crashmail", "-x"),
}

MEMMON = {
    "a program is restarted": scenario("memmon", "-p", "foo=1KB", *MAIL, processes=TWO, events=[tick()]),
    "a group is restarted": scenario("memmon", "-g", "g=0", *MAIL, processes=TWO, events=[tick(5)]),
    "any process is restarted": scenario("memmon", "-a", "1kb", *MAIL, processes=TWO, events=[tick(3600)]),
    "nothing uses too much": scenario("memmon", "-p", "foo=100GB", "-a", "100gb", *MAIL, processes=TWO, events=[tick()]),
    "other events change nothing": scenario("memmon", "-a", "0", *MAIL, processes=TWO, events=[exited("foo", "g")]),
    "a name stands in the subject": scenario("memmon", "-p", "foo=1", *MAIL, "-n", "Shop", processes=TWO, events=[tick()]),
    "cumulative": scenario("memmon", "-c", "-p", "foo=1", *MAIL, processes=TWO, events=[tick()]),
    "each restart has a mail of its own": scenario("memmon", "-a", "1", *MAIL, processes=TWO, events=[tick(), tick()]),
    "without an address nothing is mailed": scenario("memmon", "-a", "1", processes=TWO, events=[tick()]),
    "the uptime is above the limit": scenario("memmon", "-p", "foo=1", *MAIL, "-u", "59", processes=TWO, events=[tick()]),
    "the uptime is at the limit": scenario("memmon", "-p", "foo=1", *MAIL, "-u", "1M", processes=TWO, events=[tick()]),
    "a stop that is refused": scenario("memmon", "-a", "1", *MAIL, "-u", "1", processes=TWO, events=[tick()],
                                       faults={"stopProcess g:foo": [70, "NOT_RUNNING: g:foo"]}),
    "a start that is refused": scenario("memmon", "-a", "1", *MAIL, "-n", "Shop", processes=TWO, events=[tick()],
                                        faults={"startProcess g:foo": [50, "SPAWN_ERROR: g:foo"]}),
    "long options": scenario("memmon", "--cum", "--program=foo=1", "--group", "other=1", "--any=1GB", "--sendmail", "{mail}",
                             "--email=ops@example.com", "--uptime", "2d", "--name=Shop", processes=TWO, events=[tick()]),
    "words after the options": scenario("memmon", "-a", "1", "word", *MAIL, processes=TWO, events=[tick()]),
    "-h": scenario("memmon", "-h"),
    "no arguments": scenario("memmon"),
    "an unknown option": scenario("memmon", "-x"),
    "a limit without a size": scenario("memmon", "-p", "foo"),
    "a limit with two sizes": scenario("memmon", "--prog", "foo=1=2"),
    "a size that is none": scenario("memmon", "-p", "foo=10XB"),
    "a fraction is no size": scenario("memmon", "-a", "1.5GB"),
    "a time that is none": scenario("memmon", "-u", "1y"),
}

HTTPOK = {
    "a good answer": scenario("httpok", "-a", *MAIL, "{web}/ok", processes=TWO, events=[tick()]),
    "a bad status restarts what is named": scenario("httpok", "-p", "foo", "-p", "idle", *MAIL, "{web}/bad", processes=TWO,
                                                    events=[tick(5)]),
    "a namespec names a process": scenario("httpok", "-p", "g:foo", "-p", "bar", *MAIL, "{web}/bad", processes=TWO,
                                           events=[tick()]),
    "a bad status restarts any": scenario("httpok", "-a", *MAIL, "{web}/bad", processes=TWO, events=[tick()]),
    "a name that nobody has": scenario("httpok", "-p", "foo", "-p", "gone", *MAIL, "{web}/bad", processes=TWO, events=[tick()]),
    "any, and a name that nobody has": scenario("httpok", "-a", "-p", "gone", *MAIL, "{web}/bad", processes=TWO,
                                                events=[tick()]),
    "nothing is chosen": scenario("httpok", *MAIL, "{web}/bad", processes=TWO, events=[tick()]),
    "nobody listens": scenario("httpok", "-p", "foo", *MAIL, "{closed}/", processes=TWO, events=[tick()]),
    "the server is silent": scenario("httpok", "-p", "foo", "-t", "1", *MAIL, "{web}/slow", processes=TWO, events=[tick()]),
    "the time-out is for each step": scenario("httpok", "-p", "foo", "-t", "2", *MAIL, "{web}/dripping", processes=TWO,
                                              events=[tick()]),
    "redirections are not followed": scenario("httpok", "-p", "foo", *MAIL, "{web}/moved", processes=TWO, events=[tick()]),
    "another status is expected": scenario("httpok", "-p", "foo", "-c", "302", "-c", "204", *MAIL, "{web}/moved",
                                           processes=TWO, events=[tick()]),
    "an expected status replaces 200": scenario("httpok", "-p", "foo", "-c", "302", *MAIL, "{web}/ok?x=1", processes=TWO,
                                                events=[tick()]),
    "a name stands in the subject": scenario("httpok", "-p", "foo", "-n", "Shop", *MAIL, "{web}/bad", processes=TWO,
                                             events=[tick()]),
    "not eager, and nothing runs": scenario("httpok", "-E", "-p", "idle", *MAIL, "{web}/bad", processes=TWO, events=[tick()]),
    "not eager, and it runs": scenario("httpok", "-E", "-p", "foo", *MAIL, "{web}/bad", processes=TWO, events=[tick()]),
    "eager again": scenario("httpok", "-E", "-e", "-p", "idle", *MAIL, "{web}/bad", processes=TWO, events=[tick()]),
    "a stop that is refused": scenario("httpok", "-p", "foo", *MAIL, "{web}/bad", processes=TWO, events=[tick()],
                                       faults={"stopProcess g:foo": [70, "NOT_RUNNING: g:foo"]}),
    "a start that is refused": scenario("httpok", "-a", *MAIL, "{web}/bad", processes=TWO, events=[tick()],
                                        faults={"startProcess g:foo": [50, "SPAWN_ERROR: g:foo"]}),
    "the states cannot be read again": scenario("httpok", "-a", *MAIL, "{web}/bad", processes=TWO, events=[tick(), tick()],
                                                faults={"getAllProcessInfo": [None, [6, "SHUTDOWN_STATE"], None, None]}),
    "a core file": scenario("httpok", "-p", "foo", "-d", "{folder}/cores", "-g", "echo saved", *MAIL, "{web}/bad",
                            processes=TWO, events=[tick()]),
    "a command for core files without a folder": scenario("httpok", "-p", "foo", "-g", "echo saved", *MAIL, "{web}/bad",
                                                          processes=TWO, events=[tick()]),
    "without an address nothing is mailed": scenario("httpok", "-a", "{web}/bad", processes=TWO, events=[tick()]),
    "other events change nothing": scenario("httpok", "-a", *MAIL, "{web}/bad", processes=TWO, events=[exited("foo", "g")]),
    "long options": scenario("httpok", "--prog=foo", "--time=5", "--code=200", "--cored={folder}", "--gc=echo x", "--not",
                             "--name=N", "--em=ops@example.com", "--send={mail}", "{web}/bad", processes=TWO, events=[tick()]),
    "-h": scenario("httpok", "-h"),
    "no URL": scenario("httpok", "-a"),
    "options after the URL": scenario("httpok", "http://localhost/", "-p", "x"),
    "an unknown option": scenario("httpok", "-x", "http://localhost/"),
}


def batch(tool, event):
    """The scenarios of a batch tool; `event` makes an event that it tells about."""
    to = ["-t", "ops@example.com", "-f", "halberd@example.com", "-H", "{smtp}"]
    crowd = [event("foo", "g"), exited("calm", "g", 1), event("bar", "bar"), tick(5), tick()]
    return {
        "all of an interval is one mail": scenario(tool, *to, events=crowd),
        "nothing to tell is no mail": scenario(tool, *to, events=[tick(), exited("calm", "g", 1), tick()], smtp={}),
        "the clock starts anew": scenario(tool, *to, "-i", "2", events=[tick(), event("foo", "g"), tick(), event("bar", "g"), tick(),
                                                                        event("baz", "g"), tick(), tick()]),
        "another tick and another subject": scenario(tool, *to, "-e", "TICK_5", "-i", "0.25", "-s", "Oh no",
                                                     events=[event("foo", "g"), tick(5), tick(), tick(5), tick(5)]),
        "long options": scenario(tool, "--toE=ops@example.com", "--from", "halberd@example.com", "--smtp={smtp}", "--int", "0.001",
                                 "--tick=TICK_3600", "--sub=X", "word", events=[event("foo", "g"), tick(3600)]),
        "several recipients, and names": scenario(tool, "-t", "Ops Team <ops@example.com>, dev@example.com", "-f",
                                                  "Halberd <halberd@example.com>", "-H", "{smtp}", events=crowd),
        "one refused recipient does not stop the others": scenario(tool, "-t", "gone@example.com,ops@example.com", "-f",
                                                                   "halberd@example.com", "-H", "{smtp}", events=crowd,
                                                                   smtp={"refuse": ["gone@example.com"]}),
        "a login over TLS": scenario(tool, *to, "-u", "me", "-p", "s3cret", "--tls", events=crowd,
                                     smtp={"tls": True, "users": {"me": "s3cret"}}),
        "a login without TLS": scenario(tool, *to, "-u", "me", "-p", "s3cret", events=crowd, smtp={"users": {"me": "s3cret"}}),
        "no login without a password": scenario(tool, *to, "-u", "me", events=crowd),
        "TLS that is not offered": scenario(tool, *to, "-u", "me", "-p", "s3cret", "--tls", events=crowd,
                                            smtp={"users": {"me": "s3cret"}}),
        "a wrong password": scenario(tool, *to, "-u", "me", "-p", "wrong", "--tls", events=crowd,
                                     smtp={"tls": True, "users": {"me": "s3cret"}}),
        "names that are not ASCII": scenario(tool, *to, events=[event("größe", "€"), tick()]),
        "-h": scenario(tool, "-h"),
        "no recipient": scenario(tool, "-f", "a@example.com"),
        "no sender": scenario(tool, "--toEmail", "a@example.com"),
        "an unknown option": scenario(tool, "-x"),
        "a number that is none": scenario(tool, *to, "-i", "x"),
        "outside of a supervisord": scenario(tool, "-t", "a@example.com", "-f", "b@example.com", unsupervised=True),
    }


SCENARIOS = {
    "crashmail": CRASHMAIL,
    "memmon": MEMMON,
    "httpok": HTTPOK,
    "crashmailbatch": batch("crashmailbatch", exited),
    "fatalmailbatch": batch("fatalmailbatch", fatal),
    "crashsms": batch("crashsms", exited),
}
