"""The classic pages by real requests, under Debian's supervisord and ours: statuses, redirects, messages, texts."""

import html
import re
import subprocess
import urllib.parse

import pytest

from support import http
from support.pairs import normalised
from support.waiting import wait_for

PROGRAMS = """
    [program:cat]
    command=/bin/cat
    [program:web]
    command=/bin/sh -c "echo one; echo 'two <b> & x'; exec sleep 1000"
    process_name=%(program_name)s_%(process_num)d
    numprocs=2
    [program:idle]
    command=/bin/cat
    autostart=false
    [program:broken]
    command=/bin/false
    startretries=0
    [program:missing]
    command=/nonexistent
    autostart=false
    [program:quiet]
    command=/bin/cat
    stdout_logfile=NONE
    autostart=false
    """

_TIME = re.compile(r"\w{3} \w{3} [ \d]\d \d\d:\d\d:\d\d \d{4}")
_CLOCK = re.compile(r"uptime \d+:\d\d:\d\d|\w{3} \d\d \d\d:\d\d [AP]M")


@pytest.fixture
def pages(pair):
    """Both daemons; the processes that are to run do."""
    pair.start(PROGRAMS)
    for name in ("cat", "web:web_0", "web:web_1"):
        pair.both(lambda daemon, process=name: daemon.wait_state(process, "RUNNING"))
    pair.both(lambda daemon: daemon.wait_state("broken", "FATAL"))
    pair.both(lambda daemon: daemon.wait_file(daemon.info("web:web_0")["stdout_logfile"], "two"))
    return pair


def shown(text):
    """The text of a piece of HTML as a person sees it."""
    return " ".join(html.unescape(re.sub(r"<[^>]*>", " ", text)).split())


def outcome(daemon, target, *arguments):
    """Status and, of a redirect, the address with its message, without times."""
    answer = http.request(daemon, target, *arguments)
    address, _, query = answer.headers.get("location", "").partition("?message=")
    return answer.status, address, _TIME.sub("TIME", urllib.parse.unquote(query))


# One after the other: what is asked for, and the message that comes of it.
ACTIONS = [
    ("processname=cat&action=start", "ERROR: Process cat: already started"),
    ("processname=cat&action=stop", "Process cat stopped"),
    ("processname=cat&action=stop", "unexpected rpc fault [70] NOT_RUNNING: cat"),
    ("processname=idle&action=start", "Process idle started"),
    ("processname=idle&action=restart", "Process idle restarted"),
    ("processname=cat&action=restart", "Process cat restarted"),
    ("processname=broken&action=start", "ERROR: Process broken: spawn error"),
    ("processname=missing&action=start", "ERROR: Process missing: no such file"),
    ("processname=web%3Aweb_0&action=stop", "Process web:web_0 stopped"),
    ("processname=web:web_1&action=clearlog", "Log for web:web_1 cleared"),
    ("processname=nosuch&action=stop", "No such process named nosuch"),
    ("processname=web:nosuch&action=start", "No such process named web:nosuch"),
    ("processname=cat&action=refresh", "Page refreshed at TIME"),
    ("action=refresh", "Page refreshed at TIME"),
    ("action=stopall", "All stopped at TIME"),
    ("action=restartall", "All restarted at TIME"),
]


def test_an_action_is_answered_by_a_redirect_with_its_message(pages):
    for number, (query, message) in enumerate(ACTIONS):
        page = "/index.html" if number % 2 else "/"
        seen = pages.assert_same(lambda daemon, at=f"{page}?{query}": outcome(daemon, at))
        assert seen == (301, "http://localhost/", message), query


def test_the_address_of_a_redirect_is_the_host_that_was_asked(pages):
    seen = pages.assert_same(lambda daemon: outcome(daemon, "/?action=refresh", "-H", "Host: example.org:9001"))
    assert seen == (301, "http://example.org:9001/", "Page refreshed at TIME")


def table_of(daemon):
    """(state, its class, description, name, actions with their targets) of each row of the status table."""
    page = http.request(daemon, "/").body
    rows = []
    for row in re.findall(r"<tr.*?</tr>", page, re.DOTALL):
        if "<th" in row:
            continue
        cells = re.findall(r"<td.*?</td>", row, re.DOTALL)
        state = re.search(r'class="(status\w+)"', cells[0])
        actions = [shown(action) for action in re.findall(r"<(?:a|button)\b.*?</(?:a|button)>", cells[3], re.DOTALL)
                   if 'class="hidden"' not in action]
        links = re.findall(r'href="(logtail/[^"]*)"', cells[3])
        rows.append((shown(cells[0]), state.group(1), _CLOCK.sub("TIME", normalised(daemon, shown(cells[1]))),
                     shown(cells[2]), actions, links))
    return rows


def test_the_table_has_the_same_rows(pages):
    seen = pages.assert_same(table_of)
    assert [row[3] for row in seen] == ["broken", "cat", "idle", "missing", "quiet", "web:web_0", "web:web_1"]
    assert seen[1] == ("running", "statusrunning", "pid PID, TIME", "cat",
                       ["Restart", "Stop", "Clear Log", "Tail -f Stdout", "Tail -f Stderr"],
                       ["logtail/cat", "logtail/cat/stderr"])


def test_a_message_is_shown_and_escaped(pages):
    def message_of(daemon):
        page = http.request(daemon, "/?message=" + urllib.parse.quote("<i>done & well</i>")).body
        return shown(re.search(r'class="status_msg"[^>]*>(.*?)</(?:p|div|span)>', page, re.DOTALL).group(1))

    assert pages.assert_same(message_of) == "<i>done & well</i>"


TAILS = [
    ("processname=web:web_0", "one two <b> & x"),
    ("processname=web:web_0&limit=2000", "one two <b> & x"),
    ("processname=web:web_0&limit=x", "one two <b> & x"),
    ("processname=quiet", "No file for quiet"),
    ("processname=nosuch", "ERROR: unexpected rpc fault [10] BAD_NAME: nosuch"),
    ("", "No process name found"),
]


def tail_page(daemon, query):
    """Status, title, text, and the address of the refreshing link."""
    answer = http.request(daemon, f"/tail.html?{query}")
    title = re.sub(r"^(Supervisor|Halberd) ", "", shown(re.search(r"<title>(.*?)</title>", answer.body).group(1)))
    refresh = re.search(r'href="(tail\.html\?[^"]*)"', answer.body)
    return (answer.status, title, shown(re.search(r"<pre[^>]*>(.*?)</pre>", answer.body, re.DOTALL).group(1)),
            html.unescape(refresh.group(1)) if refresh else None)


def test_the_tail_page(pages):
    for query, text in TAILS:
        seen = pages.assert_same(lambda daemon, asked=query: tail_page(daemon, asked))
        assert (seen[0], seen[2]) == (200, text)


def test_statuses_and_headers(pages):
    def headers_of(daemon, target):
        headers = http.request(daemon, target).headers
        return {name: headers.get(name) for name in ("pragma", "cache-control", "expires")}

    for target, status in {"/": 200, "/index.html": 200, "/tail.html": 200, "/ok.html": 200, "/nosuch.html": 404,
                           "/stylesheets/nosuch.css": 404, "/logtail/nosuch": 404, "/RPC2": 400}.items():
        assert pages.assert_same(lambda daemon, at=target: http.request(daemon, at).status) == status, target
    for target in ("/", "/index.html", "/tail.html"):
        pages.assert_same(lambda daemon, at=target: headers_of(daemon, at))


def test_text_of_a_log_that_looks_like_html_is_shown_as_it_is(halberd):
    halberd.configure("""
        [program:web]
        command=/bin/sh -c "echo '&amp; <i>'; exec sleep 1000"
        """)
    halberd.start()
    halberd.wait_state("web", "RUNNING")
    wait_for(lambda: tail_page(halberd, "processname=web")[2] == "&amp; <i>",
             what=lambda: f"the log; it is {tail_page(halberd, 'processname=web')}")


def test_our_pages_are_valid_html(pages):
    for target in ("/", "/?message=%3Cb%3E%26", "/tail.html?processname=web:web_0", "/tail.html", "/nosuch"):
        page = http.request(pages.halberd, target).body
        checked = subprocess.run(["tidy", "-quiet", "-errors", "--show-info", "no"], input=page, capture_output=True,
                                 text=True, check=False)
        assert (checked.returncode, checked.stderr) == (0, ""), target


def test_tidy_objects_to_broken_html():
    page = "<!DOCTYPE html>\n<html lang=en><title>x</title><p><table><tr><td></p></html>"
    assert subprocess.run(["tidy", "-quiet", "-errors"], input=page, capture_output=True, text=True,
                          check=False).returncode != 0
