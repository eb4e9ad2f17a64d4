// usage: process_bound SOCKET COUNT PAUSE PROGRAM ARGUMENT...
//
// The lower bound of a supervisor: keeps COUNT processes running and does the system calls that this takes, and nothing
// else. Each child has three pipes, as Supervisor's have, leads a process group, and gets its number as last argument.
// A child that ends is replaced at once, but no sooner than PAUSE milliseconds after it was started.
//
// It answers lines on a UNIX socket, one client at a time: "state", "stop" (all; answered when all have ended) and
// "restart NUMBER" (answered when the new one is executed). SIGTERM: stops all and ends.

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { MostPids = 4194305, MostEvents = 256, PipeCount = 3 };

// What an event is about; a smaller number is the child whose pipe it is.
enum { SignalEvent = -1, ListenEvent = -2, ClientEvent = -3 };

struct Child {
    pid_t pid;            // 0: does not run
    int pipes[PipeCount]; // our ends
    int64_t started;      // milliseconds
};

static struct Child* children;
static int child_of_pid[MostPids]; // only the pages of pids in use are ever touched
static int count;
static int alive;
static int64_t shortest_interval;
static char** command;
static char* number_argument;
static int epoll_fd, listen_fd, signal_fd;
static int client_fd = -1;
static int restarting = -1;
static int is_stopping, is_ending, stop_is_asked;

// Those that wait for their time: a queue in the order of their starts, because all wait as long.
static int* waiting;
static size_t first_waiting, end_waiting;

static void fail(const char* what) {
    perror(what);
    exit(1);
}

static int64_t milliseconds(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return now.tv_sec * INT64_C(1000) + now.tv_nsec / 1000000;
}

static void watch(int fd, int what) {
    struct epoll_event event = {.events = EPOLLIN, .data.u64 = (uint64_t)(int64_t)what};
    if (epoll_ctl(epoll_fd, EPOLL_CTL_ADD, fd, &event) != 0) {
        fail("epoll_ctl");
    }
}

static void spawn(int number) {
    struct Child* const child = &children[number];
    int theirs[PipeCount];
    for (int which = 0; which < PipeCount; ++which) {
        int ends[2];
        if (pipe2(ends, O_CLOEXEC) != 0) {
            fail("pipe2");
        }
        const int is_input = which == 0;
        theirs[which] = ends[is_input ? 0 : 1];
        child->pipes[which] = ends[is_input ? 1 : 0];
        fcntl(child->pipes[which], F_SETFL, O_NONBLOCK);
    }
    sprintf(number_argument, "%d", number);
    const pid_t pid = vfork();
    if (pid == 0) {
        sigset_t none;
        sigemptyset(&none);
        sigprocmask(SIG_SETMASK, &none, NULL);
        setpgid(0, 0);
        for (int which = 0; which < PipeCount; ++which) {
            dup2(theirs[which], which);
        }
        execv(command[0], command);
        _exit(127);
    }
    if (pid < 0) {
        fail("vfork");
    }
    for (int which = 0; which < PipeCount; ++which) {
        close(theirs[which]);
    }
    watch(child->pipes[1], number);
    watch(child->pipes[2], number);
    child->pid = pid;
    child->started = shortest_interval > 0 ? milliseconds() : 0;
    child_of_pid[pid] = number;
    ++alive;
}

static void answer(const char* text) {
    if (client_fd >= 0 && write(client_fd, text, strlen(text)) < 0) {
        fail("write to client");
    }
}

static void kill_all(void) {
    is_stopping = 1;
    first_waiting = end_waiting;
    for (int number = 0; number < count; ++number) {
        if (children[number].pid != 0) {
            kill(children[number].pid, SIGTERM);
        }
    }
}

static void end_when_stopped(void) {
    if (is_stopping && alive == 0) {
        if (is_ending) {
            exit(0);
        }
        if (stop_is_asked) {
            stop_is_asked = 0;
            answer("stopped\n");
        }
    }
}

// Spawns those whose time has come and returns the milliseconds until the next one; -1: there is none.
static int spawn_due(void) {
    while (first_waiting != end_waiting) {
        const int number = waiting[first_waiting % (size_t)count];
        if (shortest_interval > 0) {
            const int64_t left = children[number].started + shortest_interval - milliseconds();
            if (left > 0) {
                return (int)left;
            }
        }
        ++first_waiting;
        spawn(number);
        if (number == restarting) {
            restarting = -1;
            answer("restarted\n");
        }
    }
    return -1;
}

// Everything is reaped before anything is spawned: children may die as fast as they start.
static void reap(void) {
    pid_t pid;
    while ((pid = waitpid(-1, NULL, WNOHANG)) > 0) {
        struct Child* const child = &children[child_of_pid[pid]];
        child->pid = 0;
        --alive;
        for (int which = 0; which < PipeCount; ++which) {
            close(child->pipes[which]);
        }
        if (!is_stopping) {
            waiting[end_waiting++ % (size_t)count] = child_of_pid[pid];
        }
    }
    end_when_stopped();
}

static void on_signal(void) {
    struct signalfd_siginfo info;
    while (read(signal_fd, &info, sizeof info) == sizeof info) {
        if (info.ssi_signo == SIGTERM) {
            is_ending = 1;
            kill_all();
        }
    }
    reap();
}

static void on_client(void) {
    char line[64];
    const ssize_t length = read(client_fd, line, sizeof line - 1);
    if (length <= 0) {
        close(client_fd);
        client_fd = -1;
        return;
    }
    line[length] = '\0';
    int number = -1;
    if (strcmp(line, "state\n") == 0) {
        char text[32];
        snprintf(text, sizeof text, "running %d\n", alive);
        answer(text);
    } else if (strcmp(line, "stop\n") == 0) {
        stop_is_asked = 1;
        kill_all();
        end_when_stopped();
    } else if (sscanf(line, "restart %d\n", &number) == 1 && number >= 0 && number < count) {
        restarting = number;
        kill(children[number].pid, SIGTERM);
    } else {
        answer("unknown command\n");
    }
}

static void on_listen(void) {
    const int fd = accept4(listen_fd, NULL, NULL, SOCK_CLOEXEC);
    if (fd >= 0) {
        if (client_fd >= 0) {
            close(client_fd);
        }
        client_fd = fd;
        watch(fd, ClientEvent);
    }
}

// What a child says is thrown away; the end of its output is no event any more.
static void on_output(int number) {
    char buffer[4096];
    for (int which = 1; which < PipeCount; ++which) {
        const int fd = children[number].pipes[which];
        if (children[number].pid != 0 && read(fd, buffer, sizeof buffer) == 0) {
            epoll_ctl(epoll_fd, EPOLL_CTL_DEL, fd, NULL);
        }
    }
}

static void open_descriptors(const char* path) {
    sigset_t watched;
    sigemptyset(&watched);
    sigaddset(&watched, SIGCHLD);
    sigaddset(&watched, SIGTERM);
    sigprocmask(SIG_BLOCK, &watched, NULL);
    signal_fd = signalfd(-1, &watched, SFD_CLOEXEC | SFD_NONBLOCK);
    epoll_fd = epoll_create1(EPOLL_CLOEXEC);
    listen_fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    strncpy(address.sun_path, path, sizeof address.sun_path - 1);
    if (bind(listen_fd, (struct sockaddr*)&address, sizeof address) != 0 || listen(listen_fd, 16) != 0) {
        fail(path);
    }
    watch(signal_fd, SignalEvent);
    watch(listen_fd, ListenEvent);
}

static void read_arguments(int argc, char** argv) {
    if (argc < 5) {
        fputs("usage: process_bound SOCKET COUNT PAUSE PROGRAM ARGUMENT...\n", stderr);
        exit(2);
    }
    count = atoi(argv[2]);
    shortest_interval = atoi(argv[3]);
    children = calloc((size_t)count, sizeof *children);
    waiting = calloc((size_t)count, sizeof *waiting);
    command = calloc((size_t)argc, sizeof *command);
    memcpy(command, argv + 4, (size_t)(argc - 4) * sizeof *command);
    number_argument = malloc(16);
    command[argc - 4] = number_argument;
}

int main(int argc, char** argv) {
    read_arguments(argc, argv);
    open_descriptors(argv[1]);
    for (int number = 0; number < count; ++number) {
        spawn(number);
    }
    for (;;) {
        const int timeout = spawn_due();
        struct epoll_event events[MostEvents];
        const int ready = epoll_wait(epoll_fd, events, MostEvents, timeout);
        for (int index = 0; index < ready; ++index) {
            const int what = (int)(int64_t)events[index].data.u64;
            switch (what) {
                case SignalEvent:
                    on_signal();
                    break;
                case ListenEvent:
                    on_listen();
                    break;
                case ClientEvent:
                    on_client();
                    break;
                default:
                    on_output(what);
            }
        }
    }
}
