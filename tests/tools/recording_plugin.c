// A plugin that appends the payload of each event to the file of its argument, with the pool serial in front, and says OK.

#include <halberd/plugin_abi.h>

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char* path; // argv lives only until create() returns, hence a copy

static void note(const char* what, const halberd_event* event) {
    char line[300];
    const char* number = memchr(event->payload.data, '\n', event->payload.size);
    const size_t start = number != NULL ? (size_t)(number + 1 - event->payload.data) : 0;
    const int size = snprintf(line, sizeof line, "%s %llu %.*s\n", what, (unsigned long long)event->pool_serial,
                              (int)(event->payload.size - start), event->payload.data + start);
    const int file = open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0600);
    if (write(file, line, (size_t)size) != size) {
        abort();
    }
    close(file);
}

static void* create(const halberd_host* host, int argc, const char* const* argv, char* err, size_t err_size) {
    (void)host;
    if (argc != 2) {
        snprintf(err, err_size, "name a file");
        return NULL;
    }
    path = strdup(argv[1]);
    return &path;
}

static int handle(void* instance, const halberd_event* event, char* err, size_t err_size) {
    (void)instance;
    (void)err;
    (void)err_size;
    note("got", event);
    usleep(500);
    note("ok", event);
    return HALBERD_OK;
}

static void destroy(void* instance) {
    (void)instance;
}

HALBERD_EXPORT const struct halberd_plugin halberd_plugin = {sizeof(struct halberd_plugin),
                                                             HALBERD_ABI_MAJOR,
                                                             HALBERD_ABI_MINOR,
                                                             "test.recording",
                                                             "1.0.0",
                                                             "writes down what it gets",
                                                             create,
                                                             handle,
                                                             destroy,
                                                             NULL};
