"""Compares our reader of INI files with Supervisor's on generated files.

    compare_ini_grammar.py INI_DUMP [COUNT [SEED]]

Each case is one to three files of a few lines, put together at random from pieces that have a meaning in the grammar, or
nearly have one; several files are read one after the other, as [include] does. The sections, keys and values must be the
same, and so must the lines of errors. The first difference is printed with its files; the exit status is then 1.

Two differences are wanted (docs/compatibility.md gives the reasons), and each is asserted to be no more than this:
  - a byte-order mark at the beginning is skipped; Supervisor finds no section header in line 1
  - only ASCII letters of keys are put in lower case
A third one, NUL bytes, is left out here: ini_source_test.cpp has it.
"""

import configparser
import json
import os
import random
import string
import subprocess
import sys
import tempfile

from supervisor.options import UnhosedConfigParser

BOM = "\ufeff"
BLANKS = ["\u00a0", "\u1680", "\u2003", "\u2028", "\u2029", "\u202f", "\u205f", "\u3000", "\x1c", "\x1f", "\x85", "\x0b",
          "\x0c"]
NO_BLANKS = ["\u200b", BOM, "\u2060"]  # that look like blanks
LONG = 100_000

HEADERS = ["[a]", "[b:c]", "[p]q]", "[a] x", "[]", "[ ]", "[a ;b]", "[b=1", "[DEFAULT]", "[default]", "[A]", "[a]\u00a0",
           "[\u00e9]", "]", "[]]", "[x\ty]", "[[a]]", "[a]#", "[a] #", "[a];", "[ a ]", "[a\u2003]", "[%(here)s]",
           "[%s]" % ("s" * 70), "[%s]" % ("s" * 5000)]
KEYS = ["k", "Key", "KEY", "k.k", "two words", "k" * 70, "k" * 3000, "", "\u00e9", "\u00c9", "\u0130x", "k[1]", "a%b", "[k",
        "k\u00a0", "\u2003k", "#k", "k;", "k #"]
DELIMITERS = ["=", ":", " = ", " : ", "\t=\t", "=:", ":=", "==", " ", "", "\u00a0=", "\u3000:\u3000", "\x1c=", "= =", "=\t"]
VALUES = ["v", "", "a b", "v;x", "v ;x", "v #x", "v#x", "p;q ;c #d", "p#q #c ;d", '"q ; v"', "%(here)s", "a=b", "a:b",
          "x" * 300, "\u65e5\u672c", "v\u00a0", "v\u2003;c", "v\x1c;c", "\x1d", ";", "#", " ; ", "v\x85", "=", "[a]", "v\t#",
          "v\x0b", "\x0cv", "a\\", ";;;", "a;b#c", "#;", "\t;", " #", "v\u200b", "\u00a0#c", "a\\\\", "'", '"', "\u2028v",
          "%", "%%", "v ; # ;", "v # ; #", "\U0001f600", " " * 1500 + "v", "[b:c", "k=v ;c", ":"]
INDENTS = ["", "", "", "", " ", "  ", "\t", " \t ", "    ", "\t\t", " " * 300, *BLANKS, *NO_BLANKS]
ENDS = ["\n", "\n", "\n", "\n", "\n", "\r\n", "\r", "\n\n", "\r\n\r\n", "\r\r", "\n\r", ""]
COMMENTS = ["; c", "# c", ";", "#", " ;", "\t#", ";" * 300, "#[a]", ";k=v", "REM c", "rem"]


def random_line(rng, is_tidy):
    """A tidy file has hardly an error, so that its values are compared as well."""
    kind = rng.random() * (0.93 if is_tidy else 1)
    indent = rng.choice(INDENTS) if rng.random() < 0.3 else ""
    if kind < 0.15:
        return indent + rng.choice(HEADERS)
    if kind < 0.60:
        delimiter = "=" if is_tidy else rng.choice(DELIMITERS)
        return indent + rng.choice(KEYS[:4] if is_tidy else KEYS) + delimiter + rng.choice(VALUES)
    if kind < 0.80:
        return ("  " if is_tidy else rng.choice(INDENTS)) + indent + rng.choice(VALUES)
    if kind < 0.90:
        return indent + rng.choice(COMMENTS)
    if kind < 0.97:
        return rng.choice(INDENTS) + rng.choice(INDENTS)
    if kind < 0.98:
        return indent + rng.choice(KEYS)
    if kind < 0.985:
        return rng.choice(["k=", "[", "  ", "; ", "k" * 40, "[a]k="]) + "x" * LONG + rng.choice(["", "]", "=v", " ;c"])
    return indent + "".join(rng.choice(string.printable + "\u00a0\u00e9") for _ in range(rng.randint(1, 12)))


def random_file(rng):
    lines = [] if rng.random() < 0.05 else [rng.choice(HEADERS[:2]) + rng.choice(ENDS[:7])]
    is_tidy = rng.random() < 0.4
    lines += [random_line(rng, is_tidy) + rng.choice(ENDS) for _ in range(rng.randint(1, 12))]
    return (BOM if rng.random() < 0.03 else "") + "".join(lines)


def random_case(rng):
    """The texts of the files that make one document."""
    return [random_file(rng) for _ in range(1 if rng.random() < 0.8 else rng.randint(2, 3))]


def read_by_supervisor(paths):
    """What Supervisor reads; with an error, [number of the file, line] of each in the first file that has any.

    Python reads no further than the first line that stands before all headers: "first_error" is its place.
    """
    parser = UnhosedConfigParser()
    parser.optionxform = lambda key: "".join(c.lower() if c in string.ascii_letters else c for c in key)
    for number, path in enumerate(paths):
        try:
            parser.read(path, encoding="utf-8")
        except configparser.MissingSectionHeaderError as error:
            return {"first_error": [number, error.lineno]}
        except configparser.ParsingError as error:
            return {"errors": [[number, line] for line, _ in error.errors]}
    # The parser's own dictionaries: items() would mix the defaults into each section.
    return {"errors": [], "defaults": dict(parser._defaults),
            "sections": [[name, dict(parser._sections[name])] for name in parser.sections()]}


def difference(paths, texts, read):
    """What differs in `read`, which is ours, or None. The files are left without byte-order marks."""
    for number, text in enumerate(texts):
        if text.startswith(BOM):
            if read_by_supervisor([paths[number]]) != {"first_error": [0, 1]}:
                return "Supervisor does not mind a byte-order mark"
            write(paths[number], text[len(BOM):])
    wanted = read_by_supervisor(paths)
    if read["errors"]:  # Supervisor does not go on to the next file
        read["errors"] = [place for place in read["errors"] if place[0] == read["errors"][0][0]]
        read["first_error"] = read["errors"][0]
    if {name: read.get(name) for name in wanted} == wanted:
        return None
    return "supervisor: %r\nours:       %r" % (wanted, read)


def write(path, text):
    with open(path, "w", encoding="utf-8", newline="") as file:
        file.write(text)


def compare(cases, dump, folder):
    """(the first difference or None, the number of cases without errors)"""
    paths = []
    for number, texts in enumerate(cases):
        paths.append([os.path.join(folder, "%d.%d.ini" % (number, part)) for part in range(len(texts))])
        for path, text in zip(paths[-1], texts):
            write(path, text)
    output = subprocess.run([dump] + [",".join(files) for files in paths], check=True, capture_output=True,
                            encoding="utf-8").stdout
    ours = [json.loads(line) for line in output.split("\n") if line]
    if len(ours) != len(cases):
        return "%s printed %d lines for %d cases" % (dump, len(ours), len(cases)), 0
    for files, texts, read in zip(paths, cases, ours):
        found = difference(files, texts, read)
        if found is not None:
            return "files:      %r\n%s" % (texts, found), 0
    return None, sum(not read["errors"] for read in ours)


def main():
    dump = sys.argv[1]
    count = int(sys.argv[2]) if len(sys.argv) > 2 else 500
    rng = random.Random(int(sys.argv[3]) if len(sys.argv) > 3 else 1)
    files = valid = 0
    with tempfile.TemporaryDirectory() as folder:
        for start in range(0, count, 500):
            cases = [random_case(rng) for _ in range(min(500, count - start))]
            found, without_errors = compare(cases, dump, folder)
            if found is not None:
                print(found)
                return 1
            files += sum(map(len, cases))
            valid += without_errors
    print("%d cases of %d files read alike, %d of them valid" % (count, files, valid))
    return 0 if valid * 5 > count else 1  # a generator that makes errors only would prove nothing


if __name__ == "__main__":
    sys.exit(main())
