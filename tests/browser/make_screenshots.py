#!/usr/bin/python3
"""usage: HALBERD_BUILD=build/release tests/browser/make_screenshots.py

Makes the pictures of docs/screenshots anew: a daemon with programs in several states, its pages in Debian's chromium.
"""

import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

# pylint: disable=wrong-import-position
from support.browser import Browser
from support.daemons import Daemon, halberd_programs
from support.waiting import free_port

PICTURES = Path(__file__).resolve().parents[2] / "docs" / "screenshots"

PROGRAMS = """
    [supervisord]
    identifier=shop.example.org
    [program:nginx]
    command=/bin/sh -c 'echo "worker process started"; exec sleep 1000'
    [program:web]
    command=/bin/sh -c 'for i in 1 2 3 4 5 6; do echo "GET /orders/$i 200"; done; exec sleep 1000'
    process_name=%(program_name)s_%(process_num)02d
    numprocs=3
    [program:migrate]
    command=/bin/true
    startsecs=0
    autorestart=false
    [program:reports]
    command=/bin/cat
    autostart=false
    [program:payment-gateway]
    command=/bin/false
    startretries=0
    [eventlistener:crashmail]
    command=crashmail -a -m ops@example.com
    events=PROCESS_STATE_EXITED
    """


def start(folder):
    """A daemon with everything in its place; (daemon, url)."""
    daemon = Daemon(halberd_programs(), folder)
    port = free_port()
    daemon.configure(PROGRAMS + f"""
    [inet_http_server]
    port=127.0.0.1:{port}
    """)
    daemon.start()
    for name in ("nginx", "web:web_00", "web:web_01", "web:web_02"):
        daemon.wait_state(name, "RUNNING")
    daemon.wait_state("payment-gateway", "FATAL")
    daemon.wait_state("migrate", "EXITED")
    return daemon, f"http://127.0.0.1:{port}/"


def take(folder, url, name, width=1180, height=690, press=None, **options):
    """A picture of the page at `url`, after the button `press` has been pressed."""
    browser = Browser(folder, javaScriptEnabled=False, viewport={"width": width, "height": height}, **options)
    try:
        browser.open(url=url)
        if press:
            browser.follow(selector=press)
        browser.screenshot(path=str(PICTURES / f"{name}.png"))
    finally:
        browser.close()


def main():
    PICTURES.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="halberd-test-") as folder:
        daemon, url = start(folder)
        try:
            take(folder, url, "status", press='tr:has(td.name a:text-is("nginx")) button:text-is("Restart")')
            take(folder, url, "status-dark", colorScheme="dark")
            take(folder, url, "status-telephone", width=390, height=700)
            take(folder, url + "tail.html?processname=web:web_00", "tail", height=360)
        finally:
            daemon.close()


if __name__ == "__main__":
    main()
