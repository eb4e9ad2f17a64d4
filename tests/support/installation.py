"""An installed Halberd, as plugin authors have it, and the tools with which they build."""

import os
import shlex
import subprocess
from pathlib import Path

from support.daemons import Programs


def installation():
    """The folder into which `cmake --install` has put everything. ctest sets HALBERD_INSTALLATION."""
    try:
        return Path(os.environ["HALBERD_INSTALLATION"]).resolve()
    except KeyError:
        raise AssertionError("HALBERD_INSTALLATION is not set: run the tests with ctest") from None


def installed_programs():
    """Our programs as they were installed."""
    programs = installation() / "bin"
    return Programs("halberd", str(programs / "supervisord"), str(programs / "supervisorctl"))


def author_environment():
    """The environment of somebody who has told CMake and pkg-config where Halberd is."""
    root = installation()
    return {**os.environ, "CMAKE_PREFIX_PATH": str(root), "PKG_CONFIG_PATH": str(root / "lib/pkgconfig"),
            "PATH": f"{root / 'bin'}:{os.environ['PATH']}"}


def run_tool(*command, cwd):
    """Runs a tool of the build, which has to succeed, and returns its output."""
    done = subprocess.run([*map(str, command)], cwd=cwd, env=author_environment(), capture_output=True, text=True,
                          check=False)
    assert done.returncode == 0, f"{shlex.join(map(str, command))}\n{done.stdout}{done.stderr}"
    return done.stdout


def build_with_cmake(source, build):
    """Configures and builds a project outside of our tree."""
    run_tool("cmake", "-S", source, "-B", build, "-G", "Ninja", cwd=source)
    run_tool("cmake", "--build", build, cwd=source)


def pkg_config(*arguments):
    """The words that pkg-config prints."""
    return shlex.split(run_tool("pkg-config", *arguments, cwd="/"))
