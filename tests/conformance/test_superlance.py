"""Our listeners do what Python's superlance does: the scenarios of superlance_scenarios.py, of which superlance/*.json has
what the Python programs did (superlance/record.py has recorded it).

Where the Python program is wrong, or ours says more, EXPECTED tells what ours does; docs/compatibility.md has the reason.
"""

import json
import re
from pathlib import Path

import pytest

from superlance_scenarios import SCENARIOS
from support.daemons import build_program
from support.listeners import run
from support.superlance_runs import play

RECORDINGS = Path(__file__).resolve().parent / "superlance"
ALL = [(tool, name) for tool, scenarios in SCENARIOS.items() for name in scenarios]


def recorded(tool, name):
    """What the Python program did, corrected where ours is to differ."""
    told = json.loads((RECORDINGS / f"{tool}.json").read_text())["scenarios"][name]
    for correct in EXPECTED.get(tool, []):
        told = correct(told, name)
    return told


def the_name_is_that_of_n_alone(told, _name):
    """In the Python program each -p and -g sets the name of the subject as well."""
    told["mails"] = [re.sub(r"memmon \[(foo|g)\]:", "memmon:", mail) for mail in told["mails"]]
    return told


def outside_of_a_supervisord_the_tool_names_itself(told, name):
    if name == "outside of a supervisord":
        told["stderr"] = "{tool} must be run as a supervisor event listener"
    return told


EXPECTED = {
    "memmon": [the_name_is_that_of_n_alone],
    **dict.fromkeys(("crashmailbatch", "fatalmailbatch", "crashsms"), [outside_of_a_supervisord_the_tool_names_itself]),
}


@pytest.mark.parametrize("tool, name", ALL, ids=[f"{tool}: {name}" for tool, name in ALL])
def test_ours_does_what_superlance_does(folder, nothing_stays_behind, tool, name):
    told = play(SCENARIOS[tool][name], [build_program(tool)], folder)
    expected = recorded(tool, name)
    if expected.get("stderr") == "" and expected["status"] != 0:
        told["stderr"] = ""  # ours also says there what is wrong
    if "stderr" in expected:
        expected["stderr"] = expected["stderr"].format(tool=tool)
    assert told == expected


ARGUMENTS = {"httpok": ["http://127.0.0.1:1/"], "memmon": ["-a", "1GB"], "portcheck": ["127.0.0.1:1"],
             "webhook": ["-a", "--url", "http://127.0.0.1:1/"],
             **dict.fromkeys(("crashmailbatch", "fatalmailbatch", "crashsms"), ["-t", "a@example.com", "-f", "b@example.com"])}


@pytest.mark.parametrize("tool", ["crashmail", *ARGUMENTS])
def test_outside_of_a_supervisord_each_says_so_and_fails(folder, tool):
    """The Python programs have status 0 (crashmail, httpok), a traceback (memmon), or status 1 and other words."""
    done = run(folder, [build_program(tool), *ARGUMENTS.get(tool, ["-a"])])
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == f"{tool} must be run as a supervisor event listener\n"


def test_every_scenario_was_recorded():
    for tool, scenarios in SCENARIOS.items():
        made = json.loads((RECORDINGS / f"{tool}.json").read_text())
        assert list(made["scenarios"]) == list(scenarios)
        assert re.fullmatch("[0-9a-f]{40}", made["superlance"]["commit"])
