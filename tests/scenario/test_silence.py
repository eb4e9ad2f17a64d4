"""supervisorctl silence: no plugin tells anything about a process that is silent, restarts go on, and what was held is told."""

import os
import signal
import time
import xmlrpc.client

import pytest

from support.mail import read_maildir, text_of
from support.post_receiver import PostReceiver
from support.waiting import wait_for

MAIL = "-m ops@example.com --maildir {folder}/{name}"
BATCH = "-t ops@example.com -f halberd@example.com -e TICK_5 -i 0.05 --maildir {folder}/{name}"
# Each restarts a program of its own, and does nothing before that is started.
RESTARTING = ("memmon", "httpok", "portcheck")
BATCHES = ("crashmailbatch", "fatalmailbatch", "crashsms")
HOLDING = ("crashmail", *RESTARTING, "webhook")
PLUGINS = {
    "crashmail": f"-p worker {MAIL}",
    "memmon": f"-p worker-memmon=1KB {MAIL}",
    "httpok": f"-E -p worker-httpok {MAIL} http://127.0.0.1:1/",
    "portcheck": f"-E -p worker-portcheck -r {MAIL} 127.0.0.1:1",
    "webhook": "-p worker -p broken --url {url}",
    **{name: BATCH for name in BATCHES},
}


@pytest.fixture(name="receiver")
def fixture_receiver():
    receiver = PostReceiver()
    yield receiver
    receiver.close()


def configure(daemon, form, url):
    sections = ["[program:worker]\ncommand=/bin/cat\n"]
    sections += [f"[program:worker-{name}]\ncommand=/bin/cat\nautostart=false\n" for name in RESTARTING]
    sections.append("[program:broken]\ncommand=/bin/false\nautostart=false\nstartretries=0\n")
    for name, arguments in PLUGINS.items():
        sections.append(f"[eventlistener:{name}]\nevents=PROCESS_STATE,TICK_5\n{form}{name} "
                        + arguments.format(folder=daemon.folder, name=name, url=url) + "\n")
    daemon.configure("\n".join(sections))


def crash_and_break(daemon):
    pid = daemon.wait_state("worker", "RUNNING")["pid"]
    os.kill(pid, signal.SIGKILL)
    daemon.wait_new_pid("worker", pid)
    with pytest.raises(xmlrpc.client.Fault):
        daemon.rpc.supervisor.startProcess("broken")


def held_by(daemon):
    """The plugins that have something in their outbox, or have said that they hold it."""
    waiting = {alert["id"].split("-")[0] for alert in daemon.rpc.halberd.getAlerts() if alert["next_attempt"] > time.time() + 60}
    said = {name for name in BATCHES
            if "is held until its silence ends" in daemon.rpc.supervisor.tailProcessStderrLog(name, 0, 100000)[0]}
    return waiting | said


@pytest.mark.parametrize("form", ["command=", "plugin="])
def test_no_plugin_tells_of_what_is_silent_and_each_tells_it_afterwards(halberd, receiver, form):
    configure(halberd, form, receiver.url("/"))
    halberd.start()
    for name in PLUGINS:
        halberd.wait_state(name, "RUNNING")
    assert halberd.ctl("silence", "worker*", "broken", "1h").status == 0
    for name in RESTARTING:
        halberd.rpc.supervisor.startProcess(f"worker-{name}", False)  # a tick may come before it is RUNNING
    crash_and_break(halberd)
    wait_for(lambda: held_by(halberd) >= set(PLUGINS), what=lambda: f"all to hold something, and not only {held_by(halberd)}")
    for name in RESTARTING:  # that goes on; and with it a tick has passed in which a batch would have left
        pid = halberd.wait_state(f"worker-{name}", "RUNNING")["pid"]
        halberd.wait_new_pid(f"worker-{name}", pid)
    assert {name: read_maildir(halberd.folder / name) for name in PLUGINS} == {name: [] for name in PLUGINS}
    assert receiver.posts == []

    assert halberd.ctl("silence", "worker*", "broken", "off").status == 0
    subject = {"crashmail": "1 crash of worker, which was silent on ", **{
        name: f"{name}: " for name in RESTARTING}}
    for name, words in subject.items():
        digests = lambda name=name: [mail["Subject"] for mail in read_maildir(halberd.folder / name)
                                     if "which was silent" in mail["Subject"]]
        wait_for(digests, what=f"a mail of {name} about what it has held")
        assert digests()[0].startswith(words)
    for name in BATCHES:
        mail = wait_for(lambda name=name: read_maildir(halberd.folder / name), what=f"a mail of {name}")[0]
        assert ("broken" if name == "fatalmailbatch" else "worker") in text_of(mail)
    posts = receiver.wait_posts()
    assert '"event":"DIGEST"' in posts[0].body.replace(" ", "")
    assert "2 alerts about 2 processes, which were silent" in posts[0].body
