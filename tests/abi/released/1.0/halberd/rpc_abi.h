/* Extension "halberd.rpc/1" of a plugin: methods that it adds to the XML-RPC interface of supervisord, for
 *   [rpcinterface:NAME]
 *   plugin=FILE.so ARGUMENT...
 * which makes them NAME.METHOD. Calls and answers are XML-RPC documents in UTF-8, as HTTP carries them. And extension
 * "halberd.daemon/1" of the host, which such a plugin finds in the daemon: it calls the daemon's own methods. C11.
 */
#ifndef HALBERD_RPC_ABI_H
#define HALBERD_RPC_ABI_H

#include <halberd/plugin_abi.h>

#ifdef __cplusplus
extern "C" {
#endif

#define HALBERD_RPC_EXTENSION "halberd.rpc/1"
#define HALBERD_DAEMON_EXTENSION "halberd.daemon/1"

/* One method. Strings are zero-terminated and live as long as the plugin's table. */
typedef struct halberd_rpc_method {
    const char* name;      /* "log", without the namespace */
    const char* help;      /* for system.methodHelp; its lines "@param TYPE NAME ..." and "@return TYPE ..." are the signature */
    uint32_t required;     /* how many arguments it takes at least, */
    uint32_t most;         /* and at most */
} halberd_rpc_method;

/* Given by the caller: takes a document, which is copied before it returns. */
typedef void (*halberd_take_document)(void* context, halberd_string document);

typedef struct halberd_rpc {
    uint32_t struct_size;
    uint32_t method_size;              /* sizeof(halberd_rpc_method): the way from one method to the next */
    const halberd_rpc_method* methods;
    size_t method_count;

    /* Carries out a call of an instance: `request` is a <methodCall> whose name has no namespace and whose arguments are
     * as many as the method takes. Hands a <methodResponse>, with a value or a fault, to `answer` and returns 1; returns
     * 0 and writes a text to err when there is no answer. May take its time: other calls of this plugin wait, nobody
     * else. [plugin] */
    int (*call)(void* self, halberd_string request, void* context, halberd_take_document answer, char* err,
                size_t err_size);
} halberd_rpc;

typedef struct halberd_daemon {
    uint32_t struct_size;
    uint32_t reserved; /* 0 */

    /* Calls a method of the daemon: `request` is a <methodCall> with its full name, "supervisor.getState". Waits for the
     * answer, hands it to `answer` and returns 1; returns 0 when the daemon goes down or takes the plugin away. A call of
     * a method of this plugin itself waits for ever. `host_context` is the context of halberd_host. [plugin] */
    int (*call)(void* host_context, halberd_string request, void* context, halberd_take_document answer);
} halberd_daemon;

#ifdef __cplusplus
}
#endif

#endif /* HALBERD_RPC_ABI_H */
