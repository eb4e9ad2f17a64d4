"""The sources keep to the table of docs/design.md; and the check that says so can fail."""

import subprocess
from pathlib import Path

import pytest
from layering import read_rules, system_call_violations, undefined_symbols, violations

from support.daemons import build_folder

ROOT = Path(__file__).resolve().parents[2]

DESIGN = """
| room | may use | third party in .cpp files | in headers too |
|---|---|---|---|
| sdk/abi | – | – | – |
| core/base | – | fmt | tl::expected |
| core/base/log.cpp | – | spdlog | – |
| core/config | core/base | inih | – |
| core/process | core/base, core/config/program_spec | – | – |
| core/os | core/base, core/process | Asio | – |
| plugins/* | sdk/abi | – | – |

| system calls | only in |
|---|---|
| `waitpid`, `kill` | core/os |
"""


@pytest.fixture
def rules():
    return read_rules((ROOT / "docs/design.md").read_text())


def test_every_include_keeps_to_the_table(rules):
    found = violations(ROOT, rules)
    assert not found, "\n".join(found)


def test_every_system_call_is_made_where_the_table_says(rules):
    build = build_folder()
    assert undefined_symbols(build), f"no object files under {build}"
    found = system_call_violations(ROOT, build, rules)
    assert not found, "\n".join(found)


def check(folder, files):
    """What is found in a tree of these files."""
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return violations(folder, read_rules(DESIGN))


def test_what_the_table_allows_passes(folder):
    assert check(folder, {
        "sdk/abi/halberd/plugin_abi.h": "#include <stdint.h>\n",
        "core/base/error.hpp": "#pragma once\n#include <tl/expected.hpp>\n#include <string>\n",
        "core/base/error.cpp": '#include "core/base/error.hpp"\n#include <fmt/format.h>\n#include <sys/wait.h>\n',
        "core/base/log.cpp": "#include <fmt/format.h>\n#include <spdlog/logger.h>\n",
        "core/config/program_spec.hpp": '#include "core/base/error.hpp"\n',
        "core/process/process.hpp": '#include "core/config/program_spec.hpp"\n#include <csignal>\n',
        "core/os/reaper.cpp": '#include "core/process/process.hpp"\n#include <boost/asio/signal_set.hpp>\n',
        "plugins/crashmail/crashmail.cpp": '#include "plugins/crashmail/options.hpp"\n#include <halberd/plugin_abi.h>\n',
        "plugins/crashmail/options.hpp": "#include <string>\n",
    }) == []


@pytest.mark.parametrize("file, text, complaint", [
    ("core/process/process.cpp", '#include "core/config/ini_source.hpp"\n',
     "core/process/process.cpp:1: core/process may not use core/config/ini_source.hpp; it may use core/base,"
     " core/config/program_spec"),
    ("core/process/process.cpp", "// The state machine.\n\n#include <boost/asio/post.hpp>\n",
     "core/process/process.cpp:3: core/process may not use Asio (<boost/asio/post.hpp>)"),
    ("core/os/reaper.hpp", "#include <boost/asio/io_context.hpp>\n",
     "core/os/reaper.hpp:1: Asio (<boost/asio/io_context.hpp>) may appear in .cpp files of core/os only"),
    ("core/base/error.cpp", "#include <spdlog/logger.h>\n",
     "core/base/error.cpp:1: core/base may not use spdlog (<spdlog/logger.h>)"),
    ("core/base/error.cpp", '#include "error.hpp"\n',
     'core/base/error.cpp:1: "error.hpp" is neither a path from the root of the project nor there'),
    ("core/web/page.cpp", "#include <string>\n",
     "core/web/page.cpp:1: core/web has no row in the table of docs/design.md"),
    ("core/base/error.cpp", "#include <nlohmann/json.hpp>\n",
     "core/base/error.cpp:1: core/base may not use nlohmann (<nlohmann/json.hpp>)"),
    ("plugins/memmon/memmon.cpp", '#include "plugins/crashmail/options.hpp"\n',
     "plugins/memmon/memmon.cpp:1: plugins/memmon may not use plugins/crashmail/options.hpp; it may use sdk/abi"),
    ("plugins/memmon/memmon.cpp", '#include "core/base/error.hpp"\n',
     "plugins/memmon/memmon.cpp:1: plugins/memmon may not use core/base/error.hpp; it may use sdk/abi"),
])
def test_what_it_forbids_is_found_with_its_place(folder, file, text, complaint):
    others = {"core/config/ini_source.hpp": "", "core/base/error.hpp": "", "plugins/crashmail/options.hpp": ""}
    assert check(folder, {**others, file: text}) == [complaint]


def test_rooms_in_a_circle_are_found(folder):
    _, complaint = check(folder, {  # the first: base may not use config
        "core/os/a.hpp": '#include "core/process/b.hpp"\n',
        "core/process/b.hpp": '#include "core/base/c.hpp"\n',
        "core/base/c.hpp": "",
        "core/config/d.hpp": '#include "core/base/c.hpp"\n',
        "core/base/e.hpp": '#include "core/config/d.hpp"\n',
    })
    assert complaint == ("core/base/e.hpp:1: rooms in a circle: core/base -> core/config -> core/base"
                         " (core/base/e.hpp:1 includes core/config/d.hpp; core/config/d.hpp:1 includes core/base/c.hpp)")


def test_a_system_call_in_the_wrong_room_is_found_with_its_place(folder):
    for room in ("core/os", "core/process"):
        source, objects = folder / room / "end.cpp", folder / "build" / room / "CMakeFiles/halberd_x.dir"
        source.parent.mkdir(parents=True)
        source.write_text("#include <signal.h>\n\nvoid end(int pid) { ::kill(pid, SIGTERM); }\n")
        objects.mkdir(parents=True)
        subprocess.run(["g++", "-c", source, "-o", objects / "end.cpp.o"], check=True)
    assert system_call_violations(folder, folder / "build", read_rules(DESIGN)) == [
        "core/process/end.cpp:3: calls kill(), which only core/os may"]


def test_a_design_page_without_the_table_is_an_error():
    with pytest.raises(ValueError, match="no table"):
        read_rules("# nothing\n")
