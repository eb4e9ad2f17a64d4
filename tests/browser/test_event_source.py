"""The event stream as a script in a page takes it: EventSource of Debian's chromium."""

import json

import pytest

from support.browser import Browser
from support.waiting import free_port, wait_for

LISTEN = """
    (() => {
      window.seen = [];
      window.source = new EventSource("/api/v1/events?types=PROCESS_STATE");
      window.source.onmessage = (message) => window.seen.push(JSON.parse(message.data).type);
      return new Promise((resolve) => { window.source.onopen = () => resolve(true); });
    })()
    """

PROGRAMS = """
    [program:cat]
    command=/bin/cat
    """


@pytest.fixture
def browser(folder, nothing_stays_behind):
    browser = Browser(folder)
    yield browser
    browser.close()


def test_a_page_sees_events_and_comes_again_by_itself(halberd, browser):
    port = free_port()
    halberd.configure(PROGRAMS + f"""
    [inet_http_server]
    port=127.0.0.1:{port}
    """)
    halberd.start()
    halberd.wait_state("cat", "RUNNING")
    # A page of the daemon that allows scripts to connect; the classic pages forbid scripts altogether.
    browser.open(url=f"http://127.0.0.1:{port}/ok.html")
    assert browser.run(script=LISTEN) is True
    halberd.ctl("stop", "cat")
    seen = lambda: json.loads(browser.run(script="JSON.stringify(window.seen)"))
    wait_for(lambda: seen() == ["PROCESS_STATE_STOPPING", "PROCESS_STATE_STOPPED"], what=lambda: f"events: {seen()}")
    assert halberd.ctl("reload").status == 0
    halberd.wait_log("supervisord started", count=2)
    wait_for(lambda: "PROCESS_STATE_RUNNING" in seen(), what=lambda: f"the events of the new daemon: {seen()}")
