"""webhook, and crashsms by HTTP, against a real server: what each service gets, and that all of it arrives."""

import base64
import hashlib
import hmac
import json
import signal
import socket
import subprocess
import time
import urllib.parse

import pytest

from support.listeners import Listener, exited, forms
from support.post_receiver import PostReceiver
from support.waiting import free_port, wait_for

HOST = socket.gethostname()
SECRET = "/services/T00/s3cret-t0ken"
FATAL = "processname:foo groupname:g from_state:BACKOFF"


@pytest.fixture(name="receivers")
def fixture_receivers():
    """Makes PostReceivers, which end with the test."""
    made = []

    def make(*arguments, **named):
        made.append(PostReceiver(*arguments, **named))
        return made[-1]

    yield make
    for receiver in made:
        receiver.close()


def webhook(folder, url, *arguments, form="program", key="r0uting-key"):
    """webhook as a listener that posts there, with its outbox in the folder."""
    return Listener(folder, [*forms("webhook")[form], "-a", *arguments],
                    {"HALBERD_WEBHOOK_URL": url, "HALBERD_WEBHOOK_KEY": key, "http_proxy": "",
                     "SUPERVISOR_ALERTS_OUTBOX": str(folder / "outbox")})


def kept(folder):
    """All bytes of the outbox, and of what it leaves beside its file."""
    return b"".join(part.read_bytes() for part in (folder / "outbox").iterdir())


def posted(folder, receiver, *arguments, payload=exited(), event="PROCESS_STATE_EXITED", form="program"):
    """What comes of one event."""
    with webhook(folder, receiver.url(SECRET), *arguments, form=form) as listener:
        listener.read(b"READY\n")
        listener.handle(payload, event)
        [post] = receiver.wait_posts()
        assert listener.end_input() == (0, b"")
        assert "s3cret" not in listener.stderr() and "r0uting" not in listener.stderr()
    assert b"s3cret" not in kept(folder) and b"r0uting" not in kept(folder)
    assert post.path == SECRET
    return post


def text_and_time(text):
    """The text of a crash, with its time cut off, and the time."""
    begin = f"Process foo in group g exited unexpectedly (pid 58597) from state RUNNING\n{HOST}, "
    assert text.startswith(begin)
    return "TEXT", text[len(begin):]


PRESETS = {
    "slack": {"text": "TEXT"},
    "teams": {"type": "message", "attachments": [
        {"contentType": "application/vnd.microsoft.card.adaptive", "content": {
            "$schema": "http://adaptivecards.io/schemas/adaptive-card.json", "type": "AdaptiveCard", "version": "1.2",
            "body": [{"type": "TextBlock", "weight": "Bolder", "wrap": True,
                      "text": f"foo exited unexpectedly on {HOST}"},
                     {"type": "TextBlock", "wrap": True, "text": "TEXT"}]}}]},
    "discord": {"content": "TEXT", "allowed_mentions": {"parse": []}},
    "telegram": {"chat_id": "-1001", "text": "TEXT"},
    "pagerduty": {"routing_key": "r0uting-key", "event_action": "trigger", "dedup_key": f"{HOST}/g:foo", "payload": {
        "summary": f"foo exited unexpectedly on {HOST}", "source": HOST, "severity": "error", "timestamp": "TIME",
        "component": "foo", "group": "g", "class": "EXITED", "custom_details": {"text": "TEXT"}}},
    "dingtalk": {"msgtype": "text", "text": {"content": "TEXT"}},
    "feishu": {"msg_type": "text", "content": {"text": "TEXT"}},
    "wecom": {"msgtype": "text", "text": {"content": "TEXT"}},
}


def without_times(value, key=""):
    """The JSON with TEXT for the text of the crash, and TIME for a timestamp."""
    if isinstance(value, dict):
        return {name: without_times(member, name) for name, member in value.items()}
    if isinstance(value, list):
        return [without_times(element) for element in value]
    if key == "timestamp":
        return "TIME"
    return "TEXT" if isinstance(value, str) and value.startswith("Process foo") and text_and_time(value) else value


@pytest.mark.parametrize("preset", PRESETS)
def test_each_service_gets_exactly_its_json(folder, receivers, preset):
    post = posted(folder, receivers(), "--preset", preset, *(["--to=-1001"] if preset == "telegram" else []))
    assert post.headers["content-type"] == "application/json; charset=utf-8"
    assert without_times(post.json()) == PRESETS[preset]
    assert list(post.json()) == list(PRESETS[preset])


def test_a_gateway_of_sms_gets_twilios_form_for_each_number(folder, receivers):
    receiver = receivers()
    with webhook(folder, receiver.url().replace("//", "//AC1:t0ken@"), "--preset", "sms", "--to", "+15551, +15552",
                 "--from", "+15550") as listener:
        listener.read(b"READY\n")
        listener.handle(exited())
        posts = receiver.wait_posts(2)
        listener.end_input()
        assert "webhook: message to +15552 accepted by http://127.0.0.1:" in listener.stderr()
        assert "t0ken" not in listener.stderr()
    assert {post.headers["content-type"] for post in posts} == {"application/x-www-form-urlencoded"}
    assert {post.headers["authorization"] for post in posts} == {"Basic QUMxOnQwa2Vu"}
    found = [dict(urllib.parse.parse_qsl(post.body, strict_parsing=True)) for post in posts]
    assert [form["To"] for form in found] == ["+15551", "+15552"]
    assert [form["From"] for form in found] == ["+15550"] * 2
    assert [text_and_time(form["Body"])[0] for form in found] == ["TEXT"] * 2


@pytest.mark.parametrize("form", ["program", "host"])
def test_without_a_preset_all_is_told(folder, receivers, form):
    told = posted(folder, receivers(), payload=FATAL, event="PROCESS_STATE_FATAL", form=form).json()
    assert told.pop("text").startswith("Process foo in group g failed to start too many times from state BACKOFF\n")
    assert told.pop("time").endswith("Z") and told.pop("id")
    assert told == {"event": "PROCESS_STATE_FATAL", "process": "foo", "group": "g", "state": "FATAL",
                    "from_state": "BACKOFF", "pid": "", "host": HOST, "server": "supervisor", "severity": "critical"}


def test_no_name_breaks_out_of_a_template(folder, receivers):
    name = 'x","admin":"<!channel>\\u0022{key}'
    (folder / "body").write_text('{"list": ["{process} on {host}", 7, "{nobrace"], "{process}": null}', encoding="utf-8")
    told = posted(folder, receivers(), "--template", f"@{folder / 'body'}", payload=exited(name=name))
    assert told.json() == {"list": [f"{name} on {HOST}", 7, "{nobrace"], "{process}": None}


def test_slack_reads_no_commands_in_a_name(folder, receivers):
    told = posted(folder, receivers(), "--preset", "slack", "--template", '{"text": "<!here> {process}"}',
                  payload=exited(name="<!channel>&"))
    assert told.json() == {"text": "<!here> &lt;!channel&gt;&amp;"}


def test_only_what_was_asked_for_is_told(folder, receivers):
    receiver = receivers()
    with webhook(folder, receiver.url(), "--on", "running,fatal") as listener:
        listener.read(b"READY\n")
        listener.handle(exited())
        listener.handle("processname:foo groupname:g from_state:STARTING pid:7", "PROCESS_STATE_RUNNING")
        [post] = receiver.wait_posts()
        listener.end_input()
    assert post.json()["event"] == "PROCESS_STATE_RUNNING"
    assert len(receiver.posts) == 1


def test_a_server_in_trouble_is_asked_again(folder, receivers):
    receiver = receivers([(503, {}, "busy"), (429, {"Retry-After": "6"}, "slow down")])
    with webhook(folder, receiver.url(SECRET)) as listener:
        listener.read(b"READY\n")
        listener.handle(exited())
        posts = receiver.wait_posts(3)
        wait_for(lambda: "after 2 failed attempts" in listener.stderr(), what="the line about the third attempt")
        said = listener.stderr()
    assert len({(post.body, post.headers["idempotency-key"]) for post in posts}) == 1
    assert (f"webhook: message to webhook about g:foo, which exited unexpectedly was not sent: {receiver.url('')}: "
            "status 503, busy; trying again in ") in said
    assert "status 429, slow down; trying again in " in said


def test_nothing_is_lost_while_the_server_is_away_and_webhook_is_killed(folder, receivers):
    port = free_port()
    url = f"http://127.0.0.1:{port}{SECRET}"
    for number in range(10):
        with webhook(folder, url) as listener:
            listener.read(b"READY\n")
            listener._serial = number  # pylint: disable=protected-access
            listener.handle(exited(pid=number))
            listener.process.send_signal(signal.SIGKILL)
    assert b"s3cret" not in kept(folder)
    receiver = receivers(port=port)
    with webhook(folder, url) as listener:
        listener.read(b"READY\n")
        posts = receiver.wait_posts(10)
        listener.end_input()
    # Each waits for a time of its own after its first attempt, so a later one may leave first.
    assert sorted(post.json()["pid"] for post in posts) == [str(number) for number in range(10)]


def test_what_is_refused_for_good_is_a_dead_letter(folder, receivers):
    receiver = receivers([(404, {}, f"no_team at {SECRET}")])
    with webhook(folder, receiver.url(SECRET)) as listener:
        listener.read(b"READY\n")
        listener.handle(exited())
        receiver.wait_posts()
        listener.end_input()
        assert "status 404, no_team at …; it would be refused again, and is a dead letter\n" in listener.stderr()
    assert b"s3cret" not in kept(folder)
    with webhook(folder, receiver.url()) as listener:
        listener.read(b"READY\n")
        listener.end_input()
    assert len(receiver.posts) == 1


@pytest.mark.parametrize("preset, answer", [("wecom", {"errcode": 93000}), ("dingtalk", {"errcode": 310000}),
                                            ("feishu", {"code": 19001})])
def test_a_200_that_says_no_is_no_success(folder, receivers, preset, answer):
    receiver = receivers([(200, {}, json.dumps(answer))])
    with webhook(folder, receiver.url(), "--preset", preset) as listener:
        listener.read(b"READY\n")
        listener.handle(exited())
        receiver.wait_posts(2)
        assert f"status 200, {json.dumps(answer)}; trying again" in listener.stderr()


# --- signed requests

SIGNING_SECRET = "SECs3cret/+="


def listening_secret(folder, receiver, preset, where, *arguments):
    """webhook with the secret for signatures in the file of the URL, or in the environment."""
    url = receiver.url(f"{SECRET}?access_token=t0ken")
    lines = f"{url}\nsecret={SIGNING_SECRET}\n" if where == "file" else url
    (folder / "url").write_text(lines, encoding="utf-8")
    (folder / "url").chmod(0o600)
    environment = {"HALBERD_WEBHOOK_SECRET": SIGNING_SECRET} if where == "environment" else {}
    return Listener(folder, [*forms("webhook")["program"], "-a", "--preset", preset, "--url-file", folder / "url", *arguments],
                    {"http_proxy": "", "SUPERVISOR_ALERTS_OUTBOX": str(folder / "outbox"), **environment})


def sha256(key, message):
    return base64.b64encode(hmac.new(key.encode(), message.encode(), hashlib.sha256).digest()).decode()


def dingtalk_time(post):
    """The time of a request, in seconds, which is signed as DingTalk's manual says."""
    url = urllib.parse.urlsplit(post.path)
    token, timestamp, signature = urllib.parse.parse_qsl(url.query, strict_parsing=True)
    assert (url.path, token) == (SECRET, ("access_token", "t0ken"))
    assert (timestamp[0], signature[0]) == ("timestamp", "sign")
    assert signature[1] == sha256(SIGNING_SECRET, f"{timestamp[1]}\n{SIGNING_SECRET}")
    assert without_times(post.json()) == PRESETS["dingtalk"]
    return int(timestamp[1]) / 1000


def feishu_time(post):
    """The same for Feishu, whose signature is in the body, and whose secret is part of the key."""
    told = post.json()
    timestamp, signature = told.pop("timestamp"), told.pop("sign")
    assert post.path == f"{SECRET}?access_token=t0ken"
    assert signature == sha256(f"{timestamp}\n{SIGNING_SECRET}", "")
    assert without_times(told) == PRESETS["feishu"]
    return int(timestamp)


@pytest.mark.parametrize("preset, time_of, where", [("dingtalk", dingtalk_time, "file"),
                                                    ("feishu", feishu_time, "environment")])
def test_each_attempt_is_signed_with_its_own_time_and_the_secret_stays_here(folder, receivers, preset, time_of, where):
    receiver = receivers([(503, {}, f"busy, {SIGNING_SECRET}")])
    before = time.time()
    with listening_secret(folder, receiver, preset, where) as listener:
        listener.read(b"READY\n")
        listener.handle(exited())
        receiver.wait_posts(1)
        assert b"s3cret" not in kept(folder) and b"t0ken" not in kept(folder)
        first, second = (time_of(post) for post in receiver.wait_posts(2))
        listener.end_input()
        assert "s3cret" not in listener.stderr() and "t0ken" not in listener.stderr()
    assert int(before) <= first <= second - 3  # the pause before the second attempt is 4 s at least
    assert second <= time.time()


def test_without_a_secret_nothing_is_signed(folder, receivers):
    post = posted(folder, receivers(), "--preset", "feishu")
    assert sorted(post.json()) == ["content", "msg_type"]


@pytest.mark.parametrize("preset, arguments, said", [
    ("slack", [], "url has a line secret=…, and nothing is signed with it: that is for DingTalk and Feishu\n"),
    ("feishu", ["--template", '["{text}"]'], "the template can't be used: only a JSON object can be signed\n"),
])
def test_a_secret_that_can_not_be_used_is_said(folder, receivers, preset, arguments, said):
    with listening_secret(folder, receivers(), preset, "file", *arguments) as listener:
        assert listener.process.wait(30) == 2
        assert listener.stderr().endswith(said)
        assert "s3cret" not in listener.stderr()


def run_test(folder, *arguments, environment=None):
    return subprocess.run([*forms("webhook")["program"], "--test", *arguments], cwd=folder, capture_output=True,
                          text=True, check=False, env={"http_proxy": "", **(environment or {})})


def test_a_test_message_tells_each_step_and_no_secret(folder, receivers):
    receiver = receivers()
    file = folder / "url"
    file.write_text(f"{receiver.url(SECRET)}?s3cret=1\n\nkey=r0uting-key\nheader=Authorization: Bearer s3cret-2\n",
                    encoding="utf-8")
    file.chmod(0o640)
    done = run_test(folder, "--url-file", file)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == f"webhook: the URL file {file} is open to other users: chmod 600 {file}\n"
    file.chmod(0o600)
    done = run_test(folder, "--url-file", file, "--preset", "pagerduty")
    assert (done.returncode, done.stderr) == (0, "")
    [post] = receiver.posts
    assert post.headers["authorization"] == "Bearer s3cret-2"
    assert post.json()["routing_key"] == "r0uting-key"
    assert "  > POST …, Host: 127.0.0.1:" in done.stdout and "\n  < HTTP/1.0 200 OK\n" in done.stdout
    assert done.stdout.endswith(f"It was accepted by {receiver.url('')}: status 200\n")
    assert "s3cret" not in done.stdout and "r0uting" not in done.stdout


def test_a_test_message_that_is_not_accepted_is_status_1(folder):
    done = run_test(folder, environment={"HALBERD_WEBHOOK_URL": f"http://127.0.0.1:{free_port()}{SECRET}"})
    assert done.returncode == 1
    assert done.stderr.startswith("webhook: the test message was not sent: http://127.0.0.1:")
    assert "s3cret" not in done.stdout + done.stderr


@pytest.mark.parametrize("arguments, said", [
    ([], "nothing says where to: set HALBERD_WEBHOOK_URL in the environment, or name a file with the URL"),
    (["--url", "ftp://x/s3cret"], "the URL begins with ftp://"),
    (["--url", "http://x", "--template", "{"], "the template can't be used: it is no JSON: "),
    (["--url", "http://x", "--template", '["{proces}"]'], "the template can't be used: there is no {proces}, but {action}"),
    (["--preset", "pagerduty"], "the key is missing: set HALBERD_WEBHOOK_KEY in the environment, or write a line key=…"),
])
def test_what_is_missing_is_said(folder, arguments, said):
    done = run_test(folder, *arguments)
    assert done.returncode == 1
    assert done.stderr.startswith(f"webhook: {said}")
    assert "s3cret" not in done.stderr


def crashsms(folder, url, *arguments):
    """crashsms as a listener by that gateway, and its options for --test."""
    file = folder / "sms"
    file.write_text(f"{url}\nkey=k3y\n", encoding="utf-8")
    file.chmod(0o600)
    command = [*forms("crashsms")["program"], "-t", "+15551, +15552", "-f", "+15550", "--sms-url-file", file, *arguments]
    return Listener(folder, command, {"http_proxy": "", "SUPERVISOR_ALERTS_OUTBOX": str(folder / "outbox")})


def test_crashsms_posts_the_lines_of_an_interval_to_each_number(folder, receivers):
    port = free_port()
    url = f"http://AC1:t0ken@127.0.0.1:{port}/sms"
    with crashsms(folder, url) as listener:
        listener.read(b"READY\n")
        for name in ("foo", "b&r"):
            listener.handle(exited(name=name))
        listener.handle("when:1795445880", "TICK_60")
        listener.process.send_signal(signal.SIGKILL)
        assert "t0ken" not in listener.stderr() and b"t0ken" not in kept(folder)
    receiver = receivers(port=port)
    with crashsms(folder, url) as listener:
        listener.read(b"READY\n")
        found = [dict(urllib.parse.parse_qsl(post.body, strict_parsing=True)) for post in receiver.wait_posts(2)]
        listener.end_input()
        assert "crashsms: message to +15552 accepted by http://127.0.0.1:" in listener.stderr()
    assert [(form["To"], form["From"]) for form in found] == [("+15551", "+15550"), ("+15552", "+15550")]
    for form in found:
        lines = form["Body"].split("\n")
        assert len(lines) == 2
        assert lines[1].startswith("[g:b&r](58597) exited unexpectedly 20")


def test_crashsms_takes_the_form_of_another_gateway(folder, receivers):
    receiver = receivers()
    with crashsms(folder, receiver.url(), "--sms-template", "r={to}&m={subject}: {text}&token={key}", "-s", "Oh",
                  "--test") as listener:
        assert listener.process.wait(30) == 0
        told = listener.process.stdout.read().decode()
    assert "It was accepted by http://127.0.0.1:" in told and "k3y" not in told
    form = dict(urllib.parse.parse_qsl(receiver.wait_posts()[0].body))
    assert form == {"r": "+15551", "token": "k3y",
                    "m": f"Oh: This message shows that alerts of crashsms on {HOST} arrive here."}


@pytest.mark.parametrize("form", ["command=", "plugin="])
def test_details_of_a_crash_are_posted(halberd, receivers, form):
    receiver = receivers()
    template = halberd.folder / "template"
    template.write_text('{"exit": "{exit}", "crashes": "{crashes}", "summary": "{summary}", "text": "{text}", "details": "{details}"}')
    halberd.configure("[program:worker]\ncommand=/bin/sh -c 'echo giving up >&2; exit 3'\nstartsecs=0\nautorestart=false\n"
                      "autostart=false\n[eventlistener:webhook]\nevents=PROCESS_STATE_EXITED\n"
                      f"{form}webhook -p worker --log-lines 2 --url {receiver.url('/')} --template @{template}\n")
    halberd.start()
    halberd.wait_state("webhook", "RUNNING")
    halberd.rpc.supervisor.startProcess("worker")
    told = receiver.wait_posts()[0].json()
    assert (told["exit"], told["crashes"]) == ("exit status 3", "1")
    assert told["summary"] == f"worker: exit status 3 on {HOST}"
    assert "giving up" in told["details"] and told["text"].endswith(told["details"])
