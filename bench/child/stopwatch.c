// usage: stopwatch PROGRAM ARGUMENT...
//
// Runs a program, reads what it writes to its standard output to the end, and waits for its end. Prints the nanoseconds
// from before its start to after its end, a line, and then what it has written. Ends with the program's status.

#include "notebook.h"

#include <spawn.h>
#include <string.h>
#include <sys/wait.h>

enum { LeastRoom = 65536 };

extern char** environ;

static void fail(const char* what) {
    perror(what);
    exit(127);
}

static char* output;
static size_t filled, room = 16 * LeastRoom;

static void read_to_end(int fd) {
    for (;;) {
        if (room - filled < LeastRoom) {
            room *= 2;
            output = realloc(output, room);
        }
        const ssize_t size = read(fd, output + filled, room - filled);
        if (size < 0) {
            fail("read");
        }
        if (size == 0) {
            return;
        }
        filled += (size_t)size;
    }
}

int main(int argc, char** argv) {
    int ends[2];
    if (argc < 2 || pipe2(ends, O_CLOEXEC) != 0) {
        fputs("usage: stopwatch PROGRAM ARGUMENT...\n", stderr);
        return 127;
    }
    output = malloc(room);
    memset(output, 0, room); // its pages are there before the time runs
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, ends[1], STDOUT_FILENO);
    pid_t pid = 0;
    const int64_t began = monotonic_time();
    if (posix_spawn(&pid, argv[1], &actions, NULL, argv + 1, environ) != 0) {
        fail(argv[1]);
    }
    close(ends[1]);
    read_to_end(ends[0]);
    int status = 0;
    if (waitpid(pid, &status, 0) != pid) {
        fail("waitpid");
    }
    printf("%lld\n", (long long)(monotonic_time() - began));
    fwrite(output, 1, filled, stdout);
    return WIFEXITED(status) ? WEXITSTATUS(status) : 126;
}
