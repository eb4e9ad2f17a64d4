"""Compares our reader of INI files with Supervisor's on generated files.

    compare_ini_grammar.py INI_DUMP [COUNT [SEED]]

Each file is a few lines put together at random from pieces that have a meaning in the grammar, or nearly have one. The
sections, keys and values must be the same, and so must the lines of errors. The first difference is printed with its
file; the exit status is then 1.
"""

import configparser
import json
import os
import random
import subprocess
import sys
import tempfile

from supervisor.options import UnhosedConfigParser

HEADERS = ["[a]", "[b:c]", "[p]q]", "[a] x", "[]", "[ ]", "[a ;b]", "[b=1", "[DEFAULT]", "[%s]" % ("s" * 70), "[A]",
           "[a]\u00a0", "[\u00e9]", "]", "[]]", "[x\ty]"]
KEYS = ["k", "Key", "KEY", "k.k", "two words", "k" * 70, "", "\u00e9", "k[1]", "a%b", "[k"]
DELIMITERS = ["=", ":", " = ", " : ", "\t=\t", "=:", ":=", "==", " ", "", "\u00a0="]
VALUES = ["v", "", "a b", "v;x", "v ;x", "v #x", "v#x", "p;q ;c #d", "p#q #c ;d", '"q ; v"', "%(here)s", "a=b", "a:b",
          "x" * 300, "\u65e5\u672c", "v\u00a0", "v\u2003;c", "v\x1c;c", "\x1d", ";", "#", " ; ", "v\x85", "=", "[a]", "v\t#",
          "v\x0b", "\x0cv", "a\\", ";;;", "a;b#c", "#;"]
INDENTS = ["", "", "", "", " ", "  ", "\t", " \t ", "    ", "\u00a0", "\u3000", "\x1f"]
ENDS = ["\n", "\n", "\n", "\n", "\n", "\r\n", "\r", "\n\n", "\r\n\r\n", ""]
COMMENTS = ["; c", "# c", ";", "#", " ;", "\t#"]


def random_line(rng):
    kind = rng.random()
    indent = rng.choice(INDENTS)
    if kind < 0.15:
        return indent + rng.choice(HEADERS)
    if kind < 0.60:
        return indent + rng.choice(KEYS) + rng.choice(DELIMITERS) + rng.choice(VALUES)
    if kind < 0.80:
        return rng.choice(INDENTS) + indent + rng.choice(VALUES)
    if kind < 0.90:
        return indent + rng.choice(COMMENTS)
    return indent


def random_file(rng):
    lines = [] if rng.random() < 0.05 else [rng.choice(HEADERS[:2]) + rng.choice(ENDS[:7])]
    lines += [random_line(rng) + rng.choice(ENDS) for _ in range(rng.randint(1, 12))]
    return "".join(lines)


def read_by_supervisor(path):
    parser = UnhosedConfigParser()
    try:
        parser.read(path, encoding="utf-8")
    except configparser.MissingSectionHeaderError as error:
        return {"errors": [error.lineno]}
    except configparser.ParsingError as error:
        return {"errors": [line for line, _ in error.errors]}
    # The parser's own dictionaries: items() would mix the defaults into each section.
    return {"errors": [], "defaults": dict(parser._defaults),
            "sections": [[name, dict(parser._sections[name])] for name in parser.sections()]}


def first_difference(paths, dump):
    output = subprocess.run([dump] + paths, check=True, capture_output=True, encoding="utf-8").stdout
    ours = [json.loads(line) for line in output.split("\n") if line]
    if len(ours) != len(paths):
        return "%s printed %d lines for %d files" % (dump, len(ours), len(paths))
    for path, read in zip(paths, ours):
        wanted = read_by_supervisor(path)
        if {name: read[name] for name in wanted} != wanted:
            with open(path, "rb") as file:
                return "file:       %r\nsupervisor: %r\nours:       %r" % (file.read(), wanted, read)
    return None


def main():
    dump = sys.argv[1]
    count = int(sys.argv[2]) if len(sys.argv) > 2 else 500
    rng = random.Random(int(sys.argv[3]) if len(sys.argv) > 3 else 1)
    valid = 0
    with tempfile.TemporaryDirectory() as folder:
        for start in range(0, count, 500):
            paths = []
            for number in range(start, min(start + 500, count)):
                path = os.path.join(folder, "%d.ini" % number)
                with open(path, "w", encoding="utf-8", newline="") as file:
                    file.write(random_file(rng))
                paths.append(path)
            difference = first_difference(paths, dump)
            if difference is not None:
                print(difference)
                return 1
            valid += sum(not read_by_supervisor(path)["errors"] for path in paths)
    print("%d files read alike, %d of them valid" % (count, valid))
    return 0 if valid * 5 > count else 1  # a generator that makes errors only would prove nothing


if __name__ == "__main__":
    sys.exit(main())
