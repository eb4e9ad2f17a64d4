"""Makes the XML-RPC calls of test_rpc.py: every method with good, bad, missing and surplus arguments, calls put together
at random, multicalls, and documents as no library writes them.

The same seed gives the same calls.
"""

import base64
import random
from typing import NamedTuple
from xml.sax.saxutils import escape


class Raw(NamedTuple):
    """A value given as what stands between <value> and </value>."""

    xml: str

    def __repr__(self):
        return self.xml


class Call(NamedTuple):
    """One request: its body, and what a reader of a failure wants to see of it."""

    body: bytes
    about: str
    method: str = ""
    arguments: tuple = ()
    changes_state: bool = False


NIL = Raw("<nil/>")
DATE = Raw("<dateTime.iso8601>20261123T14:58:08</dateTime.iso8601>")


def i8(number):
    return Raw(f"<i8>{number}</i8>")


def binary(data):
    return Raw(f"<base64>{base64.b64encode(data).decode()}</base64>")


def content(value):
    """What stands between <value> and </value>."""
    if isinstance(value, Raw):
        return value.xml
    if isinstance(value, bool):
        return f"<boolean>{value:d}</boolean>"
    if isinstance(value, int):
        return f"<int>{value}</int>"
    if isinstance(value, float):
        return f"<double>{value!r}</double>"
    if isinstance(value, str):
        return f"<string>{escape(value)}</string>"
    if isinstance(value, (list, tuple)):
        return f"<array><data>{''.join(map(element, value))}</data></array>"
    members = "".join(f"<member><name>{escape(key)}</name>{element(each)}</member>" for key, each in value.items())
    return f"<struct>{members}</struct>"


def element(value):
    return f"<value>{content(value)}</value>"


def document(method, arguments):
    params = "".join(f"<param>{element(argument)}</param>" for argument in arguments)
    return (f"<?xml version='1.0'?>\n<methodCall><methodName>{escape(method)}</methodName>"
            f"<params>{params}</params></methodCall>")


# --- what arguments may be

NAMES = [
    "cat", "web", "web:*", "web:", "web:web_00", "web:web_01", "web:nosuch", "nosuch", "nosuch:*", "nosuch:x", "", ":",
    ":*", "*", "cat:cat", "cat:*", "cat ", " cat", "CAT", "a:b:c", "web:web_00:x", "żółć", "日本:語", "tab\tbed",
    "two\nlines", "<&>\"'", "x" * 300, "never", "exits", "fails", "missing", "folder", "plain", "ten", "utf8", "binary",
    "nolog", "gone", "half",
]
OFFSETS = [0, 1, 4, 5, 9, 10, 11, 1000, 2147483647, -1, -3, -10, -11, -1000, -2147483648, True, False, 2.9, -2.9, "3",
           " 3 ", "-3", "+3", "\t4\n"]
BAD_NUMBERS = [i8(3), i8(-(2**40)), i8("x"), "", "x", "3x", "0x10", "1e3", "3.0", "- 3", "+-3", "--3", NIL, DATE, [],
               [1], {}, {"a": 1}, float("inf"), float("nan")]
WAITS = [True, False, 0, 1, i8(1), "", "x", 0.0, 0.5, NIL, [], [0], {}, {"a": 0}]
SIGNALS = ["HUP", "hup", "SIGHUP", "sigUsr1", " USR2 ", "1", " 10 ", 12, 1, 28, "WINCH", "CONT", "", "SIG", "nosuch",
           "SIGnosuch", "0", 0, -1, "-1", 64, 65, "65", 1000, "RTMIN", "1.5", 1.0, 28.9, 999.5, True, False, "H UP"]
DEADLY = ["KILL", 9, "SEGV", "sigkill"]
TEXTS = ["", "plain", "two\nlines\n", "żółć 日本 🎉", "<&>\"'", binary(b"base64 text"), binary(b"")]
STRANGE = [
    i8(5), i8(2**40), 0, 1, -1, 2147483647, -2147483648, True, False, 1.5, -0.5, 1e16, 1e15, 1e-5, 123456789.125, NIL,
    DATE, binary(b"cat"), binary(b""), [], ["cat"], [["x"], []], {}, {"a": 1}, {"a": {"b": ["c"]}},
    ["a", 1, True, 2.5, NIL, "it's", 'say "x"', "both ' and \"", "\\", "\n\t\x7f", "ż🎉"],
]

# The kinds of the arguments, in order; those behind a "?" may be missing.
METHODS = {
    "supervisor.getAPIVersion": "", "supervisor.getVersion": "", "supervisor.getSupervisorVersion": "",
    "supervisor.getIdentification": "", "supervisor.getState": "", "supervisor.getPID": "",
    "supervisor.readLog": "offset length", "supervisor.readMainLog": "offset length", "supervisor.clearLog": "",
    "supervisor.shutdown": "", "supervisor.restart": "", "supervisor.reloadConfig": "",
    "supervisor.addProcessGroup": "group", "supervisor.removeProcessGroup": "group",
    "supervisor.startProcess": "name ?wait", "supervisor.startProcessGroup": "group ?wait",
    "supervisor.startAllProcesses": "?wait", "supervisor.stopProcess": "name ?wait",
    "supervisor.stopProcessGroup": "group ?wait", "supervisor.stopAllProcesses": "?wait",
    "supervisor.signalProcess": "name signal", "supervisor.signalProcessGroup": "group signal",
    "supervisor.signalAllProcesses": "signal", "supervisor.getAllConfigInfo": "", "supervisor.getProcessInfo": "name",
    "supervisor.getAllProcessInfo": "", "supervisor.readProcessStdoutLog": "name offset length",
    "supervisor.readProcessLog": "name offset length", "supervisor.readProcessStderrLog": "name offset length",
    "supervisor.tailProcessStdoutLog": "name offset length", "supervisor.tailProcessLog": "name offset length",
    "supervisor.tailProcessStderrLog": "name offset length", "supervisor.clearProcessLogs": "name",
    "supervisor.clearProcessLog": "name", "supervisor.clearAllProcessLogs": "",
    "supervisor.sendProcessStdin": "name text",
    "supervisor.sendRemoteCommEvent": "text text", "system.listMethods": "", "system.methodHelp": "method",
    "system.methodSignature": "method", "system.multicall": "calls",
}

GOOD = {
    "name": NAMES, "group": NAMES, "offset": OFFSETS, "length": OFFSETS, "wait": WAITS, "signal": SIGNALS,
    "text": TEXTS, "calls": [[], [{}], [{"methodName": "supervisor.getState", "params": []}]],
    "method": [*METHODS, "", "nosuch", "supervisor.nosuch", " system.listMethods", "supervisor.getState.x"],
}
BAD = {
    "name": STRANGE, "group": STRANGE, "offset": BAD_NUMBERS, "length": BAD_NUMBERS, "wait": [], "text": STRANGE,
    "signal": [NIL, DATE, [], {}, float("inf"), binary(b"HUP"), i8(1)], "method": STRANGE,
    "calls": [*STRANGE, "abc", [1], ["x"], [[]], [NIL]],
}
# What an argument is while another one is tried.
USUAL = {"name": "ten", "group": "web", "offset": 2, "length": 5, "wait": True, "signal": "HUP", "text": "text",
         "method": "supervisor.getState", "calls": [{"methodName": "supervisor.getState"}]}

# What ends the daemon or changes what the others show: called at their place in the test only, unless refused.
_ENDING = ("supervisor.shutdown", "supervisor.restart")
_CHANGING = ("supervisor.start", "supervisor.stop", "supervisor.signal", "supervisor.addProcessGroup",
             "supervisor.removeProcessGroup",
             "supervisor.clear", "supervisor.reloadConfig")


def kinds_of(method):
    return [kind.lstrip("?") for kind in METHODS[method].split()]


def may_change(method):
    return method.startswith(_CHANGING)


def call(method, *arguments):
    shown = ", ".join(map(repr, arguments))
    return Call(document(method, arguments).encode(), f"{method}({shown})", method, arguments, may_change(method))


def _is_complete(method, count):
    words = METHODS[method].split()
    return sum(not word.startswith("?") for word in words) <= count <= len(words)


def _each_argument(method):
    """One argument after the other is everything that it may be, and more, while the others are as usual."""
    kinds = kinds_of(method)
    usual = [USUAL[kind] for kind in kinds]
    for index, kind in enumerate(kinds):
        for value in GOOD[kind] + BAD[kind]:
            yield call(method, *usual[:index], value, *usual[index + 1:])


def _wrong_counts(method):
    usual = [USUAL[kind] for kind in kinds_of(method)]
    for count in range(len(usual) + 3):
        if not _is_complete(method, count):
            yield call(method, *(usual + ["surplus", 1])[:count])
    yield call(method, *usual, NIL, *[0] * 20)


def every_method():
    """Every method that does not end the daemon, systematically."""
    calls = []
    for method, words in METHODS.items():
        calls += _wrong_counts(method)
        if method not in _ENDING:
            calls += _each_argument(method)
            if not words or "?" in words:
                calls.append(call(method, *[USUAL[word] for word in words.split() if not word.startswith("?")]))
    return calls


def random_reads(chance, count):
    """Calls that read, each argument a random one of its kind."""
    methods = [method for method in METHODS if len(kinds_of(method)) > 1 and not may_change(method)]
    calls = []
    for _ in range(count):
        method = chance.choice(methods)
        calls.append(call(method,
                          *[chance.choice(GOOD[kind] + BAD[kind]) if chance.random() < 0.2 else chance.choice(GOOD[kind])
                                    for kind in kinds_of(method)]))
    return calls


def random_changes(chance, count):
    """Calls that start, stop and signal what there is."""
    names = ["cat", "web:*", "web:web_00", "web:web_01", "never", "exits", "missing", "folder", "plain", "half"]
    calls = []
    for _ in range(count):
        verb = chance.choice(["start", "start", "start", "stop", "stop", "signal"])
        what = chance.choice(["Process"] * 6 + ["ProcessGroup"] * 2 + ["AllProcesses"])
        target = {"Process": [chance.choice(names)], "ProcessGroup": [chance.choice(["web", "cat", "half"])],
                  "AllProcesses": []}[what]
        if verb == "signal":
            extra = [chance.choice(SIGNALS[:11] + DEADLY if what == "Process" else SIGNALS[:11])]
        else:
            extra = chance.choice([[], [True], [False], [chance.choice(WAITS)]])
        calls.append(call(f"supervisor.{verb}{what}", *target, *extra))
    return calls


# --- multicall

def entry(method, *arguments):
    return {"methodName": method, "params": list(arguments)}


def multicalls(chance, count):
    """Multicalls: quick ones, such that wait, broken entries, and nested ones, which are forbidden."""
    state, info = entry("supervisor.getState"), entry("supervisor.getProcessInfo", "never")
    stop, start = entry("supervisor.stopProcess", "cat"), entry("supervisor.startProcess", "cat")
    strange = [
        {}, {"methodName": NIL}, {"params": []}, {"methodName": "supervisor.getState"}, {"methodName": ""},
        {"methodName": "nosuch"}, {"methodName": 5}, {"methodName": ["supervisor.getState"]},
        {"methodName": "supervisor.getState", "params": NIL}, {"methodName": "supervisor.getState", "params": 5},
        {"methodName": "supervisor.getState", "params": {"a": 1}}, {"methodName": "supervisor.getState", "params": {}},
        {"methodName": "supervisor.getState", "params": ""}, {"methodName": "supervisor.getState", "more": 1},
        {"methodName": "supervisor.getProcessInfo", "params": "never"}, entry("supervisor.getProcessInfo", 5),
        entry("system.multicall", [state]), entry("system.multicall"), entry("system.listMethods", 1),
        entry("supervisor.__init__"), entry("supervisor._update", "x"), entry("supervisor.readLog", "x", 0),
    ]
    fixed = [
        [stop, start], [start, stop, start], [state, stop, info, start, state], [state] * 300,
        [entry("supervisor.stopProcessGroup", "web"), entry("supervisor.startAllProcesses", False)],
        [entry("supervisor.startProcess", "web:*"), entry("supervisor.startProcess", "nosuch")],
        [entry("supervisor.signalProcess", "cat", "CONT"), stop, stop, start, start],
        [entry("supervisor.clearProcessLogs", "ten"), info, entry("system.methodSignature", "supervisor.stopProcess")],
    ]
    calls = [call("system.multicall", one)._replace(changes_state=True) for one in fixed]
    calls += [call("system.multicall", [one]) for one in strange]
    readers = [state, info, entry("supervisor.getAllProcessInfo"), entry("supervisor.getVersion"),
               entry("supervisor.tailProcessStdoutLog", "ten", 0, 4), entry("nosuch.method", 1),
               entry("supervisor.readProcessStdoutLog", "utf8", 0, 0)]
    for _ in range(count):
        entries = [chance.choice(readers + strange[:7]) for _ in range(chance.randrange(1, 8))]
        calls.append(call("system.multicall", entries))
    return calls


# --- names and documents as they should not be

def unknown_methods():
    names = ["supervisor.__init__", "supervisor._update", "supervisor.__class__", "supervisor._getAllProcesses",
             "system.", ".getState", "supervisor",
             ".", "..", "supervisor.getstate", "Supervisor.getState", "supervisor.getState.x",
             "supervisor.supervisord.options", "system.namespaces",
             "supervisor.supervisord", "__init__.x", "x" * 5000, "supervisor.żółć", "supervisor.getState\u200b",
             "supervisor .getState", "system.multicall.x",
             "supervisor.get State", "<supervisor.getState>", "a.b.c.d", "\u00a0"]
    return [call(name) for name in names] + [call(name, 1, "x") for name in names[:8]]


def _wrapped(inner, method="supervisor.getProcessInfo", head="<?xml version='1.0'?>"):
    return f"{head}<methodCall><methodName>{method}</methodName>{inner}</methodCall>"


def documents():
    """Documents by the names of what is special about them."""
    info = "<params><param><value><string>never</string></value></param></params>"

    def value(xml):
        return _wrapped(f"<params><param><value>{xml}</value></param></params>")

    state = "supervisor.getState"
    return {
        # as clients may write them
        "no params": _wrapped("", state),
        "empty params": _wrapped("<params/>", state),
        "blank params": _wrapped("<params>\n </params>", state),
        "no declaration": _wrapped(info, head=""),
        "double quotes": _wrapped(info, head='<?xml version="1.0" encoding="UTF-8"?>'),
        "a standalone one": _wrapped(info, head='<?xml version="1.0" standalone="yes"?>'),
        "lines between": _wrapped(info).replace(">", ">\n", 1).replace("><", ">\n\t<"),
        "CRLF": _wrapped(info).replace("><", ">\r\n<"),
        "comments": _wrapped(f"<!-- a --><!-- - b -->{info}"),
        "an instruction": _wrapped(f"<?php x?>{info}"),
        "a comment in front": _wrapped(info, head="<?xml version='1.0'?><!-- x -->"),
        "a comment behind": _wrapped(info) + "<!-- x -->\n",
        "us-ascii": _wrapped(info, head="<?xml version='1.0' encoding='us-ascii'?>"),
        "utf-8": _wrapped(info, head="<?xml version='1.0' encoding='utf-8'?>"),
        "blank lines behind": _wrapped(info) + "\n\n \t\n",
        "a byte-order mark": "\ufeff" + _wrapped(info),
        # values
        "no type": value("never"),
        "an empty value": value(""),
        "a closed value": _wrapped("<params><param><value/></param></params>"),
        "blanks around": value(" never "),
        "blanks around a type": value("\n <string>never</string>\n "),
        "CDATA": value("<string><![CDATA[never]]></string>"),
        "CDATA in part": value("<string>ne<![CDATA[ver]]></string>"),
        "CDATA without type": value("<![CDATA[<never>]]>"),
        "entities": value("<string>&lt;&amp;&gt;&quot;&apos;</string>"),
        "references": value("<string>&#110;e&#x76;er</string>"),
        "a comment in it": value("<string>nev<!-- x -->er</string>"),
        "upper planes": value("<string>&#x1F389;🎉</string>"),
        "an int with blanks": value("<int> 5\n</int>"),
        "i4": value("<i4>5</i4>"),
        "a plus": value("<int>+5</int>"),
        "no int": value("<int>x</int>"),
        "an empty int": value("<int></int>"),
        "a fraction": value("<int>1.5</int>"),
        "an exponent": value("<int>1e3</int>"),
        "hexadecimal": value("<int>0x10</int>"),
        "no double": value("<double>x</double>"),
        "an empty double": value("<double/>"),
        "no date": value("<dateTime.iso8601>yesterday</dateTime.iso8601>"),
        "an impossible date": value("<dateTime.iso8601>20261332T00:00:00</dateTime.iso8601>"),
        "an empty array": value("<array><data/></array>"),
        "an array without data": value("<array/>"),
        "an empty struct": value("<struct/>"),
        "a member without name": value("<struct><member><value>1</value></member></struct>"),
        "a member without value": value("<struct><member><name>a</name></member></struct>"),
        "a nil": value("<nil/>"),
        "nested arrays": value("<array><data><value><array><data><value>x</value></data></array></value></data></array>"),
        "attributes": value("<string type='x'>never</string>"),
        "two params": _wrapped("<params><param><value>never</value></param><param><value>x</value></param></params>"),
        "base64 with line breaks": value("<base64>bmV2\nZXI=\n</base64>"),
        "base64 that is cut": value("<base64>bmV2ZXI</base64>"),
        "an empty base64": value("<base64/>"),
        # methods
        "blanks around the method": _wrapped("", f" {state} "),
        "a line break behind the method": _wrapped("", f"{state}\n"),
        "a blank method": _wrapped("", " "),
        "an empty method": _wrapped("", ""),
        "a closed method": "<methodCall><methodName/></methodCall>",
        "no method": "<methodCall><params/></methodCall>",
        "a method in CDATA": _wrapped("", f"<![CDATA[{state}]]>"),
        "params first": f"<methodCall><params/><methodName>{state}</methodName></methodCall>",
        "a reference in the method": _wrapped("", "supervisor&#46;getState"),
        # what is no XML-RPC
        "a blank": " ",
        "text": "hello",
        "an open element": "<methodCall>",
        "crossed elements": "<methodCall><methodName>x</methodCall></methodName>",
        "HTML": "<html><body>hello</body></html>",
        "JSON": '{"method": "supervisor.getState"}',
        "a cut document": _wrapped(info)[:-4],
        "text behind": _wrapped(info) + "x",
        "a second root": _wrapped(info) + "<x/>",
        "an unknown entity": value("<string>&nosuch;</string>"),
        "a lone ampersand": value("<string>a & b</string>"),
        "a reference to NUL": value("<string>&#0;</string>"),
        "a reference to a control": value("<string>&#1;</string>"),
        "a control": value("<string>\x01</string>"),
        "a NUL": value("<string>a\x00b</string>"),
        "an open comment": _wrapped(f"<!-- {info}"),
        "an attribute twice": value("<string a='1' a='2'>never</string>"),
        "an attribute without quotes": value("<string a=1>never</string>"),
        "an attribute without value": value("<string a>never</string>"),
        "a declaration inside": _wrapped(f"<?xml version='1.0'?>{info}"),
        "a blank before the declaration": " " + _wrapped(info),
        "XML 1.1": _wrapped(info, head="<?xml version='1.1'?>"),
        "a less in an attribute": value("<string a='<'>never</string>"),
        "two dashes in a comment": _wrapped(f"<!-- a -- b -->{info}"),
        "the end of CDATA": value("<string>]]></string>"),
        "an unknown charset": _wrapped(info, head="<?xml version='1.0' encoding='nosuch'?>"),
        "utf-16 said, utf-8 sent": _wrapped(info, head="<?xml version='1.0' encoding='utf-16'?>"),
        "a doctype": _wrapped(info, head="<?xml version='1.0'?><!DOCTYPE methodCall>"),
        "an entity of its own": "<!DOCTYPE x [<!ENTITY a 'never'>]>" + value("<string>&a;</string>"),
        "an external entity": "<!DOCTYPE x [<!ENTITY a SYSTEM 'file:///etc/passwd'>]>" + value("<string>&a;</string>"),
    }


def raw_documents():
    calls = [Call(text.encode("utf-8", "surrogatepass"), f"document: {about}: {text[:200]}") for about,
             text in documents().items()]
    latin = _wrapped("<params><param><value>caf\xe9</value></param></params>",
                     head="<?xml version='1.0' encoding='iso-8859-1'?>")
    calls.append(Call(latin.encode("latin-1"), "document: bytes in Latin-1"))
    broken = _wrapped("<params><param><value>x\udcffy</value></param></params>")
    calls.append(Call(broken.encode("utf-8", "surrogateescape"), "document: bytes that are no UTF-8"))
    return calls


def reads(seed, count):
    """At least `count` calls that leave the programs as they are, in an order of their own for each seed."""
    chance = random.Random(seed)
    calls = [one for one in every_method() if not one.changes_state] + unknown_methods() + raw_documents()
    several = multicalls(chance, 60)
    calls += [one for one in several if not one.changes_state]
    calls += random_reads(chance, max(200, count - len(calls)))
    chance.shuffle(calls)
    return calls


def changes(seed, count):
    """Calls that change something, those of every method among them. A group that is removed is added again."""
    chance = random.Random(seed)
    calls = [one for one in every_method() + multicalls(chance, 0) if one.changes_state] + random_changes(chance, count)
    chance.shuffle(calls)
    ordered = []
    for one in calls:
        ordered.append(one)
        if one.method == "supervisor.removeProcessGroup" and len(one.arguments) == 1:
            ordered.append(call("supervisor.addProcessGroup", one.arguments[0]))
    return ordered


def usual_calls():
    """One good call of each method that does not end the daemon."""
    return [call(method, *[USUAL[kind] for kind in kinds_of(method)]) for method in METHODS if method not in _ENDING]
