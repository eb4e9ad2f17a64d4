// usage: writer full LINES NOTEBOOK NUMBER
//        writer paced LINES RATE NOTEBOOK NUMBER
//
// Writes numbered lines to its standard output: at full speed, in writes of 40 lines; or RATE lines a second, a burst
// of them every 10 ms, each line in a write of its own. Notes when it began and ended, and how long it has written at
// full speed or by how much it was late at most. It begins to write a while after its start, when the daemon's is over.

#include "lines.h"
#include "notebook.h"

enum { Burst = 40 };

static const int64_t Beat = 10000000; // nanoseconds
static const struct timespec HeadStart = {0, 300000000};

static void write_all(const char* bytes, size_t count) {
    while (count > 0) {
        const ssize_t written = write(STDOUT_FILENO, bytes, count);
        if (written < 0) {
            perror("writer: write");
            exit(1);
        }
        bytes += written;
        count -= (size_t)written;
    }
}

static int64_t write_at_full_speed(unsigned writer, uint64_t lines) {
    static char buffer[Burst * LineLength];
    const int64_t began = monotonic_time();
    for (int line = 0; line < Burst; ++line) {
        make_line(buffer + line * LineLength, writer, 0);
    }
    for (uint64_t number = 0; number < lines;) {
        int count = 0;
        for (; count < Burst && number < lines; ++count, ++number) {
            renumber_line(buffer + count * LineLength, number);
        }
        write_all(buffer, (size_t)count * LineLength);
    }
    return monotonic_time() - began;
}

static int64_t write_paced(unsigned writer, uint64_t lines, uint64_t rate) {
    char line[LineLength];
    make_line(line, writer, 0);
    const uint64_t burst = rate / (1000000000 / (uint64_t)Beat);
    int64_t due = monotonic_time();
    int64_t latest = 0;
    for (uint64_t number = 0; number < lines;) {
        for (uint64_t left = burst; left > 0 && number < lines; --left, ++number) {
            renumber_line(line, number);
            write_all(line, LineLength);
        }
        const int64_t late = monotonic_time() - due;
        latest = late > latest ? late : latest;
        due += Beat;
        const struct timespec until = {due / 1000000000, due % 1000000000};
        while (clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &until, NULL) != 0) {
        }
    }
    return latest;
}

int main(int argc, char** argv) {
    const int64_t began = monotonic_time();
    const int is_paced = argc == 6 && strcmp(argv[1], "paced") == 0;
    if (!is_paced && (argc != 5 || strcmp(argv[1], "full") != 0)) {
        fputs("usage: writer full LINES NOTEBOOK NUMBER | writer paced LINES RATE NOTEBOOK NUMBER\n", stderr);
        return 2;
    }
    const char* const notebook = argv[argc - 2];
    const int number = atoi(argv[argc - 1]);
    const uint64_t lines = strtoull(argv[2], NULL, 10);
    note(notebook, BeginRecord, number, began, 0);
    nanosleep(&HeadStart, NULL);
    const int64_t value = is_paced ? write_paced((unsigned)number, lines, strtoull(argv[3], NULL, 10))
                                   : write_at_full_speed((unsigned)number, lines);
    note(notebook, EndRecord, number, monotonic_time(), value);
    return 0;
}
