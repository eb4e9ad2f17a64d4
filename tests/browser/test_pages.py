"""The classic pages in Debian's chromium without JavaScript: what a person sees and clicks."""

import re

import pytest

from support.browser import Browser
from support.waiting import free_port

PROGRAMS = """
    [program:web]
    command=/bin/sh -c "echo one; echo two; exec sleep 1000"
    process_name=%(program_name)s_%(process_num)02d
    numprocs=2
    [program:broken]
    command=/bin/false
    startretries=0
    """


@pytest.fixture
def site(halberd):
    """(halberd, url): the daemon with its pages on a TCP port."""
    port = free_port()
    halberd.configure(PROGRAMS + f"""
    [inet_http_server]
    port=127.0.0.1:{port}
    """)
    halberd.start()
    for name in ("web:web_00", "web:web_01"):
        halberd.wait_state(name, "RUNNING")
    halberd.wait_state("broken", "FATAL")
    return halberd, f"http://127.0.0.1:{port}/"


@pytest.fixture
def browser(folder, nothing_stays_behind):
    """A browser without JavaScript."""
    browser = Browser(folder, javaScriptEnabled=False)
    yield browser
    browser.close()


def row(name):
    return f'tr:has(td.name a:text-is("{name}"))'


def press(browser, name, label):
    browser.follow(selector=f'{row(name)} button:text-is("{label}")')


def state(browser, name):
    return browser.text(selector=f"{row(name)} td.state")


def message(browser):
    return browser.text(selector=".status_msg")


def test_the_table_shows_every_process(site, browser):
    _, url = site
    assert browser.open(url=url) == 200
    assert browser.title() == "Halberd Status: supervisor"
    assert browser.texts(selector="td.name") == ["broken", "web:web_00", "web:web_01"]
    assert browser.texts(selector="td.state") == ["fatal", "running", "running"]
    assert browser.text(selector=".summary") == "2 running, 1 fatal"
    assert re.fullmatch(r"pid \d+, uptime 0:0\d:\d\d", browser.text(selector=f"{row('web:web_00')} td.description"))
    assert browser.style(selector=".statusrunning", name="backgroundColor") == "rgb(223, 243, 230)"
    assert browser.problems() == []


def test_a_process_is_stopped_started_and_restarted(site, browser):
    halberd, url = site
    browser.open(url=url)
    first = halberd.info("web:web_00")["pid"]
    press(browser, "web:web_00", "Stop")
    assert message(browser) == "Process web:web_00 stopped"
    assert state(browser, "web:web_00") == "stopped"
    assert halberd.info("web:web_00")["statename"] == "STOPPED"
    assert state(browser, "web:web_01") == "running"
    press(browser, "web:web_00", "Start")
    assert message(browser) == "Process web:web_00 started"
    assert state(browser, "web:web_00") == "running"
    second = halberd.info("web:web_00")["pid"]
    press(browser, "web:web_00", "Restart")
    assert message(browser) == "Process web:web_00 restarted"
    assert halberd.info("web:web_00")["pid"] not in (0, first, second)
    assert browser.address().startswith(url + "?message=")
    assert browser.problems() == []


def test_a_start_that_fails_says_so(site, browser):
    _, url = site
    browser.open(url=url)
    press(browser, "broken", "Start")
    assert message(browser) == "ERROR: Process broken: spawn error"
    assert state(browser, "broken") == "fatal"


def test_the_log_is_read_and_cleared(site, browser):
    halberd, url = site
    browser.open(url=url)
    browser.follow(selector=f"{row('web:web_00')} td.name a")
    assert browser.title() == "Halberd tail of process web:web_00"
    assert browser.text(selector="pre") == "one\ntwo\n"
    browser.follow(selector='a:text-is("All processes")')
    press(browser, "web:web_00", "Clear Log")
    assert message(browser) == "Log for web:web_00 cleared"
    assert halberd.rpc.supervisor.readProcessStdoutLog("web:web_00", 0, 0) == ""
    browser.follow(selector=f"{row('web:web_00')} td.name a")
    assert browser.text(selector="pre") == ""
    assert browser.problems() == []


def test_all_are_stopped_restarted_and_refreshed(site, browser):
    halberd, url = site
    browser.open(url=url)
    browser.follow(selector='button:text-is("Stop All")')
    assert re.fullmatch(r"All stopped at \w{3} \w{3} [ \d]\d \d\d:\d\d:\d\d \d{4}", message(browser))
    assert browser.texts(selector="td.state") == ["fatal", "stopped", "stopped"]
    browser.follow(selector='button:text-is("Restart All")')
    assert message(browser).startswith("All restarted at ")
    assert state(browser, "web:web_01") == "running"
    halberd.ctl("stop", "web:web_01")
    browser.follow(selector='button:text-is("Refresh")')
    assert message(browser).startswith("Page refreshed at ")
    assert state(browser, "web:web_01") == "stopped"


def test_each_log_can_be_followed(site, browser):
    _, url = site
    browser.open(url=url)
    assert browser.count(selector='a[target="_blank"][href^="logtail/"]') == 6


def test_it_fits_a_telephone(site, browser):
    _, url = site
    browser.size(width=390, height=800)
    browser.open(url=url)
    assert browser.style(selector="tbody tr", name="display") == "grid"
    assert browser.run(script="document.documentElement.scrollWidth") <= 390
    press(browser, "web:web_00", "Stop")
    assert state(browser, "web:web_00") == "stopped"
