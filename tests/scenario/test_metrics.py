"""What monitoring sees: /metrics as promtool judges it, and as the Prometheus of Debian scrapes it."""

import json
import os
import re
import signal
import subprocess
import urllib.parse
import urllib.request
from pathlib import Path

import pytest

from support import http
from support.waiting import free_port, stays, wait_for

PROGRAMS = """
    [program:web]
    command=/bin/sh -c "echo 12345; exec sleep 1000"
    process_name=%(program_name)s_%(process_num)d
    numprocs=2
    [program:broken]
    command=/bin/false
    startretries=0
    [program:job]
    command=/bin/sh -c "exit 3"
    startsecs=0
    autorestart=false
    [eventlistener:mute]
    command=/bin/cat
    events=PROCESS_STATE
    """


@pytest.fixture
def running(halberd):
    """The daemon with processes that run, one that is FATAL, and one that has exited."""
    halberd.configure(PROGRAMS)
    halberd.start()
    for name in ("web:web_0", "web:web_1"):
        halberd.wait_state(name, "RUNNING")
    halberd.wait_state("broken", "FATAL")
    halberd.wait_state("job", "EXITED")
    halberd.wait_state("mute", "RUNNING")
    return halberd


def scrape(daemon):
    answer = http.request(daemon, "/metrics")
    assert answer.status == 200
    assert answer.headers["content-type"] == "text/plain; version=0.0.4; charset=utf-8"
    return answer.body


def samples(text):
    """The samples of a scrape, by name and labels as they stand there."""
    return {key: float(value) for key, value in re.findall(r"^([^#].*) (\S+)$", text, re.MULTILINE)}


def test_promtool_has_nothing_to_say(running):
    text = scrape(running)
    checked = subprocess.run(["promtool", "check", "metrics"], input=text, capture_output=True, text=True, check=False)
    assert (checked.returncode, checked.stdout, checked.stderr) == (0, "", "")


def test_promtool_objects_to_a_broken_scrape(running):
    text = scrape(running) + "halberd children 5\n"
    checked = subprocess.run(["promtool", "check", "metrics"], input=text, capture_output=True, text=True, check=False)
    assert checked.returncode != 0


def test_processes_are_told_apart(running):
    seen = samples(scrape(running))
    assert seen['halberd_process_up{group="web",process="web_1"}'] == 1
    assert seen['halberd_process_state{group="broken",process="broken"}'] == 200
    assert seen['halberd_process_exit_status{group="job",process="job"}'] == 3
    assert 0 < seen['halberd_process_uptime_seconds{group="web",process="web_0"}'] < 60
    assert seen['halberd_process_start_time_seconds{group="web",process="web_0"}'] == running.info("web:web_0")["start"]
    assert seen['halberd_process_log_bytes_total{group="web",process="web_0",stream="stdout"}'] == len("12345\n")
    assert seen['halberd_process_resident_memory_bytes{group="web",process="web_0"}'] > 100_000
    assert seen['halberd_process_open_fds{group="web",process="web_0"}'] == 3
    assert seen['halberd_process_tree_processes{group="web",process="web_0"}'] == 1
    assert seen['halberd_process_cpu_seconds_total{group="web",process="web_0"}'] >= 0
    assert 'halberd_process_cpu_seconds_total{group="broken",process="broken"}' not in seen


def test_a_restart_is_counted(running):
    key = 'halberd_process_restarts_total{group="web",process="web_0"}'
    assert samples(scrape(running))[key] == 0
    old = running.info("web:web_0")["pid"]
    os.kill(old, signal.SIGKILL)
    running.wait_new_pid("web:web_0", old)
    seen = samples(scrape(running))
    assert seen[key] == 1
    assert seen[key.replace("restarts", "starts")] == 2


def test_the_daemon_tells_of_itself(running):
    first = samples(scrape(running))
    status = (Path(f"/proc/{running.pid}") / "status").read_text()
    resident = int(re.search(r"VmRSS:\s+(\d+) kB", status).group(1)) * 1024
    assert first["process_resident_memory_bytes"] == pytest.approx(resident, rel=0.2)
    assert abs(first["process_open_fds"] - len(list((Path(f"/proc/{running.pid}") / "fd").iterdir()))) <= 3
    assert first["halberd_children"] == 3
    assert 0 < first["halberd_loop_lag_seconds"] < 10
    assert first["halberd_loop_deadline_lateness_seconds_count"] >= 1  # startsecs, of several at once maybe
    second = samples(scrape(running))
    assert second["halberd_http_requests_total"] == first["halberd_http_requests_total"] + 1
    assert second["halberd_loop_wakeups_total"] > first["halberd_loop_wakeups_total"]
    assert second["process_cpu_seconds_total"] > 0


def test_an_idle_daemon_is_not_woken_up_by_its_metrics(running):
    def sleeps():
        status = Path(f"/proc/{running.pid}/status").read_text()
        return int(re.search(r"^voluntary_ctxt_switches:\s+(\d+)", status, re.MULTILINE).group(1))

    scrape(running)
    before = sleeps()
    assert stays(lambda: sleeps() <= before + 1, seconds=3)


@pytest.fixture
def prometheus(running, folder):
    """(running, url): the Prometheus of Debian scrapes the daemon over TCP, with its password."""
    port, own = free_port(), free_port()
    running.configure(PROGRAMS + f"""
    [inet_http_server]
    port=127.0.0.1:{port}
    username=monitor
    password=secret
    """)
    assert running.ctl("reload").status == 0
    running.wait_log("supervisord started", count=2)
    (folder / "prometheus.yml").write_text(json.dumps({
        "scrape_configs": [{"job_name": "halberd", "scrape_interval": "1s", "scrape_timeout": "1s",
                            "basic_auth": {"username": "monitor", "password": "secret"},
                            "static_configs": [{"targets": [f"127.0.0.1:{port}"]}]}]}))
    with open(folder / "prometheus.log", "wb") as log:
        server = subprocess.Popen(["prometheus", f"--config.file={folder}/prometheus.yml",
                                   f"--storage.tsdb.path={folder}/data", f"--web.listen-address=127.0.0.1:{own}"],
                                  stdout=log, stderr=log)
    yield running, f"http://127.0.0.1:{own}"
    server.terminate()
    server.wait(30)


def test_prometheus_scrapes_the_daemon(prometheus):
    _, url = prometheus

    def query(expression):
        try:
            with urllib.request.urlopen(f"{url}/api/v1/query?query={urllib.parse.quote(expression)}") as answer:
                return json.load(answer)["data"]["result"]
        except OSError:
            return []

    def value_of(expression):
        result = query(expression)
        return float(result[0]["value"][1]) if len(result) == 1 else None

    wait_for(lambda: value_of('up{job="halberd"}') == 1, what=lambda: f"a scrape; up is {query('up')}")
    wait_for(lambda: value_of("sum(halberd_process_up)") == 3, what=lambda: f"3 up: {query('halberd_process_up')}")
    wait_for(lambda: value_of('halberd_process_state{process="broken"}') == 200, what="broken to be FATAL")
    wait_for(lambda: (value_of("histogram_quantile(0.9, halberd_loop_deadline_lateness_seconds_bucket)") or 0) > 0,
             what="a quantile of the lateness")
