/* A plugin that does what the payload of an event says: the tests drive it by events. */

#define _GNU_SOURCE
#include <halberd/plugin_abi.h>

#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

struct instance {
    const halberd_host* host;
};

static void say(const struct instance* self, const char* text) {
    const halberd_string line = {text, strlen(text)};
    self->host->log(self->host->context, HALBERD_LOG_INFO, line);
}

static int says(const halberd_event* event, const char* word) {
    return event->payload.size == strlen(word) && memcmp(event->payload.data, word, event->payload.size) == 0;
}

static void* create(const halberd_host* host, int argc, const char* const* argv, char* err, size_t err_size) {
    if (argc > 1 && strcmp(argv[1], "--refuse") == 0) {
        snprintf(err, err_size, "refused as asked");
        return NULL;
    }
    struct instance* self = malloc(sizeof *self);
    if (self != NULL) {
        self->host = host;
    }
    return self;
}

static int handle(void* instance, const halberd_event* event, char* err, size_t err_size) {
    const struct instance* self = instance;
    if (says(event, "fail")) {
        snprintf(err, err_size, "failed as asked");
        return HALBERD_FAIL;
    }
    if (says(event, "fatal")) {
        snprintf(err, err_size, "fatal as asked");
        return HALBERD_FATAL;
    }
    if (says(event, "hang")) {
        say(self, "hanging");
        for (;;) {
            const struct timespec pause = {3600, 0};
            nanosleep(&pause, NULL);
        }
    }
    if (says(event, "flood")) {
        for (int i = 0; i < 100000; ++i) {
            say(self, "the same line again and again");
        }
    }
    if (says(event, "thread name")) {
        char name[16];
        pthread_getname_np(pthread_self(), name, sizeof name);
        say(self, name);
    }
    if (says(event, "signals")) {
        sigset_t blocked;
        pthread_sigmask(SIG_SETMASK, NULL, &blocked);
        say(self, sigismember(&blocked, SIGTERM) && sigismember(&blocked, SIGCHLD) ? "blocked" : "open");
    }
    if (says(event, "variable")) {
        const halberd_string name = {"GREETING", 8};
        halberd_string value;
        say(self, self->host->get_variable(self->host->context, name, &value) ? value.data : "(not set)");
    }
    return HALBERD_OK;
}

static void destroy(void* instance) {
    say(instance, "destroyed");
    free(instance);
}

HALBERD_EXPORT const struct halberd_plugin halberd_plugin = {sizeof(struct halberd_plugin),
                                                             HALBERD_ABI_MAJOR,
                                                             HALBERD_ABI_MINOR,
                                                             "test.obedient",
                                                             "1.0.0",
                                                             "does as told",
                                                             create,
                                                             handle,
                                                             destroy,
                                                             NULL};
