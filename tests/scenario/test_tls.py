"""HTTPS on the TCP server, with Python's xmlrpc.client, curl, openssl and supervisorctl as clients."""

import http.client
import os
import re
import signal
import socket
import ssl
import subprocess
import xmlrpc.client

import pytest

from support.certificates import Authority
from support.waiting import free_port

CAT = "[program:cat]\ncommand=/bin/cat\n"


@pytest.fixture
def authority(folder):
    return Authority(folder)


def configure(halberd, port, certificate, key, more=""):
    halberd.configure(f"{CAT}[inet_http_server]\nport=127.0.0.1:{port}\ncertificate={certificate}\nkey={key}\n"
                      f"username=u\npassword=p\n{more}")


@pytest.fixture
def server(halberd, authority):
    """A daemon that speaks HTTPS; its port."""
    port = free_port()
    configure(halberd, port, *authority.sign("server"))
    halberd.start()
    halberd.wait_state("cat", "RUNNING")
    return port


def trusting(authority, identity=None):
    context = ssl.create_default_context(cafile=str(authority.certificate))
    if identity:
        context.load_cert_chain(*map(str, identity))
    return context


def proxy(port, context, login="u:p@"):
    return xmlrpc.client.ServerProxy(f"https://{login}localhost:{port}/RPC2", context=context)


def curl(*arguments):
    return subprocess.run(["curl", "-sS", *map(str, arguments)], capture_output=True, text=True, check=False)


def test_real_clients_speak_it(halberd, authority, folder, server):
    rpc = proxy(server, trusting(authority))
    assert rpc.supervisor.getState()["statename"] == "RUNNING"
    assert rpc.supervisor.stopProcess("cat") and rpc.supervisor.startProcess("cat")
    assert len(rpc.system.multicall([{"methodName": "supervisor.getAllProcessInfo"}] * 300)) == 300  # many records
    page = curl("--cacert", authority.certificate, "-u", "u:p", f"https://localhost:{server}/")
    assert "<title>Halberd Status" in page.stdout, page.stderr
    body = folder / "body"
    body.write_text("x" * 1_000_000)
    large = curl("--cacert", authority.certificate, "-u", "u:p", "-d", f"@{body}", "-o", "/dev/null", "-w", "%{http_code}",
                 f"https://127.0.0.1:{server}/RPC2")
    assert large.stdout == "400"
    assert curl("--cacert", authority.certificate, f"https://localhost:{server}/", "-o", "/dev/null", "-w", "%{http_code}").stdout == "401"


def test_supervisorctl_speaks_it_and_checks_whom_it_speaks_to(halberd, authority, folder, server):
    url = f"https://localhost:{server}"
    trusted = halberd.config.read_text() + f"[supervisorctl]\nserverurl={url}\nca={authority.certificate}\nusername=u\npassword=p\n"
    halberd.configure(trusted, frame=False)
    assert "cat                              RUNNING" in halberd.ctl("status").stdout
    assert halberd.ctl("restart", "cat").stdout == "cat: stopped\ncat: started\n"
    halberd.rpc.supervisor.sendProcessStdin("cat", "line\n" * 5)
    halberd.wait_file(halberd.info("cat")["logfile"], "line", count=5)
    assert "line\nline\n" in halberd.ctl("tail", "cat").stdout
    other = Authority(folder, "other")
    halberd.configure(f"{trusted}ca={other.certificate}\n", frame=False)
    refused = halberd.ctl("status")
    assert refused.status != 0
    assert "certificate" in refused.stdout + refused.stderr
    halberd.configure(trusted.replace("localhost", "127.0.0.1"), frame=False)
    assert halberd.ctl("pid").status == 0
    certificate, key = authority.sign("elsewhere", "DNS:elsewhere")
    (folder / "server.pem").write_bytes(certificate.read_bytes())
    (folder / "server.key").write_bytes(key.read_bytes())
    os.kill(halberd.pid, signal.SIGHUP)
    halberd.wait_log("supervisord started", count=2)
    halberd.wait_ready()
    assert "mismatch" in halberd.ctl("status").stdout


def test_a_log_is_followed_through_it(halberd, authority, server):
    following = subprocess.Popen(["curl", "-sN", "--cacert", str(authority.certificate), "-u", "u:p",
                                  f"https://localhost:{server}/logtail/cat"], stdout=subprocess.PIPE, text=True)
    try:
        halberd.rpc.supervisor.sendProcessStdin("cat", "first\n")
        assert following.stdout.readline() == "first\n"
        halberd.rpc.supervisor.sendProcessStdin("cat", "second\n")
        assert following.stdout.readline() == "second\n"
    finally:
        following.kill()
        following.wait()
        following.stdout.close()


def test_old_versions_of_tls_are_refused(server):
    asked = subprocess.run(["openssl", "s_client", "-connect", f"127.0.0.1:{server}", "-tls1_1", "-cipher", "ALL:@SECLEVEL=0"],
                           input="", capture_output=True, text=True, check=False)
    assert asked.returncode != 0
    assert "Cipher is (NONE)" in asked.stdout


def test_plain_http_gets_a_plain_answer(server):
    connection = http.client.HTTPConnection("127.0.0.1", server, timeout=30)
    connection.request("GET", "/")
    answer = connection.getresponse()
    assert answer.status == 400
    assert "https://" in answer.read().decode()


def test_nonsense_is_cut(halberd, authority, server):
    with socket.create_connection(("127.0.0.1", server), timeout=30) as client:
        client.sendall(b"\x16\x03\x01" + b"\xff" * 1000)
        while client.recv(1000):
            pass
    with socket.create_connection(("127.0.0.1", server), timeout=30) as client:
        client.sendall(b"\x16")  # and gone
    assert proxy(server, trusting(authority)).supervisor.getState()["statename"] == "RUNNING"


def test_clients_need_a_certificate_when_there_is_a_client_ca(halberd, authority, folder):
    port = free_port()
    other = Authority(folder, "other")
    configure(halberd, port, *authority.sign("server"), f"client_ca={other.certificate}\n")
    halberd.start()
    assert proxy(port, trusting(authority, other.sign("client"))).supervisor.getState()["statename"] == "RUNNING"
    for identity in [None, authority.sign("stranger")]:
        with pytest.raises((ssl.SSLError, OSError, http.client.HTTPException)):
            proxy(port, trusting(authority, identity)).supervisor.getState()


def test_a_renewed_certificate_is_taken_at_a_reload_and_a_broken_one_refused(halberd, authority, folder, server):
    def serial():
        with socket.create_connection(("127.0.0.1", server), timeout=30) as plain:
            with trusting(authority).wrap_socket(plain, server_hostname="localhost") as client:
                return client.getpeercert()["serialNumber"]

    before = serial()
    authority.sign("server")
    os.kill(halberd.pid, signal.SIGHUP)
    halberd.wait_log("supervisord started", count=2)
    halberd.wait_ready()
    renewed = serial()
    assert renewed != before
    (folder / "server.pem").write_text("nothing\n")
    os.kill(halberd.pid, signal.SIGHUP)
    halberd.wait_log("no certificate can be read from it")
    assert serial() == renewed
    assert len(re.findall("supervisord started", halberd.log())) == 2
    halberd.wait_state("cat", "RUNNING")


@pytest.mark.parametrize("broken, said", [
    ("certificate", "[inet_http_server] certificate: {folder}/server.pem: no certificate can be read from it"),
    ("key", "[inet_http_server] key: {folder}/server.key: no private key without a passphrase can be read from it"),
    ("pair", "[inet_http_server] key: {folder}/other.key: it is not the key of {folder}/server.pem"),
    ("passphrase", "[inet_http_server] key: {folder}/locked.key: no private key without a passphrase can be read from it"),
    ("missing", "[inet_http_server] key: {folder}/gone.key: no private key without a passphrase can be read from it: No such file"),
])
def test_what_is_wrong_with_the_files_is_said_at_the_start(halberd, authority, folder, broken, said):
    certificate, key = authority.sign("server")
    if broken == "certificate":
        certificate.write_text("nothing\n")
    elif broken == "key":
        key.write_text("nothing\n")
    elif broken == "pair":
        key = authority.sign("other")[1]
    elif broken == "passphrase":
        locked = folder / "locked.key"
        subprocess.run(["openssl", "ec", "-in", key, "-aes128", "-passout", "pass:x", "-out", locked], check=True, capture_output=True)
        key = locked
    else:
        key = folder / "gone.key"
    configure(halberd, 9001, certificate, key)
    refused = halberd.run("-n", "-c", str(halberd.config))
    assert refused.status == 2
    assert said.format(folder=folder) in refused.stderr
    assert f"{halberd.config}:" in refused.stderr
