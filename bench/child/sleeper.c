// usage: sleeper pause|read|exit NOTEBOOK NUMBER
//
// Notes the moment of its first instruction, and then waits for a signal, reads its input to the end, or ends.

#include "notebook.h"

#include <string.h>

int main(int argc, char** argv) {
    const int64_t began = monotonic_time();
    if (argc != 4) {
        fputs("usage: sleeper pause|read|exit NOTEBOOK NUMBER\n", stderr);
        return 2;
    }
    note(argv[2], BeginRecord, atoi(argv[3]), began, 0);
    if (strcmp(argv[1], "pause") == 0) {
        pause();
    }
    char buffer[4096];
    while (strcmp(argv[1], "read") == 0 && read(STDIN_FILENO, buffer, sizeof buffer) > 0) {
    }
    return 0;
}
