#pragma once

#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

// A notebook is a file of fixed-size records that many processes append to at once; bench/contest/notebook.py reads it.

enum RecordKind { ExecRecord, BeginRecord, EndRecord };

struct Record {
    int64_t time; // nanoseconds of CLOCK_MONOTONIC
    int64_t pid;
    int32_t number; // which of the programs
    int32_t kind;   // RecordKind
    int64_t value;  // of an EndRecord: what writer.c says, in nanoseconds
};

static inline int64_t monotonic_time(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return now.tv_sec * INT64_C(1000000000) + now.tv_nsec;
}

// Appends one record; a process that cannot do so ends, because the measurement waits for what it says.
static inline void note(const char* notebook, enum RecordKind kind, int number, int64_t time, int64_t value) {
    const struct Record record = {time, getpid(), number, kind, value};
    const int fd = open(notebook, O_WRONLY | O_APPEND | O_CLOEXEC);
    if (fd < 0 || write(fd, &record, sizeof record) != sizeof record) {
        perror(notebook);
        exit(1);
    }
    close(fd);
}
