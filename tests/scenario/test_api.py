"""The JSON API of the running daemon, every operation of it, against the document that it serves."""

import base64
import json

import jsonschema
import pytest

from support import http
from support.openapi import Api
from support.waiting import free_port, wait_for

PROGRAMS = """
    [program:cat]
    command=/bin/cat
    [program:web]
    command=/bin/sh -c "echo one; echo two >&2; exec sleep 1000"
    process_name=%(program_name)s_%(process_num)d
    numprocs=2
    [program:idle]
    command=/bin/cat
    autostart=false
    [program:missing]
    command=/nonexistent
    autostart=false
    [program:broken]
    command=/bin/false
    autostart=false
    startretries=0
    [eventlistener:mute]
    command=/bin/cat
    events=PROCESS_STATE
    """

# Of a program that comes with the configuration's next form.
LATE = """
    [program:late]
    command=/bin/cat
    """


@pytest.fixture
def api(halberd):
    """The API of a daemon whose programs run."""
    halberd.configure(PROGRAMS)
    halberd.start()
    for name in ("cat", "web:web_0", "web:web_1", "mute"):
        halberd.wait_state(name, "RUNNING")
    halberd.wait_file(halberd.info("web:web_0")["stdout_logfile"], "one")
    return Api(halberd)


def look(api):
    """Every operation that changes nothing."""
    for target in ("/", "/openapi.json", "/daemon", "/processes", "/processes?group=web&state=RUNNING", "/groups",
                   "/groups/web", "/processes/web:web_0", "/processes/web:web_0/explanation", "/usage", "/pools",
                   "/config/programs", "/config/plan", "/daemon/log", "/daemon/log?offset=0&length=10",
                   "/processes/web:web_0/logs/stdout", "/processes/web:web_0/logs/stderr",
                   "/processes/web:web_0/logs/stdout/tail", "/events/history?limit=5"):
        assert api.call("GET", target)[0] == 200, target


def control_processes(api):
    assert api.call("POST", "/processes/idle/start")[1]["state"] == "RUNNING"
    assert api.call("POST", "/processes/idle/start")[0] == 409
    assert api.call("POST", "/processes/idle/restart", {"wait": True})[0] == 200
    assert api.call("POST", "/processes/idle/stop")[1]["state"] == "STOPPED"
    assert api.call("POST", "/processes/idle/stop")[0] == 409
    assert api.call("POST", "/processes/idle/start", {"wait": False})[0] == 202
    assert api.call("POST", "/processes/nosuch/start")[0] == 404
    assert api.call("POST", "/processes/missing/start")[0] == 409
    assert api.call("POST", "/processes/broken/start")[0] == 500
    status, outcomes = api.call("POST", "/processes/web:*/restart")
    assert (status, [outcome["ok"] for outcome in outcomes]) == (200, [True, True])
    assert api.call("POST", "/processes/*/signal", {"signal": "CONT"})[0] == 200
    assert api.call("POST", "/processes/cat/signal", {"signal": "NOSUCH"})[0] == 400
    assert api.call("POST", "/processes/broken/signal", {"signal": "HUP"})[0] == 409
    assert api.call("POST", "/processes/cat/stdin", {"data": "grüße\n"})[0] == 200
    assert api.call("POST", "/processes/broken/stdin", {"data": "x"})[0] == 409


def work_on_logs(api):
    wait_for(lambda: "grüße" in api.call("GET", "/processes/cat/logs/stdout")[1]["data"], what="the echo of cat")
    assert api.call("POST", "/processes/cat/logs/rotate")[1][0]["status"] == "rotated"
    assert api.call("POST", "/processes/nosuch/logs/rotate")[0] == 404
    assert api.call("POST", "/processes/cat/stdin",
                    {"data": base64.b64encode(b"\xff\n").decode(), "encoding": "base64"})[0] == 200
    wait_for(lambda: api.call("GET", "/processes/cat/logs/stdout")[1] == {"encoding": "base64", "data": "/wo="},
             what="a byte that is no text")
    assert api.call("DELETE", "/processes/cat/logs")[1] == {"cleared": True}
    assert api.call("GET", "/processes/cat/logs/stdout")[1]["data"] == ""
    assert api.call("GET", "/processes/missing/logs/stdout?offset=-4&length=1")[0] == 400
    assert api.call("DELETE", "/daemon/log")[1] == {"cleared": True}


def change_configuration(api):
    api.daemon.configure(PROGRAMS.replace("numprocs=2", "numprocs=1") + LATE)
    assert api.call("POST", "/config/reread")[1] == {"added": ["late"], "changed": ["web"], "removed": []}
    assert api.call("PUT", "/groups/late")[0] == 201
    assert api.call("PUT", "/groups/late")[0] == 409
    assert api.call("PUT", "/groups/nosuch")[0] == 404
    assert api.call("DELETE", "/groups/late")[0] == 409
    changed = api.call("POST", "/groups/web/update")[1]
    assert {one["name"]: one["action"] for one in changed} == {"web_0": "kept", "web_1": "removed"}
    plan = api.daemon.configure(PROGRAMS) or api.call("GET", "/config/plan")[1]
    assert {group["name"]: group["action"] for group in plan} == {"late": "removed", "web": "changed"}
    done = api.call("POST", "/config/update", {"groups": ["web"]})[1]
    assert [(group["name"], group["action"]) for group in done["groups"]] == [("web", "changed")]
    assert api.call("POST", "/config/update")[1]["groups"][0]["name"] == "late"
    assert api.call("POST", "/config/update")[1] == {"groups": []}
    assert api.call("POST", "/processes/missing/stop")[0] == 409
    assert api.call("DELETE", "/groups/missing")[1] == {"removed": True}
    api.daemon.config.write_text("[program:x]\n")
    for method, target in (("POST", "/config/reread"), ("POST", "/config/update"), ("GET", "/config/plan"),
                           ("POST", "/daemon/restart")):
        assert api.call(method, target)[0] == 422, target
    api.daemon.configure(PROGRAMS)


def end(api):
    assert api.call("POST", "/events", {"type": "t", "data": "d"})[0] == 202
    assert api.call("POST", "/daemon/restart")[0] == 202
    api.daemon.wait_log("supervisord started", count=1)  # the log was emptied meanwhile
    wait_for(lambda: http.request(api.daemon, "/readyz").status == 200, what="the daemon to be there again")
    assert api.call("POST", "/daemon/shutdown")[0] == 202
    assert api.daemon.wait_end() == 0


def test_every_operation_is_as_the_document_says(api):
    look(api)
    control_processes(api)
    work_on_logs(api)
    change_configuration(api)
    end(api)
    streamed = ("GET", "/events")  # it never ends; see test_event_stream.py
    assert {(method, path) for method, path, status in api.called if status < 300} == api.operations() - {streamed}


def test_every_operation_refuses_what_it_does_not_know(api):
    for method, path in sorted(api.operations()):
        target = path.replace("{name}", "web").replace("{stream}", "stdout")
        if method == "GET":
            status, problem = api.call("GET", f"{target}?surplus=1")
            assert (status, problem["errors"][0]["where"]) == (400, "query: surplus"), target
        else:
            status, problem = api.call(method, target, {"surplus": 1})
            assert status == 400, target
            assert {"where": "body: /surplus"}.items() <= problem["errors"][-1].items(), target
            assert api.call(method, target, None, "-H", "Content-Type: text/plain", "-d", "{}")[0] == 415, target


def test_the_check_finds_an_answer_that_is_not_as_described(api):
    api.document["components"]["schemas"]["Daemon"]["properties"]["pid"]["type"] = "string"
    with pytest.raises(jsonschema.ValidationError):
        api.call("GET", "/daemon")


def test_problems_say_what_and_where(api):
    daemon = api.daemon
    answer = http.request(daemon, "/api/v1/processes/nosuch")
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json() == {
        "type": "urn:supervisor:fault:BAD_NAME", "title": "There is no process or group of that name", "status": 404,
        "detail": "BAD_NAME: nosuch", "instance": "/api/v1/processes/nosuch"}
    broken = http.request(daemon, "/api/v1/processes/cat/signal", "-H", "Content-Type: application/json", "-d", "{\n x")
    assert (broken.status, broken.json()["errors"][0]["where"]) == (400, "body: line 2, column 2")
    refused = http.request(daemon, "/api/v1/processes/cat/start", "-X", "PATCH")
    assert (refused.status, refused.headers["allow"]) == (405, "POST")
    assert http.request(daemon, "/api/v1/nothing/here").status == 404


def test_names_may_be_percent_encoded(api):
    assert http.request(api.daemon, "/api/v1/processes/web%3Aweb_0").json()["name"] == "web:web_0"


def test_the_password_is_asked_for(halberd):
    port = free_port()
    halberd.configure(PROGRAMS + f"""
    [inet_http_server]
    port=127.0.0.1:{port}
    username=user
    password=secret
    """)
    halberd.start()
    url = f"http://127.0.0.1:{port}/api/v1/daemon"
    assert http.request_url(url).status == 401
    assert json.loads(http.request_url(url, "-u", "user:secret").body)["pid"] == halberd.pid
