/* A plugin that uses all of ABI 1.0 and its extensions: an event listener that logs what it is given, and an RPC plugin
 * with one method, whose answer it asks of the daemon. A payload that ends in "fail" or "fatal" is taken when it comes
 * again.
 */
#include <halberd/command_line_abi.h>
#include <halberd/description_abi.h>
#include <halberd/plugin_abi.h>
#include <halberd/rpc_abi.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct instance {
    const halberd_host* host;
    const halberd_daemon* daemon;
    char marks[256];
};

static halberd_string string(const char* text) {
    halberd_string made;
    made.data = text;
    made.size = strlen(text);
    return made;
}

static void say(const struct instance* self, const char* text) {
    self->host->log(self->host->context, HALBERD_LOG_INFO, string(text));
}

static void* create(const halberd_host* host, int argc, const char* const* argv, char* err, size_t err_size) {
    struct instance* self;
    if (argc != 2 || argv[argc] != NULL) {
        snprintf(err, err_size, "%s: give one argument, the name for its marks", argv[0]);
        return NULL;
    }
    self = calloc(1, sizeof *self);
    if (self == NULL || host->struct_size < sizeof *host || host->reserved != 0 ||
        host->get_extension(host->context, "org.example.unknown/1") != NULL) {
        snprintf(err, err_size, "%s: this is no host of ABI 1.0", argv[0]);
        free(self);
        return NULL;
    }
    self->host = host;
    self->daemon = host->get_extension(host->context, HALBERD_DAEMON_EXTENSION);
    snprintf(self->marks, sizeof self->marks, "%s", argv[1]);
    return self;
}

/* Whether the payload ends in a word that is refused the first time; a file tells later ones. */
static int is_refused(const struct instance* self, const halberd_event* event, const char* word) {
    const size_t size = strlen(word);
    char path[300];
    FILE* mark;
    if (event->payload.size < size || memcmp(event->payload.data + event->payload.size - size, word, size) != 0) {
        return 0;
    }
    snprintf(path, sizeof path, "%s.%s", self->marks, word);
    mark = fopen(path, "wx");
    if (mark == NULL) {
        return 0;
    }
    fclose(mark);
    return 1;
}

static int handle(void* instance, const halberd_event* event, char* err, size_t err_size) {
    const struct instance* self = instance;
    char line[512];
    halberd_string process = {NULL, 0};
    self->host->get_variable(self->host->context, string("SUPERVISOR_PROCESS_NAME"), &process);
    snprintf(line, sizeof line, "%.*s server:%.*s pool:%.*s %.*s serial:%d poolserial:%d %.*s", (int)process.size,
             process.data, (int)event->server.size, event->server.data, (int)event->pool.size, event->pool.data,
             (int)event->name.size, event->name.data, (int)event->serial, (int)event->pool_serial,
             (int)event->payload.size, event->payload.data);
    say(self, line);
    if (is_refused(self, event, "fail")) {
        snprintf(err, err_size, "not this time");
        return HALBERD_FAIL;
    }
    if (is_refused(self, event, "fatal")) {
        snprintf(err, err_size, "not by me");
        return HALBERD_FATAL;
    }
    return event->struct_size < sizeof *event || event->reserved != 0 ? HALBERD_FAIL : HALBERD_OK;
}

static void destroy(void* self) {
    say(self, "destroyed");
    free(self);
}

static int check(int argc, const char* const* argv, void* context, halberd_command_line_write write) {
    if (argc == 2 && strcmp(argv[1], "--help") == 0) {
        write(context, HALBERD_STDOUT, string("one argument\n"));
        return 0;
    }
    return -1;
}

static int call(void* instance, halberd_string request, void* context, halberd_take_document answer, char* err,
                size_t err_size) {
    const struct instance* self = instance;
    (void)request;
    if (self->daemon == NULL ||
        !self->daemon->call(self->host->context,
                            string("<methodCall><methodName>supervisor.getIdentification</methodName></methodCall>"),
                            context, answer)) {
        snprintf(err, err_size, "the daemon does not answer");
        return 0;
    }
    return 1;
}

static const void* get_extension(const char* id) {
    static const halberd_command_line command_line = {sizeof(halberd_command_line), 0, check};
    static const halberd_option options[] = {{"help", 'h', NULL, "tell what is wanted"}};
    static const halberd_description description = {sizeof(halberd_description), sizeof(halberd_option), "EVENT",
                                                    options, 1};
    static const halberd_rpc_method methods[] = {
        {"whose", "The daemon's name.\n@return string name of the daemon", 0, 0}};
    static const halberd_rpc rpc = {sizeof(halberd_rpc), sizeof(halberd_rpc_method), methods, 1, call};
    if (strcmp(id, HALBERD_COMMAND_LINE_EXTENSION) == 0) {
        return &command_line;
    }
    if (strcmp(id, HALBERD_DESCRIPTION_EXTENSION) == 0) {
        return &description;
    }
    return strcmp(id, HALBERD_RPC_EXTENSION) == 0 ? &rpc : NULL;
}

HALBERD_EXPORT extern const struct halberd_plugin halberd_plugin;

const struct halberd_plugin halberd_plugin = {
    sizeof(struct halberd_plugin),
    HALBERD_ABI_MAJOR,
    HALBERD_ABI_MINOR,
    "org.example.released",
    "1.0.0",
    "Logs what it is given",
    create,
    handle,
    destroy,
    get_extension,
};
