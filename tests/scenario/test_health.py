"""What uptime checks, load balancers and container engines ask."""

from support import http
from support.waiting import free_port, wait_for


def test_health_and_readiness(halberd):
    halberd.configure("""
        [program:cat]
        command=/bin/cat
        [program:broken]
        command=/bin/false
        startretries=0
        autostart=false
        """)
    halberd.start()
    halberd.wait_state("cat", "RUNNING")
    well = http.request(halberd, "/healthz")
    assert (well.status, well.headers["content-type"], well.json()) == (200, "application/json", {"status": "ok"})
    wait_for(lambda: http.request(halberd, "/readyz").status == 200, what="readiness")
    halberd.ctl("start", "broken")
    halberd.wait_state("broken", "FATAL")
    assert http.request(halberd, "/healthz").status == 200
    not_ready = http.request(halberd, "/readyz")
    assert not_ready.status == 503
    assert not_ready.json() == {"status": "not ready", "processes": [{"name": "broken", "state": "FATAL"}]}
    refused = http.request(halberd, "/healthz", "-X", "DELETE")
    assert (refused.status, refused.headers["allow"]) == (405, "GET, HEAD")


def test_a_daemon_that_goes_down_is_not_well(halberd):
    halberd.configure("""
        [program:slow]
        command=/bin/sh -c "trap '' TERM; echo ready; while :; do sleep 1; done"
        stopwaitsecs=4
        """)
    halberd.start()
    halberd.wait_state("slow", "RUNNING")
    halberd.rpc.supervisor.shutdown()
    answer = http.request(halberd, "/healthz")
    assert (answer.status, answer.json()) == (503, {"status": "shutting down"})
    assert http.request(halberd, "/readyz").status == 503
    assert halberd.wait_end() == 0


def test_they_ask_for_the_password_as_everything_else_does(halberd):
    port = free_port()
    halberd.configure(f"""
        [inet_http_server]
        port=127.0.0.1:{port}
        username=user
        password=secret
        """)
    halberd.start()
    assert http.request_url(f"http://127.0.0.1:{port}/healthz").status == 401
    assert http.request_url(f"http://127.0.0.1:{port}/readyz").status == 401
    assert http.request_url(f"http://127.0.0.1:{port}/healthz", "-u", "user:secret").status == 200
