"""The same bytes sent to Debian's supervisord and ours: the same statuses, and connections that are kept or closed
alike.

Where ours differs on purpose, the table DIFFERENT has both answers.
"""

import base64
import hashlib
import tempfile
from pathlib import Path
from typing import NamedTuple

import pytest

from conformance.rpc_calls import document
from support.pairs import pair_in
from support.raw_http import RawClient
from support.waiting import free_port

STATE = document("supervisor.getState", ()).encode()

PROGRAMS = """
[program:cat]
command=/bin/cat
startsecs=0
stdout_logfile=%(here)s/cat.log
stderr_logfile=%(here)s/cat.err
stdout_logfile_maxbytes=0
[program:web]
command=/bin/cat
process_name=web_%(process_num)02d
numprocs=1
"""
SHA_OF_PASSWORD = hashlib.sha1(b"password").hexdigest()


class Trial(NamedTuple):
    request: bytes
    is_head: bool = False
    answers: int = 1


def get(target, *headers, version=" HTTP/1.1", method="GET"):
    lines = [f"{method} {target}{version}", "Host: localhost", *headers]
    return "\r\n".join([*lines, "", ""]).encode("latin-1")


def post(*headers, target="/RPC2", version=" HTTP/1.1", body=STATE, length=True, method="POST"):
    lines = [f"Content-Length: {len(body)}"] if length else []
    return get(target, *lines, *headers, version=version, method=method) + body


def chunked(body):
    return f"{len(body):x}\r\n".encode() + body + b"\r\n0\r\n\r\n"


def authorization(credentials):
    return "Authorization: Basic " + base64.b64encode(credentials.encode()).decode()


LONG = "x" * 7000

CONNECTIONS = {
    "1.1 keeps": Trial(post()),
    "1.1 closes when asked to": Trial(post("Connection: close")),
    "1.0 closes": Trial(post(version=" HTTP/1.0")),
    "1.0 keeps when asked to": Trial(post("Connection: keep-alive", version=" HTTP/1.0")),
    "1.0 keeps when asked to in capitals": Trial(post("Connection: Keep-Alive", version=" HTTP/1.0")),
    "1.0 asks to close": Trial(post("Connection: close", version=" HTTP/1.0")),
    "a page over 1.1": Trial(get("/")),
    "a page over 1.0": Trial(get("/", version=" HTTP/1.0")),
    "no version": Trial(get("/nosuch", version="")),
    "version 1.2": Trial(post(version=" HTTP/1.2")),
    "version 2.0": Trial(post(version=" HTTP/2.0")),
    "without a host": Trial(b"GET /nosuch HTTP/1.1\r\n\r\n"),
    "two hosts": Trial(get("/nosuch", "Host: other")),
    "two requests at once": Trial(get("/nosuch") + get("/logtail/nosuch"), answers=2),
    "three calls at once": Trial(post() * 3, answers=3),
    "blank lines in front": Trial(b"\r\n\r\n" + get("/nosuch")),
    "an error keeps": Trial(get("/nosuch")),
    "a bad call keeps": Trial(post(body=b"hello")),
}
BODIES = {
    "chunked": Trial(get("/RPC2", "Transfer-Encoding: chunked", method="POST") + chunked(STATE)),
    "no length": Trial(post(length=False, body=b"")),
    "no body": Trial(post(body=b"")),
    "a length that is no number": Trial(post("Content-Length: abc", length=False)),
    "a negative length": Trial(post("Content-Length: -5", length=False)),
    "a length with a plus": Trial(post(f"Content-Length: +{len(STATE)}", length=False)),
    "the same length twice": Trial(post(f"Content-Length: {len(STATE)}")),
    "two lengths": Trial(post(f"Content-Length: {len(STATE) + 1}")),
    "a length that is too long": Trial(post(f"Content-Length: {len(STATE) + 1}", length=False)),
    "a length that is too short": Trial(post("Content-Length: 5", length=False)),
    "expecting to continue": Trial(get("/RPC2", f"Content-Length: {len(STATE)}", "Expect: 100-continue", method="POST")
                                   + STATE),
    "a GET with a body": Trial(post(target="/nosuch", method="GET")),
    "another content type": Trial(post("Content-Type: application/json")),
}
METHODS = {
    "GET RPC2": Trial(get("/RPC2")),
    "HEAD RPC2": Trial(get("/RPC2", method="HEAD"), is_head=True),
    "PUT RPC2": Trial(post(method="PUT")),
    "HEAD of the page": Trial(get("/", method="HEAD"), is_head=True),
    "HEAD of nothing": Trial(get("/nosuch", method="HEAD"), is_head=True),
    "HEAD of a log": Trial(get("/logtail/cat", method="HEAD"), is_head=True),
    "POST of a log": Trial(post(target="/logtail/cat")),
    "POST of the main log": Trial(post(target="/mainlogtail")),
    "PUT of the page": Trial(get("/", method="PUT")),
    "DELETE of the page": Trial(get("/index.html", method="DELETE")),
    "OPTIONS": Trial(get("*", method="OPTIONS")),
    "TRACE": Trial(get("/", method="TRACE")),
    "CONNECT": Trial(get("localhost:1", method="CONNECT")),
    "a method of its own": Trial(get("/", method="FETCH")),
    "a method in small letters": Trial(get("/RPC2", method="get")),
    "POST to nothing": Trial(post(target="/nosuch")),
}
TARGETS = {
    target: Trial(get(target)) for target in [
        "/index.html", "//", "///index.html", "/index.html?x", "/index.html?a=b&c", "/index.html;x", "/index.html#x",
        "/tail.html", "/tail.html?processname=cat", "/tail.html?processname=nosuch",
        "/tail.html?processname=cat&limit=x", "/ok.html", "/nosuch", "/index.htm", "/Index.html", "/index.html/",
        "/RPC", "/rpc2", "/stylesheets", "/stylesheets/", "/stylesheets/nosuch.css", "/images/nosuch.gif", "/logtail",
        "/logtail/", "/logtail/nosuch", "/logtail/cat/nosuch", "/logtail/cat/stdin", "/logtail/cat:*",
        "/logtail/cat:", "/logtail/web", "/logtail/web:nosuch", "/logtail/cat/stdout/x", "/logtails/cat",
        "/../etc/passwd", "/../../../../etc/passwd", "/%2e%2e/%2e%2e/etc/passwd", "/..%2f..%2fetc/passwd",
        "/stylesheets/../../../../../../etc/passwd", "/stylesheets/%2e%2e/%2e%2e/rpcinterface.py",
        "/logtail/../../etc/passwd", "/logtail/%2e%2e%2f%2e%2e%2fetc%2fpasswd",
        "/logtail/..%2f..%2fetc%2fpasswd/stdout", "/%00", "/%", "/%zz", "/%e4", "/nosuch%20x",
        "/logtail/c%61t%2Fnosuch", "/" + LONG, "/?message=%3Cscript%3E", "/index.html?action=nosuch",
        "/index.html?processname=cat", "http://localhost/nosuch", "http://localhost/index.html", "http://localhost",
        "nosuch", "*", "/RPC2x", "/RPC2/x", "/RPC2?x",
    ]
}
RPC_TARGETS = {target: Trial(post(target=target)) for target in [
    "/RPC2/", "/RPC2?x=y", "/RPC2x", "/RPC2/x/y", "/%52PC2", "//RPC2", "/RPC2#x", "http://localhost/RPC2", "RPC2"]}
BROKEN = {
    "one word": Trial(b"GET\r\n\r\n"),
    "four words": Trial(b"GET / HTTP/1.1 x\r\n\r\n"),
    "two blanks": Trial(b"GET  /nosuch HTTP/1.1\r\n\r\n"),
    "no words": Trial(b" \r\n\r\n"),
    "no HTTP": Trial(b"hello, who are you?\r\n\r\n"),
    "no version number": Trial(b"GET /nosuch HTTP/x.y\r\n\r\n"),
    "TLS": Trial(b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + b"x" * 50 + b"\r\n\r\n"),
    "a header without a colon": Trial(get("/nosuch", "hello")),
    "a blank before the colon": Trial(get("/nosuch", "X-A : b")),
    "a header without a name": Trial(get("/nosuch", ": b")),
    "a folded header": Trial(get("/nosuch", "X-A: b", " c")),
    "bytes in a header": Trial(get("/nosuch", "X-A: \xe4\xff")),
    "an empty header": Trial(get("/nosuch", "X-A:")),
    "line feeds only": Trial(b"GET /nosuch HTTP/1.1\nHost: x\n\n"),
    "many headers": Trial(get("/nosuch", *[f"X-{number}: y" for number in range(200)])),
}
CREDENTIALS = {
    "none": Trial(post()),
    "right": Trial(post(authorization("user:password"))),
    "a wrong password": Trial(post(authorization("user:nosuch"))),
    "a wrong user": Trial(post(authorization("nosuch:password"))),
    "an empty password": Trial(post(authorization("user:"))),
    "nothing but a colon": Trial(post(authorization(":"))),
    "no colon": Trial(post(authorization("user"))),
    "a second colon": Trial(post(authorization("user:password:x"))),
    "a scheme in small letters": Trial(post(authorization("user:password").replace("Basic", "basic"))),
    "a header in small letters": Trial(post(authorization("user:password").replace("Authorization", "authorization"))),
    "no base64": Trial(post("Authorization: Basic !!!!")),
    "half a base64": Trial(post("Authorization: Basic dXNlcjpwYXNzd29yZ")),
    "empty credentials": Trial(post("Authorization: Basic ")),
    "a scheme only": Trial(post("Authorization: Basic")),
    "another scheme": Trial(post("Authorization: Digest dXNlcjpwYXNzd29yZA==")),
    "bytes": Trial(post("Authorization: Basic " + base64.b64encode(b"\xff\xfe:\xff").decode())),
    "the hash": Trial(post(authorization(f"user:{SHA_OF_PASSWORD}"))),
    "the hash with its mark": Trial(post(authorization("user:{SHA}" + SHA_OF_PASSWORD))),
    "none for a page": Trial(get("/")),
    "none for a log": Trial(get("/logtail/cat")),
    "none for the main log": Trial(get("/mainlogtail")),
    "none for nothing": Trial(get("/nosuch")),
    "none for a stylesheet": Trial(get("/stylesheets/supervisor.css")),
    "none, and a large body": Trial(post(body=b"x" * 200000)),
    "right for nothing": Trial(get("/nosuch", authorization("user:password"))),
    "none over 1.0": Trial(post(version=" HTTP/1.0")),
}


# Trials whose answers differ on purpose: ours, theirs. docs/compatibility.md has the reasons.
DIFFERENT = {
    # Only HTTP/1.0 and 1.1, as they are specified. Supervisor closes without an answer, or guesses.
    "no version": ("400 closed", "404 closed"), "version 1.2": ("400 closed", "200 kept"),
    "version 2.0": ("400 closed", "200 kept"), "blank lines in front": ("404 kept", "end"),
    "one word": ("400 closed", "end"), "four words": ("400 closed", "end"), "two blanks": ("400 closed", "end"),
    "no words": ("400 closed", "end"), "no HTTP": ("400 closed", "end"), "no version number": ("400 closed", "end"),
    "TLS": ("400 closed", "end"), "a header without a colon": ("400 closed", "404 kept"),
    "a blank before the colon": ("400 closed", "404 kept"), "a header without a name": ("400 closed", "404 kept"),
    "bytes in a header": ("404 kept", "end"), "line feeds only": ("400 closed", "silence"),
    # A body is read when the request has one, in either form; Supervisor takes what it does not read for a request.
    "chunked": ("200 kept", "411 closed"),
    "no body": ("400 kept", "silence"), "a length that is no number": ("400 closed", "500 closed"),
    "a negative length": ("400 closed", "400 kept"), "a length with a plus": ("400 closed", "200 kept"),
    "two lengths": ("400 closed", "200 kept"), "a length that is too short": ("400 kept", "400 closed"),
    "expecting to continue": ("100 200 kept", "200 kept"), "a GET with a body": ("404 kept", "404 closed"),
    "PUT RPC2": ("400 kept", "400 closed"), "POST of a log": ("400 kept", "400 closed"),
    "POST of the main log": ("400 kept", "400 closed"), "POST to nothing": ("404 kept", "400 closed"),
    # HEAD has no body.
    "HEAD RPC2": ("400 kept", "400 with a body"), "HEAD of the page": ("200 kept", "404 with a body"),
    "HEAD of nothing": ("404 kept", "404 with a body"), "HEAD of a log": ("400 kept", "400 with a body"),
    # The absolute form of a target is understood.
    "http://localhost/index.html": ("200 kept", "404 kept"), "http://localhost": ("200 kept", "404 kept"),
    "http://localhost/RPC2": ("200 kept", "400 closed"), "RPC2": ("200 kept", "400 closed"),
    "//RPC2": ("404 kept", "400 closed"),
    # Pages that there are not are 404, and an action that there is not is 400.
    "/index.html;x": ("404 kept", "silence"), "/stylesheets": ("404 kept", "301 kept"),
    "/logtail": ("404 kept", "500 kept"), "/logtails/cat": ("404 kept", "200 cut off closed"),
    "/index.html?action=nosuch": ("400 kept", "500 kept"),
    # Credentials that cannot be read are 400 or 401.
    "no colon": ("400 closed", "500 closed"), "no base64": ("400 closed", "500 closed"),
    "empty credentials": ("401 closed", "500 closed"), "bytes": ("401 closed", "400 closed"),
}


class Servers:
    """Both daemons with a UNIX socket and three TCP servers: open, with a password, and with a hashed one."""

    def __init__(self, pair):
        self.pair = pair
        self.ports = {daemon: {section: free_port() for section in ("", ":plain", ":sha")} for daemon in pair.daemons}

    def start(self):
        def start(daemon):
            sections = [f"[inet_http_server{section}]\nport=127.0.0.1:{port}\n" +
                        {"": "", ":plain": "username=user\npassword=password\n",
                         ":sha": f"username=user\npassword={{SHA}}{SHA_OF_PASSWORD}\n"}[section]
                        for section, port in self.ports[daemon].items()]
            (daemon.folder / "cat.log").write_text("0123456789" * 200)
            daemon.configure(PROGRAMS + "\n".join(sections))
            daemon.start()

        self.pair.both(start)

    def address(self, daemon, server):
        return daemon.socket if server == "unix" else ("127.0.0.1", self.ports[daemon][server])

    def ask(self, server, trial):
        """What both tell of a trial, ours first."""
        return self.pair.both(lambda daemon: told(self.address(daemon, server), trial))


def told(address, trial):
    """The statuses of the answers, and whether the connection is kept, as text: "200 404 kept"."""
    with RawClient(address, timeout=4) as client:
        client.send(trial.request)
        words = []
        for _ in range(trial.answers):
            response = client.response(trial.is_head)
            if response is not None and response.status == 100:
                words.append("100")
                response = client.response(trial.is_head)
            if response is None:
                return " ".join([*words, "end" if client.has_ended else "silence"])
            words.append(str(response.status) if response.is_whole else f"{response.status} cut off")
            if response.headers.get("connection") == "close":
                return " ".join([*words, "closed"])
        try:
            return " ".join([*words, "kept" if client.is_kept() else "closed"])
        except AssertionError:
            return " ".join([*words, "with a body"])  # where none belongs


@pytest.fixture(scope="module")
def servers():
    with tempfile.TemporaryDirectory(prefix="halberd-http-") as folder, pair_in(Path(folder)) as pair:
        serving = Servers(pair)
        serving.start()
        yield serving


def check(servers, server, trials):
    differences = []
    for name, trial in trials.items():
        ours, theirs = servers.ask(server, trial)
        if (ours, theirs) != DIFFERENT.get(name, (theirs, theirs)):
            differences.append(f"    {name!r}: ({ours!r}, {theirs!r}),")
    assert not differences, "\n".join(differences)


@pytest.mark.parametrize("server", ["unix", ""])
@pytest.mark.parametrize("trials", [CONNECTIONS, BODIES, METHODS, TARGETS, RPC_TARGETS, BROKEN],
                         ids=["connections", "bodies", "methods", "targets", "rpc-targets", "broken"])
def test_requests(servers, trials, server):
    check(servers, server, trials)


@pytest.mark.parametrize("server", [":plain", ":sha"])
def test_credentials(servers, server):
    check(servers, server, CREDENTIALS)


# --- logs that are followed

# Headers that say nothing of the text.
_OWN = {"server", "date", "last-modified", "connection", "x-accel-buffering"}


def followed(address, daemon):
    """What a client sees of the log of `cat`: status, headers, the end of the log, and a line that is added."""
    with RawClient(address) as client:
        client.send(get("/logtail/cat"))
        status, headers = client.head()
        shown = {name: value for name, value in headers.items() if name not in _OWN}
        text = first = client.chunk()
        daemon.rpc.supervisor.sendProcessStdin("cat", "a new line\n")
        while text == first or not text.endswith(b"a new line\n"):
            piece = client.chunk()
            assert piece, f"the stream ended after {text!r}"
            text += piece
        return status, shown, text


@pytest.mark.parametrize("server", ["unix", ""])
def test_a_log_is_followed(servers, server):
    ours, theirs = servers.pair.both(lambda daemon: followed(servers.address(daemon, server), daemon))
    assert ours == theirs
    assert len(theirs[2]) == 1024 + len(b"a new line\n")


@pytest.mark.parametrize("target", ["/mainlogtail", "/logtail/cat/stderr", "/logtail/web:web_00",
                                    "/logtail/c%61t/stdout"])
def test_a_stream_begins_alike(servers, target):
    def begun(daemon):
        with RawClient(servers.address(daemon, "unix")) as client:
            client.send(get(target))
            status, headers = client.head()
            return status, sorted(set(headers) - _OWN), headers.get("content-type")

    ours, theirs = servers.pair.both(begun)
    assert ours == theirs


# --- sockets

@pytest.mark.parametrize("port", ["*:{}", "{}", ":{}", "0.0.0.0:{}", "localhost:{}"])
def test_addresses(folder, port):
    with pair_in(folder) as pair:
        ports = {daemon: free_port() for daemon in pair.daemons}
        pair.both(lambda daemon: (daemon.configure(f"[inet_http_server]\nport={port.format(ports[daemon])}\n"),
                                  daemon.start()))
        ours, theirs = pair.both(lambda daemon: told(("127.0.0.1", ports[daemon]), Trial(post())))
        assert ours == theirs == "200 kept"
        assert pair.both(lambda daemon: daemon.stop()) == [0, 0]


def test_ipv6_is_ours_alone(folder):
    with pair_in(folder) as pair:
        ports = {daemon: free_port() for daemon in pair.daemons}
        pair.both(lambda daemon: daemon.configure(f"[inet_http_server]\nport=[::1]:{ports[daemon]}\n"))
        pair.halberd.start()
        assert told(("::1", ports[pair.halberd]), Trial(post())) == "200 kept"
        assert pair.oracle.run("-n", "-c", str(pair.oracle.config)).status == 2
