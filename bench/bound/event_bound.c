// usage: event_bound pingpong COUNT NOTEBOOK NUMBER LISTENER ARGUMENT...
//        event_bound relay TALKER ARGUMENT... -- LISTENER ARGUMENT...
//
// The lower bound of event delivery: an event is written into the pipe of a listener, and its answer is read, by one
// system call each. pingpong: COUNT events of its own. relay: one for each line of another program, as soon as it is
// there. When all is done it waits for a signal, so that it can be measured.

#include "../child/notebook.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { LongestText = 4096 };

static int to_listener, from_listener;

static void fail(const char* what) {
    perror(what);
    exit(1);
}

// Runs a program whose standard input and output are these descriptors.
static void start(char** command, int input, int output) {
    const pid_t pid = vfork();
    if (pid == 0) {
        if (input >= 0) {
            dup2(input, STDIN_FILENO);
        }
        dup2(output, STDOUT_FILENO);
        execv(command[0], command);
        _exit(127);
    }
    if (pid < 0) {
        fail("vfork");
    }
    close(output);
}

static void start_listener(char** command) {
    int input[2];
    int output[2];
    if (pipe2(input, O_CLOEXEC) != 0 || pipe2(output, O_CLOEXEC) != 0) {
        fail("pipe2");
    }
    start(command, input[0], output[1]);
    close(input[0]);
    to_listener = input[1];
    from_listener = output[0];
}

// Waits until the listener is ready, which it says in the same write as its answer.
static void wait_ready(void) {
    static const char Ready[] = "READY\n";
    const size_t length = sizeof Ready - 1;
    char text[LongestText];
    const ssize_t size = read(from_listener, text, sizeof text);
    if (size < (ssize_t)length || memcmp(text + size - length, Ready, length) != 0) {
        fail("a listener that has ended, or answered otherwise");
    }
}

static void deliver(unsigned number, const char* type, const char* data, size_t size) {
    static const char Payload[] = "processname:p0 groupname:p0 pid:4711";
    char text[LongestText];
    const int length =
        snprintf(text, sizeof text,
                 "ver:3.0 server:supervisor serial:%u pool:listener poolserial:%u eventname:%s len:%zu\n%s\n%.*s",
                 number, number, type, sizeof Payload + size, Payload, (int)size, data);
    if (write(to_listener, text, (size_t)length) != length) {
        fail("write");
    }
    wait_ready();
}

// Begins a while after it has noted its beginning, as the talker does.
static void play_pingpong(unsigned count, const char* notebook, int own_number) {
    static const struct timespec HeadStart = {0, 500000000};
    note(notebook, BeginRecord, own_number, monotonic_time(), 0);
    nanosleep(&HeadStart, NULL);
    char data[32];
    for (unsigned number = 0; number < count; ++number) {
        const int size = sprintf(data, "%012u", number);
        deliver(number, "PROCESS_COMMUNICATION_STDOUT", data, (size_t)size);
    }
}

static void relay(char** talker) {
    int lines[2];
    if (pipe2(lines, O_CLOEXEC) != 0) {
        fail("pipe2");
    }
    start(talker, -1, lines[1]);
    char text[LongestText / 2];
    unsigned number = 0;
    for (ssize_t size; (size = read(lines[0], text, sizeof text)) > 0; ++number) {
        deliver(number, "PROCESS_LOG_STDOUT", text, (size_t)size);
    }
}

static int usage(void) {
    fputs(
        "usage: event_bound pingpong COUNT NOTEBOOK NUMBER LISTENER ARGUMENT...\n"
        "       event_bound relay TALKER ARGUMENT... -- LISTENER ARGUMENT...\n",
        stderr);
    return 2;
}

int main(int argc, char** argv) {
    if (argc < 6) {
        return usage();
    }
    if (strcmp(argv[1], "pingpong") == 0) {
        start_listener(argv + 5);
        wait_ready();
        play_pingpong((unsigned)atoi(argv[2]), argv[3], atoi(argv[4]));
    } else {
        int end = 2;
        while (argv[end] != NULL && strcmp(argv[end], "--") != 0) {
            ++end;
        }
        if (argv[end] == NULL) {
            return usage();
        }
        argv[end] = NULL;
        start_listener(argv + end + 1);
        wait_ready();
        relay(argv + 2);
    }
    pause();
    return 0;
}
