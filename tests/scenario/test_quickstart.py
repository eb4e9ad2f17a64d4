"""./quickstart, as a newcomer runs it: at a terminal, and without one."""

import os
import re
import signal
import subprocess
import urllib.request
from pathlib import Path

import pexpect
import pytest

from support.daemons import build_folder, check_sanitizer_reports, sanitizer_environment
from support.waiting import PATIENCE

ROOT = Path(__file__).resolve().parents[2]
QUICKSTART = str(ROOT / "quickstart")


@pytest.fixture
def environment(folder, nothing_stays_behind):
    """What quickstart runs in: the build tree under test, and a TMPDIR that must be empty again in the end."""
    (folder / "tmp").mkdir()
    yield {**os.environ, **sanitizer_environment(folder), "HALBERD_BUILD": str(build_folder()), "TMPDIR": f"{folder}/tmp",
           "TERM": "dumb"}
    check_sanitizer_reports(folder)
    assert os.listdir(folder / "tmp") == []


def check_alert(path):
    alert = Path(path).read_text()
    assert re.search(r"^Subject: +crash_test crashed at ", alert, re.MULTILINE), alert
    assert re.search(r"^Process crash_test in group crash_test exited unexpectedly \(pid \d+\) from state RUNNING", alert,
                     re.MULTILINE), alert


def test_at_a_terminal_it_shows_page_and_alert_and_ends_by_control_c(environment):
    demo = pexpect.spawn(QUICKSTART, env=environment, cwd="/", dimensions=(40, 200), timeout=PATIENCE, encoding="utf-8")
    demo.expect(r"Status page +(http://127\.0\.0\.1:\d+/)\r\n")
    with urllib.request.urlopen(demo.match[1]) as page:
        assert "crash_test" in page.read().decode()

    demo.expect(r"  cd (\S+)\r\n  export HALBERD_DEMO=(\S+)\r\n  ctl=\"(.+?)\"\r\n")
    where, demo_folder, ctl = demo.match.groups()
    status = subprocess.run(f"{ctl} status", shell=True, cwd=where, env={**os.environ, "HALBERD_DEMO": demo_folder},
                            capture_output=True, text=True, timeout=PATIENCE)
    assert re.search(r"^crashmail +(STARTING|RUNNING)", status.stdout, re.MULTILINE), status
    assert re.search(r"^test_test +(STARTING|RUNNING)", status.stdout, re.MULTILINE), status

    demo.expect(r"  crash_test crashed at \S+ \S+\r\n +(\S+)\r\n")
    check_alert(demo.match[1])

    demo.sendintr()
    demo.expect(pexpect.EOF)
    demo.close()
    assert demo.exitstatus == 0


@pytest.mark.parametrize("signum", [signal.SIGINT, signal.SIGTERM])
def test_without_a_terminal_a_signal_ends_it(environment, signum):
    demo = subprocess.Popen([QUICKSTART], env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                            stderr=subprocess.STDOUT, text=True)
    said = ""
    for line in demo.stdout:
        said += line
        if re.fullmatch(r" +/\S+/alerts/new/\S+\n", line):
            check_alert(line.strip())
            demo.send_signal(signum)
            break
    rest, _ = demo.communicate(timeout=PATIENCE)
    assert demo.returncode == 0, said + rest


def test_a_daemon_that_cannot_start_is_reported_and_leaves_nothing(environment, folder):
    (folder / "bin").mkdir()
    (folder / "bin/supervisord").write_text("#!/bin/sh\necho no way to start\nexit 2\n")
    (folder / "bin/supervisord").chmod(0o755)
    done = subprocess.run([QUICKSTART], env={**environment, "HALBERD_BUILD": str(folder)}, capture_output=True, text=True,
                          timeout=PATIENCE)
    assert done.returncode == 1
    assert "supervisord did not start" in done.stderr and "no way to start" in done.stderr
