/* A whole plugin in plain C: it logs the name of each event after its own first argument. */
#include <halberd/plugin_abi.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct instance {
    const halberd_host* host;
    char prefix[32];
};

static void* create(const halberd_host* host, int argc, const char* const* argv, char* err, size_t err_size) {
    struct instance* self;
    if (argc != 2) {
        snprintf(err, err_size, "%s: give one argument, the prefix", argv[0]);
        return NULL;
    }
    self = malloc(sizeof *self);
    if (self == NULL) {
        snprintf(err, err_size, "%s: out of memory", argv[0]);
        return NULL;
    }
    self->host = host;
    snprintf(self->prefix, sizeof self->prefix, "%s", argv[1]);
    return self;
}

static int handle(void* instance, const halberd_event* event, char* err, size_t err_size) {
    const struct instance* self = instance;
    char line[128];
    halberd_string message;
    if (event->payload.size == 0) {
        snprintf(err, err_size, "an empty event");
        return HALBERD_FAIL;
    }
    snprintf(line, sizeof line, "%s %.*s", self->prefix, (int)event->name.size, event->name.data);
    message.data = line;
    message.size = strlen(line);
    self->host->log(self->host->context, HALBERD_LOG_INFO, message);
    return HALBERD_OK;
}

static void destroy(void* instance) {
    free(instance);
}

HALBERD_EXPORT extern const struct halberd_plugin halberd_plugin;

const struct halberd_plugin halberd_plugin = {
    sizeof(struct halberd_plugin),
    HALBERD_ABI_MAJOR,
    0,
    "org.example.plain",
    "1.0.0",
    "Logs the names of events",
    create,
    handle,
    destroy,
    NULL,
};
