#pragma once

#include <fcntl.h>
#include <linux/futex.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

// A file that talker.c and listener.c share in memory: how many events have been answered, and how long each took.
// bench/contest/board.py makes it and reads it.

struct Board {
    atomic_uint answered;    // events so far
    atomic_uint wanted;      // the talker waits for so many
    int64_t nanoseconds[1u]; // of each event, from the writing of its line to the reading of its event; as many as
                             // asked for
};

static inline struct Board* open_board(const char* path) {
    const int fd = open(path, O_RDWR | O_CLOEXEC);
    const off_t size = lseek(fd, 0, SEEK_END);
    void* const board = fd < 0 ? MAP_FAILED : mmap(NULL, (size_t)size, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    if (board == MAP_FAILED) {
        perror(path);
        exit(1);
    }
    close(fd);
    return board;
}

static inline void wait_until_answered(struct Board* board, unsigned count) {
    atomic_store(&board->wanted, count);
    for (;;) {
        const unsigned answered = atomic_load(&board->answered);
        if (answered >= count) {
            return;
        }
        syscall(SYS_futex, &board->answered, FUTEX_WAIT, answered, NULL, NULL, 0);
    }
}

// Wakes the talker when it waits for no more than that.
static inline void tell_answered(struct Board* board, unsigned count) {
    atomic_store(&board->answered, count);
    if (count == atomic_load(&board->wanted)) {
        syscall(SYS_futex, &board->answered, FUTEX_WAKE, 1, NULL, NULL, 0);
    }
}
