// usage: capture_bound splice|copy MAXBYTES BACKUPS PREFIX COUNT PROGRAM ARGUMENT...
//
// The lower bound of log capture: runs COUNT children, each with its number as last argument, and brings what they
// write into PREFIX.NUMBER. splice: one child, through a pipe of 1 MB, by splice(2), with Supervisor's rotation. copy:
// a read and a write at each wake-up, no rotation. When all have ended it waits for a signal, so that it can be
// measured.

#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <unistd.h>

enum { LargePipe = 1048576, ReadSize = 65536, MostEvents = 256 };

struct Capture {
    int pipe;
    int file;
};

static const char* prefix;
static char** command;
static char* number_argument;

static void fail(const char* what) {
    perror(what);
    exit(1);
}

static int open_log(int number, int flags) {
    char path[4096];
    snprintf(path, sizeof path, "%s.%d", prefix, number);
    const int fd = open(path, O_WRONLY | O_CREAT | O_CLOEXEC | flags, 0644);
    if (fd < 0) {
        fail(path);
    }
    return fd;
}

static struct Capture start(int number) {
    int ends[2];
    if (pipe2(ends, O_CLOEXEC) != 0) {
        fail("pipe2");
    }
    sprintf(number_argument, "%d", number);
    const pid_t pid = vfork();
    if (pid == 0) {
        dup2(ends[1], STDOUT_FILENO);
        execv(command[0], command);
        _exit(127);
    }
    if (pid < 0) {
        fail("vfork");
    }
    close(ends[1]);
    return (struct Capture){ends[0], open_log(number, O_TRUNC)};
}

static int rotate(int number, int backups) {
    char from[4096];
    char to[4096];
    for (int backup = backups - 1; backup >= 0; --backup) {
        if (backup > 0) {
            snprintf(from, sizeof from, "%s.%d.%d", prefix, number, backup);
        } else {
            snprintf(from, sizeof from, "%s.%d", prefix, number);
        }
        snprintf(to, sizeof to, "%s.%d.%d", prefix, number, backup + 1);
        if (rename(from, to) != 0 && errno != ENOENT) {
            fail(from);
        }
    }
    return open_log(number, O_TRUNC);
}

static void splice_all(struct Capture capture, int64_t maxbytes, int backups) {
    fcntl(capture.pipe, F_SETPIPE_SZ, LargePipe);
    int64_t size = 0;
    for (;;) {
        const int64_t room = maxbytes - size;
        const ssize_t moved =
            splice(capture.pipe, NULL, capture.file, NULL, room < LargePipe ? (size_t)room : LargePipe, SPLICE_F_MOVE);
        if (moved < 0) {
            fail("splice");
        }
        if (moved == 0) {
            return;
        }
        size += moved;
        if (size >= maxbytes) {
            close(capture.file);
            capture.file = rotate(0, backups);
            size = 0;
        }
    }
}

static void copy_all(struct Capture* captures, int count) {
    static char buffer[ReadSize];
    const int epoll_fd = epoll_create1(EPOLL_CLOEXEC);
    for (int number = 0; number < count; ++number) {
        struct epoll_event event = {.events = EPOLLIN, .data.u32 = (uint32_t)number};
        epoll_ctl(epoll_fd, EPOLL_CTL_ADD, captures[number].pipe, &event);
    }
    for (int open = count; open > 0;) {
        struct epoll_event events[MostEvents];
        const int ready = epoll_wait(epoll_fd, events, MostEvents, -1);
        for (int index = 0; index < ready; ++index) {
            const struct Capture* const capture = &captures[events[index].data.u32];
            const ssize_t length = read(capture->pipe, buffer, sizeof buffer);
            if (length <= 0) {
                close(capture->pipe);
                --open;
            } else if (write(capture->file, buffer, (size_t)length) != length) {
                fail("write");
            }
        }
    }
}

int main(int argc, char** argv) {
    if (argc < 7) {
        fputs("usage: capture_bound splice|copy MAXBYTES BACKUPS PREFIX COUNT PROGRAM ARGUMENT...\n", stderr);
        return 2;
    }
    prefix = argv[4];
    const int count = atoi(argv[5]);
    command = calloc((size_t)argc, sizeof *command);
    memcpy(command, argv + 6, (size_t)(argc - 6) * sizeof *command);
    number_argument = malloc(16);
    command[argc - 6] = number_argument;
    struct Capture* const captures = calloc((size_t)count, sizeof *captures);
    for (int number = 0; number < count; ++number) {
        captures[number] = start(number);
    }
    if (strcmp(argv[1], "splice") == 0) {
        splice_all(captures[0], atoll(argv[2]), atoi(argv[3]));
    } else {
        copy_all(captures, count);
    }
    pause();
    return 0;
}
