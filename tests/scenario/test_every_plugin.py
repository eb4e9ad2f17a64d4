"""Every plugin that ships, in every form: the same events have the same visible result, under Debian's supervisord too.

A new plugin gets a row in TRIALS; a test fails until it has one.
"""

import json
import os
import re
import signal
import subprocess
import xmlrpc.client
from typing import Callable, NamedTuple

import pytest

from support.daemons import build_folder, build_program
from support.mail import read_maildir, text_of, wait_maildir
from support.post_receiver import PostReceiver
from support.waiting import wait_for

PLUGINS = build_folder() / "lib/halberd/plugins"
HOST = build_program("halberd-plugin-host")

# How a plugin is written as a listener, without its arguments.
FORMS = {
    "program": "command={bin}/{name}",
    "plugin": "plugin={name}",
    "isolated": "isolation=process\nplugin={name}",
    "host": "command={bin}/halberd-plugin-host {library}",
}
FOREIGN_FORMS = ("program", "host")


class Trial(NamedTuple):
    """What a plugin is given to do, and what is seen of it."""

    events: str
    arguments: str  # {place} is a path, and {worker} a program, that no other listener has; {receiver} is a URL
    provoke: Callable  # makes what it reacts to happen; takes the daemon
    result: Callable  # what it did, normalised; takes the place and the name of the program


def crash(daemon):
    pid = daemon.wait_state("worker", "RUNNING")["pid"]
    os.kill(pid, signal.SIGKILL)
    daemon.wait_new_pid("worker", pid)


def start_the_broken(daemon):
    with pytest.raises(xmlrpc.client.Fault):
        daemon.rpc.supervisor.startProcess("broken")


def wait_for_a_tick(_daemon):
    """Nothing to do: it comes within five seconds."""


def mails(place, worker):
    """The first mail: a listener that restarts its program does so again at the next tick."""
    return normalised(wait_maildir(place)[0], worker)


def mails_of_a_restart(place, worker):
    """The first mail about a restart: a tick may have come before the program was RUNNING."""
    restarts = lambda: [mail for mail in read_maildir(place) if f"{worker} restarted" in text_of(mail)]
    return normalised(wait_for(restarts, what=lambda: f"a mail about a restart in {place}")[0], worker)


def normalised(mail, worker):
    for header in ("Date", "Message-ID"):
        del mail[header]
    text = mail.as_string().replace(worker, "WORKER")
    text = re.sub(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,\d{3}|\w{3} \w{3} [ \d]\d \d\d:\d\d:\d\d \d{4}", "TIME", text)
    return re.sub(r"\d+(?= bytes RSS)", "N", re.sub(r"(?<=pid )\d+|(?<=\]\()\d+", "PID", text))


def posts(place, worker):
    """What was posted to the path, which the receiver writes to a file there."""
    wait_for(place.exists, what=f"a post to {place}")
    told = {**json.loads(place.read_text()), "pid": "PID", "time": "TIME", "id": "ID"}
    return {**told, "text": re.sub(r"pid \d+|\d{4}-.*", "…", told["text"]).replace(worker, "WORKER")}


def keep_post(post):
    """Writes what was posted to the file that the path of its URL names, in one step."""
    with open(post.path + ".new", "w", encoding="utf-8") as file:
        file.write(post.body)
    os.rename(post.path + ".new", post.path)


@pytest.fixture(name="receiver", scope="module")
def fixture_receiver():
    receiver = PostReceiver(on_post=keep_post)
    yield receiver
    receiver.close()


TRIALS = {
    "crashmail": Trial("PROCESS_STATE_EXITED", "-a -m ops@example.com --maildir {place}", crash, mails),
    **{name: Trial("PROCESS_STATE,TICK_5",
                   "-t ops@example.com -f halberd@example.com -e TICK_5 -i 0.05 --maildir {place}", provoke, mails)
       for name, provoke in (("crashmailbatch", crash), ("fatalmailbatch", start_the_broken), ("crashsms", crash))},
    "httpok": Trial("TICK_5", "-p {worker} -m ops@example.com --maildir {place} http://127.0.0.1:1/", wait_for_a_tick,
                    mails_of_a_restart),
    "memmon": Trial("TICK_5", "-p {worker}=1KB -m ops@example.com --maildir {place}", wait_for_a_tick, mails),
    "portcheck": Trial("TICK_5", "-p {worker} -r -m ops@example.com --maildir {place} 127.0.0.1:1", wait_for_a_tick,
                       mails_of_a_restart),
    "webhook": Trial("PROCESS_STATE_EXITED,PROCESS_STATE_FATAL", "-a --url {receiver}{place}", crash, posts),
}


def shipped_listeners():
    """The plugins of the build that are event listeners: those that say which events they wish for."""
    found = []
    for library in sorted(PLUGINS.glob("*.so")):
        told = subprocess.run([HOST, "--describe", library], capture_output=True, text=True, check=True).stdout
        if not re.search(r"^events: +none$", told, re.M):
            found.append(library.stem)
    return found


def try_out(daemon, name, forms, receiver):
    """Runs the plugin in these forms at once; form -> what it did."""
    trial = TRIALS[name]
    places = {form: daemon.folder / f"{name}-{form}" for form in forms}
    workers = {form: f"worker-{form}" for form in forms}
    sections = [f"[program:{program}]\ncommand=/bin/cat\n" for program in ("worker", *workers.values())]
    sections.append("[program:broken]\ncommand=/bin/false\nautostart=false\nstartretries=0\n")
    for form in forms:
        written = FORMS[form].format(bin=PLUGINS.parents[2] / "bin", name=name, library=PLUGINS / f"{name}.so")
        arguments = trial.arguments.format(place=places[form], worker=workers[form], receiver=receiver.url(""))
        sections.append(f"[eventlistener:{name}-{form}]\nevents={trial.events}\n{written} {arguments}\n")
    daemon.configure("\n".join(sections))
    daemon.start()
    for form in forms:
        daemon.wait_state(f"{name}-{form}", "RUNNING")
    trial.provoke(daemon)
    return {form: trial.result(places[form], workers[form]) for form in forms}


def test_every_plugin_that_ships_has_a_trial():
    assert shipped_listeners() == sorted(TRIALS)


@pytest.mark.parametrize("name", TRIALS)
def test_a_plugin_does_the_same_in_every_form_and_under_either_daemon(halberd, oracle, receiver, name):
    ours = try_out(halberd, name, FORMS, receiver)
    theirs = try_out(oracle, name, FOREIGN_FORMS, receiver)
    first = ours["program"]
    assert first, "nothing happened"
    assert ours == {form: first for form in FORMS}
    assert theirs == {form: first for form in FOREIGN_FORMS}
