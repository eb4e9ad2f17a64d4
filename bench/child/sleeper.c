// usage: sleeper pause|exit NOTEBOOK NUMBER
//
// Notes the moment of its first instruction, and then waits for a signal or ends.

#include "notebook.h"

#include <string.h>

int main(int argc, char** argv) {
    const int64_t began = monotonic_time();
    if (argc != 4) {
        fputs("usage: sleeper pause|exit NOTEBOOK NUMBER\n", stderr);
        return 2;
    }
    note(argv[2], BeginRecord, atoi(argv[3]), began, 0);
    if (strcmp(argv[1], "pause") == 0) {
        pause();
    }
    return 0;
}
