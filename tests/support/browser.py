"""Debian's chromium, as a person at the pages: tests/browser/drive.mjs does what is asked for here."""

import fcntl
import json
import select
import shutil
import subprocess
from pathlib import Path

from support.daemons import build_folder

_FOLDER = Path(__file__).resolve().parent.parent / "browser"

# For each request; a browser on a busy machine takes its time.
_PATIENCE = 90


def node_modules():
    """The folder node_modules that tests/browser/package-lock.json describes; made in the build tree when need be."""
    folder = build_folder() / "tests" / "browser"
    folder.mkdir(parents=True, exist_ok=True)
    wanted = (_FOLDER / "package-lock.json").read_bytes()
    with open(folder / "lock", "w", encoding="utf-8") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # tests run side by side
        installed = folder / "installed.json"
        if not installed.exists() or installed.read_bytes() != wanted:
            for name in ("package.json", "package-lock.json"):
                shutil.copy(_FOLDER / name, folder / name)
            done = subprocess.run(["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund"], cwd=folder,
                                  capture_output=True, text=True, check=False)
            assert done.returncode == 0, f"npm ci in {folder}:\n{done.stdout}{done.stderr}"
            installed.write_bytes(wanted)
    return folder / "node_modules"


class Browser:
    """One page of a browser with a fresh profile. Each action is a method: browser.click(selector="button").

    The options are those of a browser context of Playwright: javaScriptEnabled, colorScheme, viewport. The actions
    stand in drive.mjs. An action that fails is an AssertionError with the reason.
    """

    def __init__(self, folder, **options):
        self._log = open(Path(folder) / "browser.log", "ab")
        self._process = subprocess.Popen(["node", str(_FOLDER / "drive.mjs"), str(node_modules()), json.dumps(options)],
                                         stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=self._log,
                                         env=_environment(folder))

    def __getattr__(self, action):
        return lambda **arguments: self._ask({"do": action, **arguments})

    def close(self):
        """Ends the browser, and waits until all of its processes have gone."""
        self._process.stdin.close()
        try:
            self._process.wait(_PATIENCE)
        finally:
            self._process.kill()
            self._log.close()

    def _ask(self, request):
        self._process.stdin.write(json.dumps(request).encode() + b"\n")
        self._process.stdin.flush()
        ready, _, _ = select.select([self._process.stdout], [], [], _PATIENCE)
        line = self._process.stdout.readline() if ready else b""
        assert line, f"the browser did not answer to {request}:\n{Path(self._log.name).read_text(errors='replace')}"
        answer = json.loads(line)
        assert "error" not in answer, f"{request} at {answer.get('at')}: {answer['error']}"
        return answer["value"]


def _environment(folder):
    """A home of its own, so that no profile of the person who runs the tests is read or left behind."""
    return {"PATH": "/usr/local/bin:/usr/bin:/bin", "HOME": str(folder), "TMPDIR": str(folder), "LANG": "C.UTF-8"}
