"""How much is measured in one run."""

from typing import NamedTuple


class Kills(NamedTuple):
    """Kills of children, one after the other, in rounds that the contenders take in turn."""

    children: int
    rounds: int
    kills: int         # a round
    kills_slowly: int  # a round of Supervisor, each of whose restarts takes a second


class Sizes(NamedTuple):
    crashes: tuple = (Kills(25, 4, 25, 2), Kills(1000, 4, 40, 1))
    lifetime: float = 1.3  # seconds that a child has been up before it is killed; startsecs is 1
    starts: tuple = (1, 100, 1000)
    fleet: int = 1000      # programs that are stopped, shut down, and among which one is restarted
    restarts: int = 20
    restarts_slowly: int = 3
    idle: tuple = (1, 100, 1000)
    idle_seconds: float = 20
    storm: int = 200
    storm_seconds: int = 5
    lines: int = 5_000_000  # of 100 bytes: no more than the log and its ten backups of 50 MB hold
    maxbytes: int = 50 * 1024 * 1024
    writers: int = 100
    rate: int = 1000
    paced_seconds: int = 6
    events: int = 200_000
    events_slowly: int = 20_000  # of Supervisor
    events_under_way: int = 64
    events_lines: int = 20_000
    control_rounds: int = 4
    control_lists: int = 50  # a round
    control_states: int = 10_000
    control_status: int = 10
    control_slowly: int = 3  # lists and status of Supervisor
    control_states_slowly: int = 50
    mails: int = 20
    mails_slowly: int = 3
    scale: int = 10_000


QUICK = Sizes(crashes=(Kills(3, 1, 3, 1),), lifetime=1.1, starts=(1, 5), fleet=5, restarts=2, restarts_slowly=1,
              idle=(1, 5), idle_seconds=1, storm=5, storm_seconds=2, lines=100_000, maxbytes=1024 * 1024, writers=3,
              rate=1000, paced_seconds=2, events=2000, events_slowly=500, events_lines=200, control_rounds=2,
              control_lists=2, control_states=100, control_status=2, control_slowly=1, control_states_slowly=5, mails=2,
              mails_slowly=1, scale=20)
