// usage: control_bound SOCKET NOTEBOOK LIST STATE
//
// The lower bound of a control server: answers each HTTP request on a UNIX socket with the bytes of a file, which are
// those that a supervisord has answered: LIST for getAllProcessInfo, STATE for anything else. It reads a request, looks
// at which it is, and writes; nothing else. Notes when it listens.

#include "../child/notebook.h"

#include <errno.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/un.h>

enum { MostEvents = 64, RequestSize = 4096 };

struct Answer {
    char* bytes;
    size_t size;
};

struct Client {
    int fd;
    char request[RequestSize];
    size_t filled;
    const struct Answer* answer; // being written; NULL: a request is awaited
    size_t sent;
};

static struct Answer list, state;
static int epoll_fd;

static void fail(const char* what) {
    perror(what);
    exit(1);
}

static struct Answer contents(const char* path) {
    FILE* const file = fopen(path, "r");
    if (file == NULL || fseek(file, 0, SEEK_END) != 0) {
        fail(path);
    }
    struct Answer answer = {.size = (size_t)ftell(file)};
    answer.bytes = malloc(answer.size + 1);
    rewind(file);
    if (fread(answer.bytes, 1, answer.size, file) != answer.size) {
        fail(path);
    }
    fclose(file);
    return answer;
}

static int listen_at(const char* path) {
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    snprintf(address.sun_path, sizeof address.sun_path, "%s", path);
    const int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (bind(fd, (struct sockaddr*)&address, sizeof address) != 0 || listen(fd, SOMAXCONN) != 0) {
        fail(path);
    }
    return fd;
}

static void watch(int fd, int operation, unsigned events, void* client) {
    struct epoll_event event = {.events = events, .data.ptr = client};
    if (epoll_ctl(epoll_fd, operation, fd, &event) != 0) {
        fail("epoll_ctl");
    }
}

static void accept_client(int listening) {
    const int fd = accept4(listening, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);
    if (fd >= 0) {
        struct Client* const client = calloc(1, sizeof *client);
        client->fd = fd;
        watch(fd, EPOLL_CTL_ADD, EPOLLIN, client);
    }
}

static void forget(struct Client* client) {
    close(client->fd);
    free(client);
}

// What the request is answered with; NULL while it is not there as a whole.
static const struct Answer* answer_to(struct Client* client) {
    client->request[client->filled] = '\0';
    const char* const end = strstr(client->request, "\r\n\r\n");
    const char* const length = strstr(client->request, "Content-Length: ");
    if (end == NULL || length == NULL || end + 4 + atoi(length + 16) > client->request + client->filled) {
        return NULL;
    }
    return strstr(end, "getAllProcessInfo") != NULL ? &list : &state;
}

static void send_on(struct Client* client) {
    const ssize_t size =
        send(client->fd, client->answer->bytes + client->sent, client->answer->size - client->sent, MSG_NOSIGNAL);
    if (size < 0 && errno != EAGAIN) {
        forget(client);
        return;
    }
    const int was_waiting = client->sent > 0;
    client->sent += size > 0 ? (size_t)size : 0;
    if (client->sent < client->answer->size) {
        if (!was_waiting) {
            watch(client->fd, EPOLL_CTL_MOD, EPOLLOUT, client);
        }
        return;
    }
    if (was_waiting) {
        watch(client->fd, EPOLL_CTL_MOD, EPOLLIN, client);
    }
    client->answer = NULL;
    client->filled = client->sent = 0;
}

static void receive(struct Client* client) {
    const ssize_t size = read(client->fd, client->request + client->filled, RequestSize - 1 - client->filled);
    if (size <= 0) {
        forget(client);
        return;
    }
    client->filled += (size_t)size;
    client->answer = answer_to(client);
    if (client->answer != NULL) {
        send_on(client);
    }
}

int main(int argc, char** argv) {
    if (argc != 5) {
        fputs("usage: control_bound SOCKET NOTEBOOK LIST STATE\n", stderr);
        return 2;
    }
    list = contents(argv[3]);
    state = contents(argv[4]);
    const int listening = listen_at(argv[1]);
    epoll_fd = epoll_create1(EPOLL_CLOEXEC);
    watch(listening, EPOLL_CTL_ADD, EPOLLIN, NULL);
    note(argv[2], BeginRecord, 0, monotonic_time(), 0);
    for (;;) {
        struct epoll_event events[MostEvents];
        const int count = epoll_wait(epoll_fd, events, MostEvents, -1);
        for (int index = 0; index < count; ++index) {
            struct Client* const client = events[index].data.ptr;
            if (client == NULL) {
                accept_client(listening);
            } else if (client->answer != NULL) {
                send_on(client);
            } else {
                receive(client);
            }
        }
    }
}
