"""What pages of other sites can make a browser do here: look, and nothing else."""

import http.client
import urllib.parse

import pytest

from support.waiting import free_port

ACTION = "/index.html?processname=cat&action=stop"


@pytest.fixture
def server(halberd):
    """A daemon with the program cat and a TCP server on loopback; its port."""
    port = free_port()
    halberd.configure(f"[program:cat]\ncommand=/bin/cat\n[inet_http_server]\nport=127.0.0.1:{port}\nallowed_hosts=ops.example\n")
    halberd.start()
    halberd.wait_state("cat", "RUNNING")
    return port


def ask(port, method, path, body=None, **headers):
    """(status, body) of a request; underscores in names of headers stand for hyphens."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    connection.request(method, path, body, {name.replace("_", "-"): value for name, value in headers.items()})
    answer = connection.getresponse()
    return answer.status, answer.read().decode()


def state(halberd):
    return halberd.info("cat")["statename"]


CALL = "<methodCall><methodName>supervisor.stopAllProcesses</methodName></methodCall>"


@pytest.mark.parametrize("headers", [{"Sec_Fetch_Site": "cross-site"}, {"Sec_Fetch_Site": "same-site"},
                                     {"Origin": "http://evil.example"}, {"Origin": "null"}])
def test_a_post_from_another_site_is_refused(halberd, server, headers):
    for path, body in [("/RPC2", CALL), ("/", "action=stopall"), ("/index.html", "processname=cat&action=stop")]:
        status, text = ask(server, "POST", path, body, **headers)
        assert status == 403
        assert "A page of another site has sent this request; nothing was changed." in text
    assert state(halberd) == "RUNNING"


def test_scripts_and_our_own_pages_are_not_asked_anything(halberd, server):
    own = {"Origin": f"http://127.0.0.1:{server}", "Sec_Fetch_Site": "same-origin", "User_Agent": "Mozilla/5.0"}
    assert ask(server, "POST", "/index.html", "processname=cat&action=stop", **own)[0] == 303
    assert state(halberd) == "STOPPED"
    assert ask(server, "GET", "/index.html?processname=cat&action=start")[0] == 301
    assert state(halberd) == "RUNNING"
    assert ask(server, "POST", "/RPC2", CALL)[0] == 200
    assert state(halberd) == "STOPPED"


def test_a_link_from_another_site_asks_first_and_the_answer_acts(halberd, server):
    status, page = ask(server, "GET", ACTION, Sec_Fetch_Site="cross-site")
    assert status == 200
    assert state(halberd) == "RUNNING"
    assert 'method="post"' in page and 'value="cat"' in page and 'value="stop"' in page
    form = urllib.parse.urlencode({"processname": "cat", "action": "stop"})
    assert ask(server, "POST", "/index.html", form, Sec_Fetch_Site="same-origin")[0] == 303
    assert state(halberd) == "STOPPED"


def test_a_name_that_is_not_ours_is_refused(halberd, server):
    for host in ["evil.example", f"evil.example:{server}"]:
        status, text = ask(server, "POST", "/RPC2", CALL, Host=host, Sec_Fetch_Site="same-origin")
        assert status == 403
        assert "allowed_hosts=" in text
        assert ask(server, "GET", "/", Host=host)[0] == 403
    for host in ["localhost", f"127.0.0.1:{server}", "[::1]", "ops.example", "10.1.2.3"]:
        assert ask(server, "GET", "/", Host=host)[0] == 200
    assert state(halberd) == "RUNNING"


def test_with_a_password_every_name_is_as_good(halberd):
    port = free_port()
    halberd.configure(f"[inet_http_server]\nport=127.0.0.1:{port}\nusername=u\npassword=p\n")
    halberd.start()
    assert ask(port, "GET", "/", Host="proxy.example", Authorization="Basic dTpw")[0] == 200
