"""Namespaces of the kernel, as a container has them."""

import os
import subprocess

_OWN_USERS = () if os.geteuid() == 0 else ("--user", "--map-root-user")


def pid_namespace():
    """The start of a command line that runs the rest as process 1 of a pid namespace, in a session from outside of it.

    It needs root, or a kernel that lets everybody make user namespaces (a Docker container needs --privileged); where
    neither is given the test fails and says so.
    """
    command = ("unshare", *_OWN_USERS, "--pid", "--fork", "--mount-proc")
    made = subprocess.run([*command, "true"], capture_output=True, text=True, check=False)
    assert made.returncode == 0, f"this test needs the right to make a pid namespace: {made.stderr}"
    return command
