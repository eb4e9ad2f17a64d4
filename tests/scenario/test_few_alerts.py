"""Few mails about many crashes: limits, digests, recoveries and reminders of crashmail."""

import re
import signal
import time

import pytest

from support.listeners import CRASHMAIL_FORMS, Listener, exited
from support.mail import read_maildir, text_of, wait_maildir
from support.waiting import wait_for

FORMS = ["command=crashmail", "plugin=crashmail", "isolation=process\nplugin=crashmail"]
PROGRAMS = 200
LIMIT = 5
SECONDS = 8


def digests(mails):
    """How many alerts each digest tells of."""
    return [int(found[1]) for mail in mails if (found := re.match(r"(\d+) more ", mail["Subject"]))]


@pytest.mark.parametrize("form", FORMS)
def test_a_storm_is_few_mails_and_every_program_is_named(halberd, form):
    halberd.configure(f"[program:storm]\ncommand=/bin/sh -c 'exit 1'\nnumprocs={PROGRAMS}\n"
                      "process_name=p%(process_num)03d\nstartsecs=0\nautorestart=true\nrestart_delay=500ms\nautostart=false\n"
                      f"[alerts]\nto=ops@example.com\nmaildir=%(here)s/mails\nrate_limit=2/1m\nmail_limit={LIMIT}/{SECONDS}s\n"
                      f"digest={SECONDS}s\n[eventlistener:crashmail]\nevents=PROCESS_STATE_EXITED\nbuffer_size=100000\n{form} -a\n")
    halberd.start()
    halberd.wait_state("crashmail", "RUNNING")
    halberd.rpc.supervisor.startProcessGroup("storm", False)
    mails_folder = halberd.folder / "mails"

    def all_named():
        text = "".join(mail["Subject"] + text_of(mail) for mail in read_maildir(mails_folder))
        return all(f"p{number:03d}" in text for number in range(PROGRAMS))

    wait_for(all_named, what="a mail that names every program")
    halberd.rpc.supervisor.stopProcessGroup("storm")
    mails = read_maildir(mails_folder)
    assert digests(mails)
    assert sum(digests(mails)) >= PROGRAMS - LIMIT
    times = [float(re.search(r"(\d+)\.M", str(path.name))[1]) for path in (mails_folder / "new").iterdir()]
    periods = (max(times) - min(times)) // SECONDS + 2
    assert len(mails) <= LIMIT * periods


def listen(folder, *arguments):
    return Listener(folder, [*CRASHMAIL_FORMS["program"], "-a", "-m", "ops@example.com", "--maildir", str(folder / "mails"),
                             *arguments], {"SUPERVISOR_ALERTS_OUTBOX": str(folder / "outbox")})


def test_what_was_held_when_the_plugin_was_killed_is_told(folder):
    acknowledged = 0
    for life in range(8):
        with listen(folder, "--rate-limit", "1/2s") as listener:
            listener.read(b"READY\n")
            for number in range(10):
                listener.handle(exited(pid=100 * life + number))
                acknowledged += 1
            listener.process.send_signal(signal.SIGKILL)

    def told():
        mails = read_maildir(folder / "mails")
        return sum(digests(mails)) + len(mails) - len(digests(mails))

    with listen(folder, "--rate-limit", "1/2s") as listener:
        listener.read(b"READY\n")
        wait_for(lambda: told() >= acknowledged, what=lambda: f"{acknowledged} crashes in mails, which tell of {told()}")
    assert told() == acknowledged


def test_alerts_shows_what_is_held_and_sends_it_at_once(halberd):
    halberd.configure("[program:worker]\ncommand=/bin/sh -c 'exit 1'\nstartsecs=0\nautorestart=true\nrestart_delay=100ms\n"
                      "[alerts]\nto=ops@example.com\nmaildir=%(here)s/mails\nrate_limit=1/1h\n"
                      "[eventlistener:crashmail]\nevents=PROCESS_STATE_EXITED\ncommand=crashmail -a\n")
    halberd.start()
    wait_for(lambda: "more crash" in halberd.ctl("alerts").stdout, what="a digest in the outbox")
    assert re.search(r"waiting      to ops@example.com: \d+ more crash(es)? of worker in 60 min on ", halberd.ctl("alerts").stdout)
    halberd.ctl("stop", "worker")
    assert halberd.ctl("alerts", "retry").status == 0
    mails = wait_maildir(halberd.folder / "mails", 2)
    assert re.match(r"\d+ more crash(es)? of worker in 60 min on ", mails[1]["Subject"])


@pytest.mark.parametrize("form", FORMS)
def test_fatal_is_mailed_and_so_is_the_recovery(halberd, form):
    gate = halberd.folder / "gate"
    halberd.configure(f"[program:worker]\ncommand=/bin/sh -c 'test -e {gate} && exec sleep 1000'\nstartretries=0\n"
                      "[alerts]\nto=ops@example.com\nmaildir=%(here)s/mails\nremind=1s\nrecovery=true\n"
                      f"[eventlistener:crashmail]\nevents=PROCESS_STATE,TICK_5\n{form} -p worker\n")
    halberd.start()
    mails = wait_maildir(halberd.folder / "mails", 2)
    assert mails[0]["Subject"].startswith("worker is FATAL on ")
    assert mails[1]["Subject"].startswith("worker is still FATAL on ")
    gate.touch()
    halberd.rpc.supervisor.startProcess("worker")
    mails = wait_for(lambda: [mail for mail in read_maildir(halberd.folder / "mails") if "RUNNING again" in mail["Subject"]],
                     what="a mail about the recovery")
    assert "It was FATAL since " in text_of(mails[0])


@pytest.mark.parametrize("form", FORMS)
def test_flapping_is_mailed_once_and_so_is_that_it_has_settled(halberd, form):
    gate = halberd.folder / "gate"
    halberd.configure(f"[program:worker]\ncommand=/bin/sh -c 'test -e {gate} && exec sleep 1000'\nstartsecs=0\nautorestart=true\n"
                      "restart_delay=100ms\nautostart=false\n"
                      "[alerts]\nto=ops@example.com\nmaildir=%(here)s/mails\nflapping=3/6s\ndigest=4s\n"
                      f"[eventlistener:crashmail]\nevents=PROCESS_STATE,TICK_5\n{form} -a\n")
    halberd.start()
    halberd.wait_state("crashmail", "RUNNING")
    halberd.rpc.supervisor.startProcess("worker")
    mails = wait_maildir(halberd.folder / "mails", 4)  # two crashes, the third that is flapping, a digest of the others
    assert [bool("crashed at" in mail["Subject"]) for mail in mails] == [True, True, False, False]
    assert re.match(r"worker is flapping: 3 crashes in \d s on ", mails[2]["Subject"])
    assert "Process worker in group worker exited unexpectedly" in text_of(mails[2])
    assert re.match(r"\d+ more crashes of worker in 4 s on ", mails[3]["Subject"])
    gate.touch()
    settled = wait_for(lambda: [mail for mail in read_maildir(halberd.folder / "mails") if "settled" in mail["Subject"]],
                       what="a mail that it has settled")
    assert len(settled) == 1 and "has not crashed for 6 s" in text_of(settled[0])


@pytest.mark.parametrize("form", FORMS)
def test_a_silence_that_is_made_longer_holds_what_it_holds(halberd, form):
    halberd.configure("[program:worker]\ncommand=/bin/sh -c 'exit 1'\nstartsecs=0\nautostart=false\nautorestart=false\n"
                      "[alerts]\nto=ops@example.com\nmaildir=%(here)s/mails\n"
                      f"[eventlistener:crashmail]\nevents=PROCESS_STATE_EXITED\n{form} -a\n")
    halberd.start()
    halberd.wait_state("crashmail", "RUNNING")
    assert halberd.ctl("silence", "worker", "2s").status == 0
    halberd.rpc.supervisor.startProcess("worker")
    wait_for(lambda: "1 crash of worker, which was silent" in halberd.ctl("alerts").stdout, what="a digest in the outbox")
    assert halberd.ctl("silence", "worker", "1h").status == 0
    held = wait_for(lambda: halberd.rpc.halberd.getAlerts()[0], what="the digest")
    assert held["next_attempt"] > time.time() + 3000
    assert halberd.ctl("silence", "worker", "1s").status == 0
    [mail] = wait_maildir(halberd.folder / "mails")
    assert mail["Subject"].startswith("1 crash of worker, which was silent on ")


@pytest.mark.parametrize("form", FORMS)
def test_silence_survives_a_restart_and_ends_with_off(halberd, form):
    halberd.configure("[program:worker]\ncommand=/bin/sh -c 'exit 1'\nstartsecs=0\nautostart=false\nautorestart=false\n"
                      "process_name=%(program_name)s_%(process_num)d\nnumprocs=2\n"
                      "[alerts]\nto=ops@example.com\nmaildir=%(here)s/mails\n"
                      f"[eventlistener:crashmail]\nevents=PROCESS_STATE_EXITED\n{form} -a\n")
    halberd.start()
    halberd.wait_state("crashmail", "RUNNING")
    assert halberd.ctl("silence") == (0, "No process is silent\n", "")
    status, stdout, _ = halberd.ctl("silence", "work*_0", "2h")
    assert status == 0
    assert re.fullmatch(r"worker:worker_0: silent until \d{4}-\d\d-\d\d \d\d:\d\d:\d\d\n", stdout)
    halberd.stop()
    halberd.start()
    halberd.wait_state("crashmail", "RUNNING")
    assert halberd.ctl("silence").stdout.startswith("worker:worker_0: silent until ")
    halberd.rpc.supervisor.startProcess("worker:worker_0")
    halberd.wait_state("worker:worker_0", "EXITED")
    halberd.rpc.supervisor.startProcess("worker:worker_1")
    [mail] = wait_maildir(halberd.folder / "mails")
    assert "worker_1" in mail["Subject"]
    assert halberd.ctl("silence", "worker:*", "off").status == 0
    mails = wait_maildir(halberd.folder / "mails", 2)
    assert mails[1]["Subject"].startswith("1 crash of worker:worker_0, which was silent on ")
    halberd.rpc.supervisor.startProcess("worker:worker_0")
    mails = wait_maildir(halberd.folder / "mails", 3)
    assert "worker_0 crashed at" in mails[2]["Subject"]
