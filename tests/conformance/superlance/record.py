#!/usr/bin/python3
"""Records what Python's superlance does in each scenario of superlance_scenarios.py, into one .json file a tool.

    record.py CHECKOUT [TOOL...]

CHECKOUT is a working tree of https://github.com/Supervisor/superlance; the supervisor package has to be installed for the
Python that runs this, and so has what the tests need. test_superlance.py plays the same scenarios with our programs and
compares: so the tests need no superlance. Record again when a scenario is added or superlance changes.
"""

import json
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parent), str(HERE.parent.parent)]

# pylint: disable=wrong-import-position
from superlance_scenarios import SCENARIOS
from support.superlance_runs import play


def main():
    checkout = Path(sys.argv[1]).resolve()
    version = (checkout / "superlance/__init__.py").read_text().strip()
    commit = subprocess.run(["git", "-C", checkout, "rev-parse", "HEAD"], capture_output=True, text=True,
                            check=True).stdout.strip()
    setup = next(line for line in (checkout / "setup.py").read_text().splitlines() if line.strip().startswith("version="))
    for tool in sys.argv[2:] or SCENARIOS:
        recorded = {name: record(checkout, scenario) for name, scenario in SCENARIOS[tool].items()}
        made = {"how": "made by tests/conformance/superlance/record.py, which ran Python's superlance; facts about its output",
                "superlance": {"commit": commit, "setup.py": setup.strip(), "note": version},
                "python": sys.version.split()[0], "scenarios": recorded}
        (HERE / f"{tool}.json").write_text(json.dumps(made, indent=1, ensure_ascii=False) + "\n")
        print(f"{tool}: {len(recorded)} scenarios")


def record(checkout, scenario):
    """What the Python program does in a folder of its own."""
    with tempfile.TemporaryDirectory(prefix="superlance-") as name:
        folder = Path(name)
        program = folder / scenario["tool"]
        program.write_text(f"import sys\nfrom superlance.{scenario['tool']} import main\nsys.exit(main())\n")
        return play(scenario, [sys.executable, "-u", str(program)], folder, {"PYTHONPATH": str(checkout)})


if __name__ == "__main__":
    main()
