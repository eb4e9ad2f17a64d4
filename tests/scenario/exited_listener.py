"""A listener as its authors write them: appends each PROCESS_STATE_EXITED that it receives to the file it is given."""

import sys

from supervisor import childutils


def main():
    while True:
        headers, payload = childutils.listener.wait(sys.stdin, sys.stdout)
        if headers["eventname"] == "PROCESS_STATE_EXITED":
            fields, _ = childutils.eventdata(payload + "\n")
            with open(sys.argv[1], "a") as seen:
                print(headers["eventname"], fields["processname"], fields["pid"], fields["expected"], file=seen)
        childutils.listener.ok(sys.stdout)


if __name__ == "__main__":
    main()
