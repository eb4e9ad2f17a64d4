"""docs/plugin-guide.md, followed literally in an empty folder by somebody who has an installed Halberd."""

import os
import re
import subprocess
from pathlib import Path

from support import processes
from support.installation import installation
from support.waiting import wait_for

GUIDE = Path(__file__).resolve().parents[2] / "docs/plugin-guide.md"


def test_the_guide_leads_to_a_plugin_at_work(folder):
    commands = re.findall(r"^```sh\n(.*?)^```$", GUIDE.read_text(), re.M | re.S)
    assert len(commands) >= 6
    # What somebody has who comes from nowhere: no variable of this test's own environment that could help.
    environment = {"HALBERD": str(installation()), "HOME": str(folder), "PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8",
                   **{name: os.environ[name] for name in ("CXX", "CXXFLAGS") if name in os.environ}}
    try:
        done = subprocess.run(["bash", "-e", "-x"], input="".join(commands), cwd=folder, env=environment, text=True,
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=500, check=False)
    finally:
        for installed in ("lib/halberd/plugins/crash-count.so", "bin/crash-count"):
            (installation() / installed).unlink(missing_ok=True)
    assert done.returncode == 0, done.stdout
    said = done.stdout
    assert said.count("100% tests passed, 0 tests failed out of 2") == 2, said
    assert "summary:  Counts crashes" in said
    assert "PROCESS_STATE_EXITED 2: OK" in said
    assert re.search(r"^cat crashed, 1 so far\ncat crashes too often$", said, re.M), said
    assert re.search(r"^crash-count +RUNNING ", said, re.M), said
    wait_for(lambda: not processes.children(os.getpid()), what="the daemon of the guide to end")
