"""Holds the sources against the tables of docs/design.md ("Targets and what each may use"), which are read from there.

Three kinds of rules: which folder may include which, where a third-party library may appear, and which object files may
call which system calls. A room is a folder that has a row of its own in the first table ("core/os"; "plugins/*" makes
every plugin a room). What is found is returned as lines "FILE:LINE: rule", nothing is printed.
"""

import re
import subprocess
from pathlib import Path
from typing import NamedTuple

# Where the sources are that the rules are about.
ROOTS = ("sdk", "core", "ctl", "plugins")

# The folders behind <halberd/…>, each of them a room or part of one.
PUBLIC_HEADERS = ("sdk/abi/halberd", "sdk/include/halberd")

# The names that the table uses for third-party headers, by the beginning of their path.
LIBRARIES = {
    "boost/asio": "Asio", "boost/system": "Asio", "boost/beast": "Beast", "boost/dll": "Boost.DLL",
    "boost/json": "Boost.JSON", "boost/nowide": "Boost.Nowide", "boost/program_options": "Boost.Program_options",
    "boost/uuid": "Boost.Uuid", "curl/": "libcurl", "editline/": "libedit", "histedit.h": "libedit",
    "readline/": "libedit", "fmt/": "fmt", "ini.h": "inih", "openssl/": "OpenSSL", "pugixml.hpp": "pugixml",
    "expat.h": "expat", "crypt.h": "libcrypt",
    "spdlog/": "spdlog", "sqlite3.h": "SQLite", "sys/capability.h": "libcap", "tl/expected.hpp": "tl::expected",
    "zlib.h": "zlib", "zstd.h": "zstd",
}

# Folders of headers that the C library and the kernel bring.
SYSTEM_FOLDERS = ("arpa/", "linux/", "net/", "netinet/", "sys/")

_INCLUDE = re.compile(r'^[ \t]*#[ \t]*include[ \t]*([<"])([^>"]+)[>"]')


class Row(NamedTuple):
    """A line of the first table; its path is a folder, a file, or a pattern with one * for a folder's name."""

    path: str
    may_use: frozenset
    in_sources: frozenset  # third party, in .cpp files
    anywhere: frozenset    # third party, in headers as well


class Rules(NamedTuple):
    rows: list
    system_calls: dict  # name -> paths of those that may call it


class Include(NamedTuple):
    place: str   # FILE:LINE
    source: str  # FILE, from the root of the project
    path: str
    quoted: bool


def read_rules(design):
    """The rules of the text of docs/design.md."""
    rows = [Row(path.strip(), *(_names(cell) for cell in cells))
            for path, *cells in _table(design, "| room | may use |")]
    calls = {call: callers for calls, callers in _table(design, "| system calls |", convert=_names) for call in calls}
    return Rules(rows, calls)


def violations(root, rules):
    """Every #include of the tree under `root` that breaks a rule, and every circle of rooms."""
    includes = list(_includes(root))
    found = [f"{include.place}: {complaint}" for include in includes
             if (complaint := _judge(root, rules, include)) is not None]
    return found + _circles(root, rules, includes)


def system_call_violations(root, build, rules):
    """Every object file of the build tree that calls what its source may not call."""
    found = []
    for source, symbols in sorted(undefined_symbols(build).items()):
        for call in sorted(symbols & set(rules.system_calls)):
            callers = rules.system_calls[call]
            if not any(_covers(caller, source) for caller in callers):
                place = f"{source}:{_first_line_with(root / source, call)}"
                found.append(f"{place}: calls {call}(), which only {_list(callers)} may")
    return found


def undefined_symbols(build):
    """Source file -> the symbols that its object file takes from elsewhere, without 64-bit suffixes."""
    symbols = {}
    for top in ROOTS:
        for object_file in sorted(Path(build, top).rglob("*.o")):
            folder, _, inside = str(object_file.relative_to(build)).partition("/CMakeFiles/")
            source = f"{folder}/{inside.partition('/')[2].removesuffix('.o')}"
            listing = subprocess.run(["nm", "--undefined-only", "--format=posix", object_file], capture_output=True,
                                     text=True, check=True).stdout
            symbols[source] = {line.split()[0].removesuffix("64") for line in listing.splitlines() if line}
    return symbols


def _table(design, header, convert=None):
    """The cells of the rows under the header line that begins with `header`."""
    lines = design.splitlines()
    start = next((n for n, line in enumerate(lines) if line.startswith(header)), None)
    if start is None:
        raise ValueError(f"docs/design.md has no table that begins with {header!r}")
    for line in lines[start + 2:]:
        if not line.startswith("|"):
            return
        cells = line.strip().strip("|").split("|")
        yield [convert(cell) for cell in cells] if convert else cells


def _names(cell):
    return frozenset(name.strip(" `") for name in cell.split(",") if name.strip(" `–"))


def _includes(root):
    for top in ROOTS:
        for path in sorted(Path(root, top).rglob("*")):
            if path.suffix not in (".h", ".hpp", ".cpp", ".c"):
                continue
            source = str(path.relative_to(root))
            for number, line in enumerate(path.read_text(errors="replace").splitlines(), 1):
                if match := _INCLUDE.match(line):
                    yield Include(f"{source}:{number}", source, match[2], match[1] == '"')


def _judge(root, rules, include):
    """What is wrong with an include, or None."""
    room = _room(rules, include.source)
    if room is None:
        return f"{Path(include.source).parent} has no row in the table of docs/design.md"
    target = _project_file(root, include)
    if target is not None:
        return _judge_project(rules, include.source, room, target)
    if include.quoted:
        return f'"{include.path}" is neither a path from the root of the project nor there'
    return _judge_third_party(rules, include, room)


def _judge_project(rules, source, room, target):
    if _covers(room, target):
        return None
    allowed = frozenset().union(*(row.may_use for row in _rows(rules, source)))
    if any(_covers(entry, target) for entry in allowed):
        return None
    return f"{room} may not use {target}; it may use {_list(allowed)}"


def _judge_third_party(rules, include, room):
    library = _library(include.path)
    if library is None:
        return None
    rows = _rows(rules, include.source)
    anywhere = frozenset().union(*(row.anywhere for row in rows))
    in_sources = frozenset().union(*(row.in_sources for row in rows))
    if library in anywhere or (library in in_sources and include.source.endswith((".cpp", ".c"))):
        return None
    if library in in_sources:
        return f"{library} (<{include.path}>) may appear in .cpp files of {room} only"
    return f"{room} may not use {library} (<{include.path}>)"


def _library(path):
    """The table's name for a third-party header, its folder if it has none; None for one of the language or system."""
    known = next((name for beginning, name in LIBRARIES.items() if path.startswith(beginning)), None)
    if known is not None:
        return known
    if path.startswith(SYSTEM_FOLDERS) or ("/" not in path and not path.endswith(".hpp")):
        return None
    folders = path.split("/")[:-1] or [path]
    return "/".join(folders[:2] if folders[0] == "boost" else folders[:1])


def _project_file(root, include):
    """The path, from the root, of an included file of the project; None for any other."""
    if include.path.startswith("halberd/"):
        name = include.path.removeprefix("halberd/")
        return next((f"{folder}/{name}" for folder in PUBLIC_HEADERS if Path(root, folder, name).exists()), None)
    if include.path.startswith(tuple(f"{top}/" for top in ROOTS)) and Path(root, include.path).exists():
        return include.path
    return None


def _rows(rules, source):
    """The rows that apply to a file: its folder's, its own, those of the folders around it."""
    return [row for row in rules.rows if _covers(row.path, source)]


def _room(rules, source):
    """The folder that is the room of a file, or None: the innermost folder with a row."""
    folders = [str(folder) for folder in Path(source).parents if str(folder) != "."]
    return next((folder for folder in folders if any(_matches(row.path, folder) for row in rules.rows)), None)


def _covers(entry, path):
    """Whether `path` is `entry`, lies in it, or is the file that `entry` names without its suffix."""
    parts = path.split("/")
    heads = ["/".join(parts[:n]) for n in range(1, len(parts) + 1)]
    return any(_matches(entry, head) for head in [*heads, path.rpartition(".")[0]])


def _matches(pattern, path):
    return re.fullmatch(re.escape(pattern).replace(r"\*", "[^/]+"), path) is not None


def _circles(root, rules, includes):
    """Rooms that use each other in a circle, each circle once, with the includes that make it."""
    edges = {}
    for include in includes:
        target = _project_file(root, include)
        if target is None:
            continue
        user, used = _room(rules, include.source), _room(rules, target)
        if user and used and user != used:
            edges.setdefault(user, {}).setdefault(used, f"{include.place} includes {target}")
    found, done = [], set()

    def visit(room, path):
        if room in path:
            circle = path[path.index(room):]
            key = frozenset(circle)
            if key not in done:
                done.add(key)
                steps = [edges[user][used] for user, used in zip(circle, [*circle[1:], circle[0]])]
                found.append(f"{steps[0].split()[0]}: rooms in a circle: {' -> '.join([*circle, room])} ({'; '.join(steps)})")
            return
        for used in sorted(edges.get(room, {})):
            visit(used, [*path, room])

    for room in sorted(edges):
        visit(room, [])
    return found


def _first_line_with(path, word):
    for number, line in enumerate(path.read_text(errors="replace").splitlines(), 1):
        if re.search(rf"\b{word}\b", line):
            return number
    return 0


def _list(names):
    return ", ".join(sorted(names)) or "nothing else"
