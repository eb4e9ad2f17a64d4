// usage: control_client SOCKET METHOD CONNECTIONS CALLS PROGRAMS [FILE]
//
// Calls supervisor.METHOD so many times in all, over kept connections with one call under way on each, and reads the
// whole of each answer, which must be right: to getState RUNNING, to getAllProcessInfo each of the programs p0, p1, …
// once. Prints the nanoseconds from the first call to the last answer, and then those of each call, a line each;
// looking at a list is no part of its time. The last answer is written into FILE, head and all.

#include "notebook.h"

#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/un.h>

enum { MostConnections = 64, FirstSize = 65536 };

struct Connection {
    int fd;
    int64_t asked;
    char* answer; // ends in a zero byte
    size_t filled, room;
};

static struct Connection connections[MostConnections];
static char request[1024];
static size_t request_size;
static unsigned program_count;
static char* seen; // programs in one list

static void fail(const char* what) {
    perror(what);
    exit(1);
}

static void refuse(const char* what, const char* answer) {
    fprintf(stderr, "control_client: %s: %.400s\n", what, answer);
    exit(1);
}

static void make_request(const char* method) {
    char body[512];
    const int size = snprintf(body, sizeof body,
                              "<?xml version='1.0'?>\n<methodCall>\n<methodName>supervisor.%s</methodName>\n<params>\n"
                              "</params>\n</methodCall>\n",
                              method);
    request_size = (size_t)snprintf(request, sizeof request,
                                    "POST /RPC2 HTTP/1.1\r\nHost: localhost\r\nContent-Type: text/xml\r\n"
                                    "Content-Length: %d\r\n\r\n%s",
                                    size, body);
}

static void open_connection(struct Connection* connection, const char* path) {
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    snprintf(address.sun_path, sizeof address.sun_path, "%s", path);
    connection->fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (connect(connection->fd, (struct sockaddr*)&address, sizeof address) != 0) {
        fail(path);
    }
    connection->room = FirstSize;
    connection->answer = malloc(connection->room);
}

static void ask(struct Connection* connection) {
    connection->filled = 0;
    connection->asked = monotonic_time();
    if (write(connection->fd, request, request_size) != (ssize_t)request_size) {
        fail("write");
    }
}

// Where the body begins, or NULL when the answer is not there as a whole.
static const char* whole_body(const struct Connection* connection) {
    static const char Length[] = "Content-Length: ";
    const char* const end = memmem(connection->answer, connection->filled, "\r\n\r\n", 4);
    if (end == NULL) {
        return NULL;
    }
    const char* const body = end + 4;
    const char* const length =
        memmem(connection->answer, (size_t)(body - connection->answer), Length, sizeof Length - 1);
    if (strncmp(connection->answer, "HTTP/1.1 200 ", 13) != 0 || length == NULL) {
        refuse("no answer to a call", connection->answer);
    }
    const size_t wanted = (size_t)(body - connection->answer) + strtoul(length + sizeof Length - 1, NULL, 10);
    if (connection->filled > wanted) {
        refuse("more than one answer to a call", connection->answer);
    }
    return connection->filled == wanted ? body : NULL;
}

// Reads once, and returns the body when the answer is complete, NULL otherwise.
static const char* receive(struct Connection* connection) {
    if (connection->room - connection->filled < FirstSize / 2) {
        connection->room *= 4;
        connection->answer = realloc(connection->answer, connection->room);
    }
    const ssize_t size =
        read(connection->fd, connection->answer + connection->filled, connection->room - connection->filled - 1);
    if (size <= 0) {
        fail("the daemon has closed the connection");
    }
    connection->filled += (size_t)size;
    connection->answer[connection->filled] = '\0';
    return whole_body(connection);
}

static void check_list(const char* body) {
    static const char Member[] = "<name>name</name>";
    static const char Value[] = "<value><string>p";
    unsigned count = 0;
    memset(seen, 0, program_count);
    for (const char* at = body; (at = strstr(at, Member)) != NULL; ++count) {
        at += sizeof Member - 1;
        at += strspn(at, "\n");
        char* end = NULL;
        const unsigned long number =
            strncmp(at, Value, sizeof Value - 1) == 0 ? strtoul(at + sizeof Value - 1, &end, 10) : program_count;
        if (number >= program_count || *end != '<' || seen[number]++ != 0) {
            refuse("the list has a program too often, or another than those", at);
        }
    }
    if (count != program_count) {
        fprintf(stderr, "control_client: the list has %u of %u programs\n", count, program_count);
        exit(1);
    }
}

static void check_state(const char* body) {
    if (strstr(body, "<string>RUNNING</string>") == NULL) {
        refuse("not the state of a daemon that runs", body);
    }
}

static struct Connection* next_readable(int epoll_fd, unsigned count) {
    if (count == 1) {
        return connections;
    }
    struct epoll_event event;
    if (epoll_wait(epoll_fd, &event, 1, -1) != 1) {
        fail("epoll_wait");
    }
    return event.data.ptr;
}

// Returns how long all of it has taken, and how long each call in the order of the answers.
static int64_t call_all(int epoll_fd, unsigned count, unsigned calls, void (*check)(const char*), int64_t* times) {
    const int64_t began = monotonic_time();
    int64_t ended = began;
    unsigned asked = 0;
    for (; asked < count && asked < calls; ++asked) {
        ask(&connections[asked]);
    }
    for (unsigned answered = 0; answered < calls;) {
        struct Connection* const connection = next_readable(epoll_fd, count);
        const char* const body = receive(connection);
        if (body == NULL) {
            continue;
        }
        ended = monotonic_time();
        times[answered++] = ended - connection->asked;
        check(body);
        if (asked < calls) {
            ask(connection);
            ++asked;
        }
    }
    return ended - began;
}

static void save(const char* path) {
    FILE* const file = fopen(path, "w");
    if (file == NULL || fwrite(connections[0].answer, 1, connections[0].filled, file) != connections[0].filled ||
        fclose(file) != 0) {
        fail(path);
    }
}

int main(int argc, char** argv) {
    const unsigned count = argc > 3 ? (unsigned)atoi(argv[3]) : 0;
    if (argc < 6 || argc > 7 || count == 0 || count > MostConnections) {
        fputs("usage: control_client SOCKET METHOD CONNECTIONS CALLS PROGRAMS [FILE]\n", stderr);
        return 2;
    }
    const unsigned calls = (unsigned)atoi(argv[4]);
    program_count = (unsigned)atoi(argv[5]);
    seen = calloc(program_count + 1, 1);
    int64_t* const times = calloc(calls, sizeof *times);
    make_request(argv[2]);
    const int epoll_fd = epoll_create1(EPOLL_CLOEXEC);
    for (unsigned number = 0; number < count; ++number) {
        open_connection(&connections[number], argv[1]);
        struct epoll_event event = {.events = EPOLLIN, .data.ptr = &connections[number]};
        epoll_ctl(epoll_fd, EPOLL_CTL_ADD, connections[number].fd, &event);
    }
    const int is_list = strcmp(argv[2], "getAllProcessInfo") == 0;
    printf("%lld\n", (long long)call_all(epoll_fd, count, calls, is_list ? check_list : check_state, times));
    for (unsigned number = 0; number < calls; ++number) {
        printf("%lld\n", (long long)times[number]);
    }
    if (argc > 6) {
        save(argv[6]);
    }
    return 0;
}
