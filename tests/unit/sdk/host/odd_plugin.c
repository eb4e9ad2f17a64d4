/* A plugin in plain C that has one fault, chosen by a macro, or none (RIGHT). It counts the bytes of payloads. */
#include <halberd/plugin_abi.h>
#include <stdlib.h>
#include <string.h>

struct counter {
    const halberd_host* host;
    size_t bytes;
};

static void* create(const halberd_host* host, int argc, const char* const* argv, char* err, size_t err_size) {
    (void)argv;
    if (argc > 1) {
        strncpy(err, "no arguments, please", err_size);
        return NULL;
    }
    struct counter* self = malloc(sizeof *self);
    self->host = host;
    self->bytes = 0;
    return self;
}

#ifdef UNRESOLVED
int function_of_nobody(void);
#endif

static int handle(void* self, const halberd_event* event, char* err, size_t err_size) {
    (void)err;
    (void)err_size;
    ((struct counter*)self)->bytes += event->payload.size;
#ifdef UNRESOLVED
    return function_of_nobody();
#else
    return HALBERD_OK;
#endif
}

static void destroy(void* self) {
    free(self);
}

#ifdef NO_SYMBOL
#define CONSTANT another_name
#else
#define CONSTANT halberd_plugin
#endif
#ifdef HIDDEN_SYMBOL
__attribute__((visibility("hidden")))
#else
HALBERD_EXPORT
#endif
extern const struct halberd_plugin CONSTANT;

const struct halberd_plugin CONSTANT = {
#ifdef TABLE_TOO_SMALL
    .struct_size = 16,
#else
    .struct_size = sizeof(struct halberd_plugin),
#endif
#ifdef WRONG_MAJOR
    .abi_major = HALBERD_ABI_MAJOR + 6,
#else
    .abi_major = HALBERD_ABI_MAJOR,
#endif
#ifdef MINOR_TOO_NEW
    .abi_minor_needed = HALBERD_ABI_MINOR + 9,
#else
    .abi_minor_needed = HALBERD_ABI_MINOR,
#endif
    .id = "org.example.counter",
    .version = "1.0.0",
    .summary = "Counts bytes",
    .create = create,
#ifndef NO_HANDLE
    .handle = handle,
#endif
    .destroy = destroy,
};
