"""What a C header of the plugin boundary promises, and what has become of it in a later header."""

import re
from typing import NamedTuple


class Header(NamedTuple):
    """The words of each declaration, by its name; comments and spaces are left out."""

    structs: dict
    enums: dict       # by the first enumerator
    typedefs: dict    # of functions
    macros: dict

    def members(self, struct):
        """The names of a struct's members, in their order."""
        found = []
        for declaration in " ".join(self.structs[struct]).split(";")[:-1]:
            pointer = re.search(r"\( \* (\w+) \)", declaration)
            found.append(pointer[1] if pointer else declaration.split()[-1])
        return found

    def enumerators(self):
        return [word for words in self.enums.values() for word in words if word.startswith("HALBERD_")]


def read_header(path):
    text = re.sub(r"/\*.*?\*/", " ", path.read_text(), flags=re.DOTALL)
    words = lambda part: re.findall(r'"[^"]*"|\w+|[^\s\w]', part)
    return Header(
        {name: words(body) for name, body in re.findall(r"struct (\w+) \{(.*?)\}", text, re.DOTALL)},
        {words(body)[0]: words(body) for body in re.findall(r"enum \{(.*?)\}", text, re.DOTALL)},
        {name: words(before + after) for before, name, after
         in re.findall(r"typedef ([^{};]*)\(\*(\w+)\)([^;]*);", text)},
        {name: words(value) for name, value in re.findall(r"^#define (\w+) (.+)$", text, re.MULTILINE)})


def may_grow(header, struct):
    """Whether the struct tells its own size, or a struct that points to an array of it does."""
    return header.members(struct)[0] == "struct_size" or struct in ("halberd_option", "halberd_rpc_method")


def broken_promises(released, present):
    """What the present header says otherwise than the released one, as sentences."""
    broken = []
    for struct, words in released.structs.items():
        found = present.structs.get(struct, [])
        if found[:len(words)] != words or (found != words and not may_grow(released, struct)):
            broken.append(f"struct {struct} has changed")
    for enum, words in released.enums.items():
        if present.enums.get(enum, [])[:len(words)] != words:
            broken.append(f"the enumeration of {enum} has changed")
    for name, words in released.typedefs.items():
        if present.typedefs.get(name) != words:
            broken.append(f"the type {name} has changed")
    for name, words in released.macros.items():
        if present.macros.get(name) != words and name != "HALBERD_ABI_MINOR":
            broken.append(f"the macro {name} has changed")
    return broken


def layout_program(header, name):
    """C that prints a line for each number that a compiler has put into a plugin: "WHAT = NUMBER"."""
    numbers = [(enumerator, enumerator) for enumerator in header.enumerators()]
    for struct in header.structs:
        if not may_grow(header, struct):
            numbers.append((f"size of {struct}", f"sizeof(struct {struct})"))
        for member in header.members(struct):
            numbers.append((f"place of {struct}.{member}", f"offsetof(struct {struct}, {member})"))
            numbers.append((f"size of {struct}.{member}", f"sizeof(((struct {struct}*)0)->{member})"))
    lines = "".join(f'    printf("%s = %lld\\n", "{what}", (long long){number});\n' for what, number in numbers)
    return f"#include <halberd/{name}>\n#include <stdio.h>\nint main(void) {{\n{lines}    return 0;\n}}\n"
