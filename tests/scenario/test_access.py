"""Who may do what, over HTTP: roles, users, the audit log, servers without a password."""

import xmlrpc.client

import pytest

from support.waiting import free_port

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
