"""What pages of other sites can make a browser do here: look, and nothing else."""

import http.client
import http.server
import re
import subprocess
import threading
import urllib.parse

import pytest

from support.waiting import free_port, wait_for

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


# --- a real browser


class OtherSite(http.server.ThreadingHTTPServer):
    """A site with one page, on a port of its own."""

    def __init__(self, page):
        self.page = page
        self.served = 0
        super().__init__(("127.0.0.1", 0), OtherPage)

    @property
    def url(self):
        return f"http://127.0.0.1:{self.server_address[1]}/"


class OtherPage(http.server.BaseHTTPRequestHandler):
    """Answers each request with the page of the site."""

    def do_GET(self):  # pylint: disable=invalid-name
        self.server.served += 1
        body = self.server.page.encode()
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *arguments):  # pylint: disable=arguments-differ
        pass


def browser_command(folder):
    return ["chromium", "--headless", "--no-sandbox", "--disable-gpu", f"--user-data-dir={folder}/profile"]


def browser_environment(folder):
    return {"PATH": "/usr/local/bin:/usr/bin:/bin", "HOME": str(folder), "TMPDIR": str(folder), "LANG": "C.UTF-8"}


def browse(folder, url, *options):
    """Opens an address in a browser, and returns the document that it shows."""
    done = subprocess.run([*browser_command(folder), "--dump-dom", *options, url], env=browser_environment(folder),
                          capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


def requests(halberd):
    """How many requests the daemon's servers have taken, that of this question and those before it."""
    answer = subprocess.run(["curl", "-sS", "--unix-socket", str(halberd.socket), "http://localhost/metrics"], check=True,
                            capture_output=True, text=True).stdout
    return int(re.search(r"^halberd_http_requests_total (\d+)$", answer, re.MULTILINE)[1])


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost"])  # another port of the same site, and another site
def test_a_page_elsewhere_cannot_stop_anything(halberd, server, folder, host):
    ours = f"http://{host}:{server}"
    site = OtherSite(f"""<body>
        <img src="{ours}{ACTION}"><script src="{ours}/?action=stopall"></script>
        <form method="post" action="{ours}/index.html"><input name="processname" value="cat"><input name="action" value="stop"></form>
        <script>
        Promise.allSettled([
            fetch("{ours}/RPC2", {{method: "POST", mode: "no-cors", body: "{CALL}"}}),
            fetch("{ours}/?action=stopall", {{method: "POST", mode: "no-cors"}}),
        ]).then(() => document.forms[0].submit());
        </script></body>""")
    thread = threading.Thread(target=site.serve_forever)
    thread.start()
    before = requests(halberd)
    asked = 0

    def all_came():
        nonlocal asked
        asked += 1
        return requests(halberd) - before - asked >= 5

    browser = subprocess.Popen([*browser_command(folder), "--remote-debugging-port=0", site.url], env=browser_environment(folder),
                               stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        wait_for(all_came, timeout=90, what="the image, the script, two calls and the form")
    finally:
        browser.terminate()
        browser.wait()
        site.shutdown()
        thread.join()
        site.server_close()
    assert state(halberd) == "RUNNING"
    assert "stopped: cat" not in halberd.log()


def test_our_own_page_in_a_browser_acts(halberd, server, folder):
    page = browse(folder, f"http://127.0.0.1:{server}{ACTION}")  # as if typed
    assert "Process cat stopped" in page
    assert state(halberd) == "STOPPED"


def test_a_name_that_was_made_to_point_here_is_refused_in_a_browser(halberd, server, folder):
    page = browse(folder, f"http://evil.example:{server}{ACTION}", "--host-resolver-rules=MAP evil.example 127.0.0.1")
    assert "This server is not known by the name in the request." in page
    assert state(halberd) == "RUNNING"
