"""What is wrong stops the start with status 2 and a message that helps, and leaves nothing half-started."""

import os
import re
import socket
import textwrap

import pytest

from support import processes
from support.daemons import FRAME
from support.waiting import free_port, stays

# Both ways to start must refuse, and the daemon before it has left the terminal.
foreground_or_daemon = pytest.mark.parametrize("mode", [["-n"], []], ids=["foreground", "daemon"])

CAT = """
[program:cat]
command=/bin/cat
"""


def refused(halberd, mode, text, frame=FRAME):
    """Starts on a bad configuration and returns what supervisord said, after checking that nothing came of it."""
    halberd.config.write_text(frame + textwrap.dedent(text))
    status, stdout, stderr = halberd.run(*mode, "-c", str(halberd.config))
    assert status == 2, stdout + stderr
    assert not processes.children(os.getpid())
    assert not halberd.pidfile.exists()
    assert not halberd.socket.exists()
    return stdout + stderr


def line_of(halberd, text):
    """FILE:LINE of the first line of the configuration that begins with `text`."""
    lines = halberd.config.read_text().splitlines()
    number = next(n for n, line in enumerate(lines, 1) if line.startswith(text))
    return f"{halberd.config}:{number}"


@foreground_or_daemon
def test_a_missing_file_is_named(halberd, mode):
    status, stdout, stderr = halberd.run(*mode, "-c", str(halberd.config))
    assert status == 2
    assert f"could not find config file {halberd.config}" in stdout + stderr
    assert os.listdir(halberd.folder) == []


@foreground_or_daemon
def test_a_syntax_error_is_shown_with_its_place(halberd, mode):
    said = refused(halberd, mode, "[program:cat]\ncommand /bin/cat\n")
    assert re.search(re.escape(line_of(halberd, "command /bin/cat")) + r"\b", said), said


@foreground_or_daemon
def test_an_unknown_section_is_shown_with_its_place_and_the_one_probably_meant(halberd, mode):
    said = refused(halberd, mode, "[progam:cat]\ncommand=/bin/cat\n")
    assert re.search(re.escape(line_of(halberd, "[progam:cat]")) + r"\b.*\[progam:cat\] unknown section$", said, re.M), said
    assert "hint: did you mean [program:cat]?" in said


def test_a_section_that_resembles_none_is_somebody_elses_and_only_named(halberd):
    halberd.configure(CAT + "[site-notes]\nowner=web team\n")
    halberd.start()
    halberd.wait_state("cat", "RUNNING")
    halberd.wait_log(rf"WARN {re.escape(line_of(halberd, '[site-notes]'))}\b.*site-notes")


@foreground_or_daemon
def test_a_bad_value_is_shown_with_its_place(halberd, mode):
    said = refused(halberd, mode, "[program:cat]\ncommand=/bin/cat\nstartsecs=soon\n")
    assert re.search(re.escape(line_of(halberd, "startsecs")) + r"\b.*startsecs.*soon", said), said


def test_all_errors_are_shown_in_one_run(halberd):
    said = refused(halberd, ["-n"], "[program:cat]\ncommand=/bin/cat\nstartsecs=soon\n[program:dog]\npriority=high\n")
    assert "'soon'" in said and "'high'" in said and "[program:dog]" in said, said


@foreground_or_daemon
def test_a_port_in_use_is_named_with_its_place(halberd, mode):
    port = free_port()
    with socket.create_server(("127.0.0.1", port)):
        said = refused(halberd, mode, f"[inet_http_server]\nport=127.0.0.1:{port}\n{CAT}")
    assert re.search(re.escape(str(halberd.config)) + r":\d+\b", said), said
    assert f"127.0.0.1:{port}" in said
    assert "already" in said or "in use" in said


@foreground_or_daemon
def test_a_socket_in_a_folder_that_is_not_there_is_named_with_its_place(halberd, mode):
    said = refused(halberd, mode, f"[unix_http_server]\nfile=%(here)s/missing/supervisor.sock\n{CAT}")
    assert re.search(re.escape(str(halberd.config)) + r":\d+\b", said), said
    assert f"{halberd.folder}/missing" in said


@foreground_or_daemon
def test_a_log_file_in_a_folder_that_is_not_there_is_named(halberd, mode):
    said = refused(halberd, mode, f"[supervisord]\nlogfile=%(here)s/missing/supervisord.log\n{CAT}")
    assert f"{halberd.folder}/missing" in said


def test_a_second_daemon_on_a_live_socket_is_refused_and_the_first_goes_on(halberd):
    halberd.configure(CAT)
    halberd.start()
    pid = halberd.wait_state("cat", "RUNNING")["pid"]
    status, stdout, stderr = halberd.run("-n", "-c", str(halberd.config))
    assert status == 2
    assert str(halberd.socket) in stdout + stderr
    assert halberd.info("cat")["pid"] == pid
    assert int(halberd.pidfile.read_text()) == halberd.pid


@pytest.mark.parametrize("isolation", ["", "isolation=process"], ids=["in the daemon", "in its own process"])
@pytest.mark.parametrize("content", [None, "this is no shared object\n"], ids=["missing", "not a shared object"])
def test_a_plugin_that_cannot_be_loaded_makes_that_listener_fatal_and_nothing_else(halberd, content, isolation):
    plugin = halberd.folder / "broken.so"
    if content is not None:
        plugin.write_text(content)
    halberd.configure(f"""
        [eventlistener:broken]
        plugin={plugin} -a
        {isolation}
        events=PROCESS_STATE_EXITED
        startretries=1
        {CAT}
    """.replace("\n\n", "\n").replace("        ", ""))
    halberd.start()
    halberd.wait_state("broken", "FATAL")
    halberd.wait_state("cat", "RUNNING")
    said = halberd.log() + halberd.rpc.supervisor.tailProcessStderrLog("broken", 0, 10000)[0]
    assert str(plugin) in said, said
    if content is None:
        assert re.search(rf"WARN {halberd.config}:\d+:\d+: \[eventlistener:broken\] .*can't be read: No such file", said), said
    assert stays(lambda: halberd.info("broken")["statename"] == "FATAL", seconds=1.5)
