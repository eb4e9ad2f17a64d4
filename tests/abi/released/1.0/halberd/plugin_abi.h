/* The binary contract between Halberd and a plugin: the only header shared across the .so boundary. C11; compiles as C++.
 *
 * A plugin is a shared object that exports one constant, `halberd_plugin`. Rules:
 *  - Structs begin with struct_size; a member may be read only when struct_size covers it. New members are appended.
 *  - Strings are {pointer, length}; they need not end in a zero byte, except those of argv.
 *  - Whatever one side allocates, that side frees. Memory of an event lives until handle returns; memory of the host table
 *    lives until destroy returns. Error text goes into the caller's buffer and ends in a zero byte.
 *  - No C++ type, FILE*, errno value or exception crosses the boundary.
 *  - The thread in brackets is the one that calls: [plugin] is the one thread that belongs to the plugin instance, the same
 *    for create, handle and destroy; [any] is any thread.
 *
 * MAJOR changes when a meaning, an order or a member goes: the host refuses another major. MINOR grows when members are
 * appended: a plugin states the minor that it needs. docs/plugin-abi.md is the promise in full.
 */
#ifndef HALBERD_PLUGIN_ABI_H
#define HALBERD_PLUGIN_ABI_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#define HALBERD_ABI_MAJOR 1
#define HALBERD_ABI_MINOR 0

#if defined(__GNUC__)
#define HALBERD_EXPORT __attribute__((visibility("default")))
#else
#define HALBERD_EXPORT
#endif

typedef struct halberd_string {
    const char* data; /* may be NULL when size is 0 */
    size_t size;      /* bytes */
} halberd_string;

/* Levels of halberd_host.log, with Supervisor's meaning. */
enum {
    HALBERD_LOG_DEBUG = 10,
    HALBERD_LOG_INFO = 20,
    HALBERD_LOG_WARN = 30,
    HALBERD_LOG_ERROR = 40,
    HALBERD_LOG_CRITICAL = 50
};

/* Results of halberd_plugin.handle. */
enum {
    HALBERD_OK = 0,   /* done: the next event may come */
    HALBERD_FAIL = 1, /* not done: the daemon delivers the event again */
    HALBERD_FATAL = 2 /* the plugin can't go on: it is destroyed, and restarted as autorestart says; the event comes again */
};

/* What the host offers to a plugin. */
typedef struct halberd_host {
    uint32_t struct_size;
    uint32_t reserved; /* 0 */
    void* context;     /* the host's own; passed back to its functions */

    /* Writes one line (without newline) to the listener's stderr log. [any] */
    void (*log)(void* context, int level, halberd_string message);

    /* The value of an environment variable as an external listener would see it (SUPERVISOR_SERVER_URL,
     * SUPERVISOR_PROCESS_NAME, SUPERVISOR_GROUP_NAME, and environment= of the section). Returns 1 and sets *value, which
     * lives as long as the host table, or returns 0 when it is not set. [plugin] */
    int (*get_variable)(void* context, halberd_string name, halberd_string* value);

    /* Optional host features by id, "halberd.NAME/1"; NULL when the host has none of that id. [plugin] */
    const void* (*get_extension)(void* context, const char* id);
} halberd_host;

/* One event. Header and payload are those of the listener protocol. */
typedef struct halberd_event {
    uint32_t struct_size;
    uint32_t reserved;       /* 0 */
    halberd_string server;   /* identifier of the daemon */
    halberd_string pool;     /* name of the listener pool */
    halberd_string name;     /* "PROCESS_STATE_EXITED" */
    uint64_t serial;         /* unique in the daemon's life */
    uint64_t pool_serial;    /* unique in the pool */
    halberd_string payload;  /* "processname:cat groupname:cat from_state:RUNNING expected:0 pid:42" */
} halberd_event;

/* The table. It has no typedef, since its name is also that of the exported constant:
 *   HALBERD_EXPORT extern const struct halberd_plugin halberd_plugin;
 */
struct halberd_plugin {
    /* These three never change their place, in any major version. */
    uint32_t struct_size;
    uint16_t abi_major;
    uint16_t abi_minor_needed;

    const char* id;      /* "org.example.crashmail"; zero-terminated, as the next two */
    const char* version; /* "1.0.0" */
    const char* summary; /* one line */

    /* Makes an instance. argv[0] is the plugin's name, then its arguments as the configuration gives them; argc counts both,
     * and argv[argc] is NULL. They live until create returns.
     * Returns NULL and writes a text to err (at most err_size bytes with the zero) when that fails. [plugin] */
    void* (*create)(const halberd_host* host, int argc, const char* const* argv, char* err, size_t err_size);

    /* Handles one event: HALBERD_OK, HALBERD_FAIL or HALBERD_FATAL; the latter two with a text in err. [plugin] */
    int (*handle)(void* self, const halberd_event* event, char* err, size_t err_size);

    /* Ends the instance. [plugin] */
    void (*destroy)(void* self);

    /* Optional plugin features by id, "halberd.NAME/1"; NULL for an unknown id. May itself be NULL. [any] */
    const void* (*get_extension)(const char* id);
};

/* The name of the exported constant, which has C linkage. */
#define HALBERD_PLUGIN_SYMBOL "halberd_plugin"

#ifdef __cplusplus
}
#endif

#endif /* HALBERD_PLUGIN_ABI_H */
