/* A plugin that does what the payload of an event, or the document of a call, says: the tests drive it by these. */

#define _GNU_SOURCE
#include <halberd/plugin_abi.h>
#include <halberd/rpc_abi.h>

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

static void hang(const struct instance* self) {
    say(self, "hanging");
    for (;;) {
        const struct timespec pause = {3600, 0};
        nanosleep(&pause, NULL);
    }
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
        hang(self);
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

/* Answers with the request itself, unless it says something else. */
static int call(void* instance, halberd_string request, void* context, halberd_take_document answer, char* err,
                size_t err_size) {
    const struct instance* self = instance;
    if (memmem(request.data, request.size, "refuse", 6) != NULL) {
        snprintf(err, err_size, "refused as asked");
        return 0;
    }
    if (memmem(request.data, request.size, "hang", 4) != NULL) {
        hang(self);
    }
    if (memmem(request.data, request.size, "ask", 3) != NULL) {
        const halberd_daemon* daemon = self->host->get_extension(self->host->context, HALBERD_DAEMON_EXTENSION);
        snprintf(err, err_size, "the daemon does not answer");
        return daemon->call(self->host->context, request, context, answer);
    }
    answer(context, request);
    return 1;
}

static const void* get_extension(const char* id) {
    static const halberd_rpc_method methods[] = {{"obey", "Does as told.\n@return string the request\n", 0, 0}};
    static const halberd_rpc rpc = {sizeof(halberd_rpc), sizeof(halberd_rpc_method), methods, 1, call};
    return strcmp(id, HALBERD_RPC_EXTENSION) == 0 ? &rpc : NULL;
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
                                                             get_extension};
