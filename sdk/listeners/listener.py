#!/usr/bin/python3
"""An event listener for supervisord, to be copied: put what you want into handle(). Standard library only.

    [eventlistener:example]
    command=python3 -u /path/to/listener.py
    events=PROCESS_STATE_EXITED
"""

import sys


def handle(event, tokens, data):
    """Deals with one event: True when it is done, False to get it again.

    `event` is its name ("PROCESS_STATE_EXITED"), `tokens` the "key:value" words of the payload's first line, `data` what
    follows that line (the output in PROCESS_LOG_*). Print on sys.stderr only: stdout belongs to supervisord.
    """
    if event == "PROCESS_STATE_EXITED" and tokens["expected"] == "0":
        log(f"{tokens['groupname']}:{tokens['processname']} crashed, pid {tokens['pid']}")
    return True


def log(line):
    print(line, file=sys.stderr, flush=True)


def words(line):
    return dict(word.split(":", 1) for word in line.split() if ":" in word)


def answer(text):
    sys.stdout.write(text)
    sys.stdout.flush()


def main():
    # `len` of an event counts characters, and so does read() of a text stream; a line ends in \n and nothing else.
    sys.stdin.reconfigure(encoding="utf-8", errors="surrogateescape", newline="\n")
    while True:
        answer("READY\n")
        line = sys.stdin.readline()
        if not line:
            return  # supervisord is gone
        header = words(line)
        first, _, data = sys.stdin.read(int(header["len"])).partition("\n")
        try:
            done = handle(header["eventname"], words(first), data)
        except Exception as error:  # a mistake in handle() is not the end of the listener
            log(f"{header['eventname']}: {error!r}")
            done = False
        answer("RESULT 2\nOK" if done else "RESULT 4\nFAIL")


if __name__ == "__main__":
    main()
