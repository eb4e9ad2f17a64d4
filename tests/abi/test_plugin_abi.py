"""What a plugin's author needs from us: headers that compile anywhere, and compiler errors that say what to write."""

import os
import re
import subprocess
from pathlib import Path

import pytest

from support.daemons import build_program
from support.listeners import FAIL, OK, Listener, run

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
ABI = ROOT / "sdk/abi"
SDK = ROOT / "sdk/include"
STRICT = ["-Wall", "-Wextra", "-Wpedantic", "-Werror"]


def compile_file(variable, *arguments):
    """Runs the compiler that the build uses, CC or CXX."""
    return subprocess.run([os.environ[variable], *map(str, arguments)], capture_output=True, text=True, check=False,
                          env={**os.environ, "LC_ALL": "C"})


@pytest.mark.parametrize("header", sorted(path.name for path in ABI.glob("halberd/*.h")))
@pytest.mark.parametrize("variable, language, standard",
                         [("CC", "c", "c11"), ("CXX", "c++", "c++11"), ("CXX", "c++", "c++20")])
def test_the_boundary_header_compiles_alone(folder, header, variable, language, standard):
    source = folder / "alone"
    source.write_text(f"#include <halberd/{header}>\n#include <halberd/{header}>\n")
    done = compile_file(variable, "-x", language, f"-std={standard}", *STRICT, f"-I{ABI}", "-fsyntax-only", source)
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize("header", sorted(path.name for path in SDK.glob("halberd/*.hpp") if path.name != "plugin_thunks.hpp"))
def test_every_header_for_authors_compiles_alone(folder, header):
    source = folder / "alone"
    source.write_text(f"#include <halberd/{header}>\n")
    done = compile_file("CXX", "-x", "c++", "-std=c++20", *STRICT, f"-I{ABI}", f"-I{SDK}", "-fsyntax-only", source)
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize("mistake, expected", [
    ("NOT_DERIVED", "class YourPlugin : public halberd::Plugin"),
    ("WRONG_HANDLE", "halberd::Result handle(const halberd::Event& event) override"),
    ("WRONG_CONSTRUCTOR",
     "public constructor YourPlugin(halberd::Host& host, const std::vector<std::string>& arguments)"),
    ("WRONG_COMMAND_LINE",
     "static std::optional<halberd::Exit> command_line(const std::vector<std::string>& arguments)"),
    ("WRONG_DESCRIPTION", "static constexpr halberd::Description description"),
])
def test_a_mistaken_signature_is_one_error_that_shows_the_right_one(mistake, expected):
    done = compile_file("CXX", "-std=c++20", f"-D{mistake}", f"-I{ABI}", f"-I{SDK}", "-fsyntax-only",
                        HERE / "mistaken_plugin.cpp")
    errors = re.findall(r"error: (.*)", done.stderr)
    assert errors == [f"static assertion failed: HALBERD_PLUGIN expects: {expected}"], done.stderr


def test_without_a_mistake_it_compiles():
    done = compile_file("CXX", "-std=c++20", *STRICT, f"-I{ABI}", f"-I{SDK}", "-fsyntax-only",
                        HERE / "mistaken_plugin.cpp")
    assert (done.returncode, done.stderr) == (0, "")


def test_a_plugin_in_plain_c_built_by_hand_runs(folder):
    plugin = folder / "plain.so"
    done = compile_file("CC", "-std=c11", *STRICT, f"-I{ABI}", "-shared", "-fPIC", "-fvisibility=hidden",
                        HERE / "plain_plugin.c", "-o", plugin)
    assert (done.returncode, done.stderr) == (0, "")
    command = [build_program("halberd-plugin-host"), str(plugin)]
    with Listener(folder, [*command, "seen:"]) as listener:
        listener.read(b"READY\n")
        listener.handle("when:1", "TICK_5", OK)
        listener.handle("", "TICK_60", FAIL)
        assert listener.end_input() == (0, b"")
        assert listener.stderr() == "seen: TICK_5\nan empty event\n"
    done = run(folder, command, supervised=True)
    assert (done.returncode, done.stdout, done.stderr) == (2, "", "plain: give one argument, the prefix\n")
