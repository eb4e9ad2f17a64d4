// usage: talker events COUNT MOST BOARD NOTEBOOK NUMBER
//        talker lines COUNT BOARD NOTEBOOK NUMBER
//
// Causes numbered events that listener.c answers: communication events, of which at most MOST are under way; or log
// lines with the time at which they are written, each when the one before has been answered. Begins a while after its
// start, when the daemon's is over.

#include "board.h"
#include "notebook.h"

#include <string.h>

enum { LongestBurst = 256, EventSize = 128 };

static const struct timespec HeadStart = {0, 500000000};

static void write_all(const char* bytes, size_t count) {
    while (count > 0) {
        const ssize_t written = write(STDOUT_FILENO, bytes, count);
        if (written < 0) {
            perror("talker: write");
            exit(1);
        }
        bytes += written;
        count -= (size_t)written;
    }
}

// Half of the events may have been answered before the next burst: the listener never waits for it.
static void cause_events(struct Board* board, unsigned count, unsigned most) {
    static char burst[LongestBurst * EventSize];
    for (unsigned sent = 0; sent < count;) {
        if (sent > most / 2) {
            wait_until_answered(board, sent - most / 2);
        }
        const unsigned under_way = sent - atomic_load(&board->answered);
        size_t size = 0;
        for (unsigned room = most - under_way; room > 0 && sent < count; --room, ++sent) {
            size += (size_t)sprintf(burst + size, "<!--XSUPERVISOR:BEGIN-->%012u<!--XSUPERVISOR:END-->", sent);
        }
        write_all(burst, size);
    }
}

static void write_lines(struct Board* board, unsigned count) {
    char line[EventSize];
    for (unsigned number = 0; number < count; ++number) {
        wait_until_answered(board, number);
        const int size = sprintf(line, "%012u %020lld\n", number, (long long)monotonic_time());
        write_all(line, (size_t)size);
    }
}

int main(int argc, char** argv) {
    const int64_t began = monotonic_time();
    const int is_events = argc == 7 && strcmp(argv[1], "events") == 0;
    const unsigned most = is_events ? (unsigned)atoi(argv[3]) : 1;
    if ((!is_events && (argc != 6 || strcmp(argv[1], "lines") != 0)) || most < 1 || most > LongestBurst) {
        fputs("usage: talker events COUNT MOST BOARD NOTEBOOK NUMBER | talker lines COUNT BOARD NOTEBOOK NUMBER\n",
              stderr);
        return 2;
    }
    struct Board* const board = open_board(argv[argc - 3]);
    note(argv[argc - 2], BeginRecord, atoi(argv[argc - 1]), began, 0);
    nanosleep(&HeadStart, NULL);
    if (is_events) {
        cause_events(board, (unsigned)atoi(argv[2]), most);
    } else {
        write_lines(board, (unsigned)atoi(argv[2]));
    }
    pause();
    return 0;
}
