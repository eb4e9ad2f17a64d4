/* Extension "halberd.description/1" of a plugin: what people ask before they configure it. halberd-plugin-host --describe
 * prints it. C11.
 */
#ifndef HALBERD_DESCRIPTION_ABI_H
#define HALBERD_DESCRIPTION_ABI_H

#include <halberd/plugin_abi.h>

#ifdef __cplusplus
extern "C" {
#endif

#define HALBERD_DESCRIPTION_EXTENSION "halberd.description/1"

/* An option of the plugin's arguments, or a heading over those that follow. Strings are zero-terminated and live as long
 * as the plugin's table. -h and --help are not listed, since every plugin that reads options has them.
 */
typedef struct halberd_option {
    const char* name;  /* "program" for --program; NULL for a heading */
    char letter;       /* 'p' for -p; 0 when there is none */
    const char* value; /* what stands for its value, "NAME"; NULL for an option without one */
    const char* text;  /* what it does, or the heading */
} halberd_option;

typedef struct halberd_description {
    uint32_t struct_size;
    uint32_t option_size;          /* sizeof(halberd_option): the way from one option to the next */
    const char* events;            /* what events= of its section should list: "PROCESS_STATE_EXITED,TICK_60" */
    const halberd_option* options; /* may be NULL when there are none */
    size_t option_count;
} halberd_description;

#ifdef __cplusplus
}
#endif

#endif /* HALBERD_DESCRIPTION_ABI_H */
