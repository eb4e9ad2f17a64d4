/* Extension "halberd.command_line/1" of a plugin: what its command line prints and how it ends the program, when the
 * plugin runs as a program of its own (NAME, or halberd-plugin-host NAME.so): -h, and usage errors with the tool's own
 * stream and exit status. Inside the daemon there is no program to end: there, create fails with a text that says what
 * is wrong. C11.
 */
#ifndef HALBERD_COMMAND_LINE_ABI_H
#define HALBERD_COMMAND_LINE_ABI_H

#include <halberd/plugin_abi.h>

#ifdef __cplusplus
extern "C" {
#endif

#define HALBERD_COMMAND_LINE_EXTENSION "halberd.command_line/1"

/* Streams of halberd_command_line_write. */
enum { HALBERD_STDOUT = 1, HALBERD_STDERR = 2 };

/* Given by the host: prints a text as it is, newlines included. */
typedef void (*halberd_command_line_write)(void* context, int stream, halberd_string text);

typedef struct halberd_command_line {
    uint32_t struct_size;
    uint32_t reserved; /* 0 */

    /* Reads the arguments as create would; argc and argv are those of create. Returns -1 when create may be called with
     * them. Otherwise the program is to end: the exit status, 0 to 255, after calls of write with what is to be
     * printed. Called before create. [plugin] */
    int (*check)(int argc, const char* const* argv, void* context, halberd_command_line_write write);
} halberd_command_line;

#ifdef __cplusplus
}
#endif

#endif /* HALBERD_COMMAND_LINE_ABI_H */
