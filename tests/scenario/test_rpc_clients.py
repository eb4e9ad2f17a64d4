"""The XML-RPC clients of other languages, and curl, get the same from our daemon as from Debian's."""

import json
import subprocess
import xmlrpc.client
from pathlib import Path

import pytest

from conformance.rpc_calls import document
from support.waiting import free_port

CLIENTS = Path(__file__).parent / "clients"
TEXT = "grüße <&> 日本\n"

EXPECTED = [
    ["state", {"statecode": 1, "statename": "RUNNING"}],
    ["stop", True],
    ["fault", [70, "NOT_RUNNING: cat"]],
    ["start", True],
    ["stdin", True],
    ["info", {"name": "cat", "group": "cat", "state": 20, "statename": "RUNNING", "exitstatus": 0}],
    ["multicall", ["supervisor", {"faultCode": 10, "faultString": "BAD_NAME: nosuch"}]],
    ["signature", ["boolean", "string", "boolean"]],
]


@pytest.fixture
def daemons(pair):
    """Both daemons with a TCP server that wants a password, and their ports."""
    ports = {daemon: free_port() for daemon in pair.daemons}
    for daemon, port in ports.items():
        daemon.configure(f"[inet_http_server]\nport=127.0.0.1:{port}\nusername=user\npassword=pass:word\n"
                         "[program:cat]\ncommand=/bin/cat\nstartsecs=0\nstdout_logfile=%(here)s/cat.log\n")
    pair.both(lambda daemon: daemon.start())
    return ports


def run(*command, stdin=""):
    done = subprocess.run([*map(str, command)], input=stdin, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def check(daemon, output):
    assert [json.loads(line) for line in output.splitlines()] == EXPECTED
    daemon.wait_file("cat.log", f"^{TEXT}")


def test_ruby(daemons):
    for daemon, port in daemons.items():
        check(daemon, run("ruby", CLIENTS / "client.rb", port, "user", "pass:word"))


def test_php(daemons):
    for daemon, port in daemons.items():
        check(daemon, run("php", CLIENTS / "client.php", f"http://127.0.0.1:{port}/RPC2", "user:pass:word"))


def test_python_over_tcp(daemons):
    for daemon, port in daemons.items():
        with xmlrpc.client.ServerProxy(f"http://user:pass%3Aword@127.0.0.1:{port}") as server:
            assert server.supervisor.getState()["statename"] == "RUNNING"
            assert server.supervisor.sendProcessStdin("cat", TEXT)
            daemon.wait_file("cat.log", f"^{TEXT}")
            assert server.supervisor.readProcessStdoutLog("cat", 0, 0) == TEXT
        with xmlrpc.client.ServerProxy(f"http://user:nosuch@127.0.0.1:{port}") as server:
            with pytest.raises(xmlrpc.client.ProtocolError) as refused:
                server.supervisor.getState()
            assert refused.value.errcode == 401


def curl(*arguments, body=document("supervisor.getState", ())):
    return run("curl", "-sS", "-o", "-", "-w", "\n%{http_code}", *arguments, "--data-binary", "@-", stdin=body)


def test_curl(daemons):
    for daemon, port in daemons.items():
        url = f"http://127.0.0.1:{port}/RPC2"
        plain = curl("-u", "user:pass:word", url)
        assert "<int>1</int>" in plain and plain.endswith("\n200")
        assert curl("--unix-socket", daemon.socket, "http://localhost/RPC2") == plain
        assert curl("-0", "-u", "user:pass:word", url) == plain
        assert curl("-H", "Expect: 100-continue", "-u", "user:pass:word", url) == plain
        assert curl("-u", "user:nosuch", url).endswith("\n401")
        assert curl(url).endswith("\n401")


def test_curl_sends_chunks_to_ours(daemons):
    daemon = next(iter(daemons))
    assert curl("-H", "Transfer-Encoding: chunked", "--unix-socket", daemon.socket, "http://x/RPC2").endswith("\n200")
