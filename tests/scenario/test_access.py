"""Who may do what, over HTTP: roles, users, the audit log, servers without a password."""

import base64
import collections
import http.client
import os
import signal
import subprocess
import threading
import xmlrpc.client
from pathlib import Path

import pytest

from support.daemons import ORACLE
from support.waiting import free_port, wait_for

CAT = """
[program:cat]
command=/bin/cat
"""


def proxy(port, login=""):
    """XML-RPC over TCP; login is "name:password@"."""
    return xmlrpc.client.ServerProxy(f"http://{login}127.0.0.1:{port}/RPC2")


# --- the audit log


def test_with_audit_each_change_is_a_line_and_looking_is_not(halberd):
    port = free_port()
    halberd.configure(f"{CAT}[supervisord]\naudit=true\nloglevel=critical\n"
                      f"[inet_http_server]\nport=127.0.0.1:{port}\nusername=ann\npassword=secret\n")
    halberd.start()
    halberd.wait_state("cat", "RUNNING")
    ann = proxy(port, "ann:secret@")
    ann.supervisor.getAllProcessInfo()
    ann.supervisor.sendProcessStdin("cat", "my password\n")
    halberd.wait_log(r"INFO audit: ann \(127\.0\.0\.1:\d+\) supervisor\.sendProcessStdin\('cat', <12 bytes>\): done$")
    ann.supervisor.stopProcess("cat")
    halberd.wait_log(r"INFO audit: ann \(127\.0\.0\.1:\d+\) supervisor\.stopProcess\('cat'\): under way$")
    assert halberd.ctl("start", "cat").status == 0
    halberd.wait_log(r"INFO audit: unix pid \d+ uid \d+ supervisor\.startProcess\('cat'\): under way$")
    with pytest.raises(xmlrpc.client.Fault):
        ann.supervisor.startProcess("nosuch")
    halberd.wait_log(r"supervisor\.startProcess\('nosuch'\): BAD_NAME: nosuch$")
    log = halberd.log()
    assert "password" not in log and "secret" not in log
    assert "getAllProcessInfo" not in log


def test_failed_logins_are_told_but_do_not_fill_the_log(halberd):
    port = free_port()
    halberd.configure(f"[supervisord]\naudit=true\nloglevel=critical\n"
                      f"[inet_http_server]\nport=127.0.0.1:{port}\nusername=ann\npassword=secret\n")
    halberd.start()
    for attempt in range(50):
        with pytest.raises(xmlrpc.client.ProtocolError):
            proxy(port, f"root{attempt}:toor@").supervisor.getState()
    with pytest.raises(xmlrpc.client.ProtocolError):
        proxy(port).supervisor.getState()
    halberd.wait_log(rf"INFO audit: 127\.0\.0\.1:\d+ login as 'root0' at 127\.0\.0\.1:{port}: refused$")
    assert halberd.log().count("login") == 1
    halberd.stop()
    assert (f"audit: 127.0.0.1 login at 127.0.0.1:{port}: refused 49 times more within a minute, the last as 'root49'"
            in halberd.log())
    assert "toor" not in halberd.log()


def test_without_audit_the_log_is_that_of_supervisor(halberd):
    halberd.configure(CAT)
    halberd.start()
    halberd.wait_state("cat", "RUNNING")
    assert halberd.ctl("stop", "cat").status == 0
    assert "audit" not in halberd.log()


# --- servers that let everybody in


def test_a_tcp_server_without_password_that_others_reach_is_warned_of_at_each_start(halberd):
    port = free_port()
    halberd.configure(f"[inet_http_server]\nport=*:{port}\n")
    halberd.start()
    halberd.wait_log(rf"WARN Server 'inet_http_server' lets whoever reaches port {port} of this machine control all "
                     r"programs: set username= and password=, or port=127\.0\.0\.1:\d+; require_auth=true")
    halberd.wait_log(r"CRIT Server 'inet_http_server' running without any HTTP authentication checking")
    halberd.ctl("reload")
    halberd.wait_log("WARN Server 'inet_http_server' lets", count=2)


def test_on_loopback_there_is_no_such_warning(halberd):
    halberd.configure(f"[inet_http_server]\nport=127.0.0.1:{free_port()}\n")
    halberd.start()
    assert "lets whoever" not in halberd.log()


def test_require_auth_refuses_such_a_server(halberd):
    halberd.configure("[supervisord]\nrequire_auth=true\n[inet_http_server]\nport=*:9001\n")
    refused = halberd.run("-n", "-c", str(halberd.config))
    assert refused.status == 2
    assert ("[inet_http_server] port: whoever reaches it can control all programs, as there is no password, and "
            "require_auth= of [supervisord] forbids that") in refused.stderr
    assert "write port=127.0.0.1:9001" in refused.stderr


@pytest.mark.parametrize("server", ["port=*:{port}\nusername=u\npassword=p\n", "port=127.0.0.1:{port}\n"])
def test_require_auth_lets_other_servers_be(halberd, server):
    halberd.configure("[supervisord]\nrequire_auth=true\n[inet_http_server]\n" + server.format(port=free_port()))
    halberd.start()


# --- users and their roles


def crypt_hash(password):
    """As an operator makes it."""
    return subprocess.run(["openssl", "passwd", "-6", password], check=True, capture_output=True, text=True).stdout.strip()


@pytest.fixture
def users(halberd):
    """A daemon with a server's own pair, ann (operate, a hash), robot (read, a token) and the program cat; its port."""
    halberd.environment["ROBOT_TOKEN"] = "t0ken"
    port = free_port()
    halberd.configure(f"{CAT}[inet_http_server]\nport=127.0.0.1:{port}\nusername=root\npassword=own\n"
                      f"[http_user:ann]\npassword={crypt_hash('secret')}\nrole=operate\n"
                      "[http_user:robot]\ntoken=%(ENV_ROBOT_TOKEN)s\n"
                      "[supervisord]\naudit=true\n")
    halberd.start()
    halberd.wait_state("cat", "RUNNING")
    return port


def status_of(port, path="/", **headers):
    """The HTTP status of a GET."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    connection.request("GET", path, headers=headers)
    return connection.getresponse().status


def test_each_user_may_do_what_the_role_allows(halberd, users):
    ann, own = proxy(users, "ann:secret@"), proxy(users, "root:own@")
    assert ann.supervisor.stopProcess("cat") and ann.supervisor.startProcess("cat")
    with pytest.raises(xmlrpc.client.Fault, match="access denied: supervisor.shutdown needs the role admin, ann has operate"):
        ann.supervisor.shutdown()
    halberd.wait_log(r"audit: ann \(127\.0\.0\.1:\d+\) supervisor\.shutdown\(\): FAILED: access denied")
    assert own.supervisor.reloadConfig() == [[[], [], []]]
    with pytest.raises(xmlrpc.client.ProtocolError, match="401"):
        proxy(users, "ann:wrong@").supervisor.getState()


def test_a_token_lets_a_script_in(users):
    assert status_of(users, Authorization="Bearer t0ken") == 200
    assert status_of(users, Authorization="Bearer t0keN") == 401
    assert status_of(users) == 401
    robot = xmlrpc.client.ServerProxy(f"http://127.0.0.1:{users}", headers=[("Authorization", "Bearer t0ken")])
    assert robot.supervisor.getState()["statename"] == "RUNNING"
    with pytest.raises(xmlrpc.client.Fault, match="needs the role operate, robot has read"):
        robot.supervisor.stopProcess("cat")


def test_the_socket_stays_open_to_whom_its_mode_lets_in(halberd, users):
    assert halberd.ctl("stop", "cat").status == 0


@pytest.mark.parametrize("ctl", ["halberd", "oracle"])
def test_supervisorctl_says_that_access_is_denied(halberd, users, ctl):
    using = ORACLE if ctl == "oracle" else None
    asked = halberd.ctl("-s", f"http://127.0.0.1:{users}", "-u", "ann", "-p", "secret", "stop", "cat", using=using)
    assert asked.status == 0
    viewer = halberd.config.read_text() + "[http_user:viewer]\npassword=v\n"
    halberd.configure(viewer, frame=False)
    halberd.ctl("reload")
    halberd.wait_log("supervisord started", count=2)
    halberd.wait_state("cat", "RUNNING")
    denied = halberd.ctl("-s", f"http://127.0.0.1:{users}", "-u", "viewer", "-p", "v", "stop", "cat", using=using)
    assert denied.status == 1
    assert "access denied: supervisor.stopProcess needs the role operate, viewer has read" in denied.stdout


def test_peers_on_the_socket_get_the_role_of_their_account(halberd):
    halberd.configure(f"{CAT}[unix_http_server]\npeer_roles=root=admin, nobody=operate, *=read\nchmod=0777\n")
    halberd.folder.chmod(0o755)
    halberd.start()
    halberd.wait_state("cat", "RUNNING")

    def as_account(name, method, *arguments):
        call = f"SupervisorTransport(None, None, 'unix://{halberd.socket}')"
        code = ("import xmlrpc.client; from supervisor.xmlrpc import SupervisorTransport\n"
                f"print(xmlrpc.client.ServerProxy('http://x', {call}).supervisor.{method}{arguments!r})")
        return subprocess.run(["setpriv", f"--reuid={name}", "--regid=nogroup", "--clear-groups", "/usr/bin/python3", "-c", code],
                              capture_output=True, text=True, check=False)

    assert "True" in as_account("nobody", "stopProcess", "cat").stdout
    assert "needs the role operate, unix pid" in as_account("daemon", "startProcess", "cat").stderr
    assert "RUNNING" in as_account("daemon", "getState").stdout
    assert "needs the role admin" in as_account("nobody", "clearLog").stderr
    assert halberd.ctl("start", "cat").status == 0


def nice_values(pid):
    """How nice each thread of a process is."""
    stats = [stat.read_text().rpartition(")")[2].split() for stat in Path(f"/proc/{pid}/task").glob("*/stat")]
    return {int(fields[16]) for fields in stats}


def test_a_flood_of_wrong_passwords_does_not_disturb_supervision(halberd):
    port = free_port()
    # yescrypt as Debian's passwd makes it: some 50 ms each.
    stored = "$y$j9T$abcdefghijklmnop$3dL1LkYnZM.OVXuVdnnaKVDlLYT92dRwOzDZ5XiVCe."
    halberd.configure(f"{CAT}[inet_http_server]\nport=127.0.0.1:{port}\nusername=ann\npassword={stored}\n")
    halberd.start()
    pid = halberd.wait_state("cat", "RUNNING")["pid"]
    ann = proxy(port, "ann:secret@")
    assert ann.supervisor.getState()["statename"] == "RUNNING"
    done = threading.Event()
    statuses = collections.Counter()

    def attack(number):
        attempt = 0
        while not done.is_set():
            attempt += 1
            login = base64.b64encode(f"ann:{number}-{attempt}".encode()).decode()
            statuses[status_of(port, Authorization=f"Basic {login}")] += 1

    attackers = [threading.Thread(target=attack, args=(number,)) for number in range(8)]
    for attacker in attackers:
        attacker.start()
    try:
        wait_for(lambda: statuses[401] > 20 and statuses[503] > 20, what=lambda: f"a flood: {statuses}")
        for _ in range(3):
            os.kill(pid, signal.SIGKILL)
            pid = halberd.wait_new_pid("cat", pid)
            assert halberd.wait_state("cat", "RUNNING")["pid"] == pid
            assert ann.supervisor.getState()["statename"] == "RUNNING"  # who was let in, still is
        # The passwords are the business of another thread than the loop's, one of lowest priority.
        wait_for(lambda: 19 in nice_values(halberd.pid))
    finally:
        done.set()
        for attacker in attackers:
            attacker.join()
    assert set(statuses) == {401, 503}
