// usage: stamped_exec NOTEBOOK NUMBER PROGRAM ARGUMENT...
//
// Notes the time and executes the program: the beginning of what is measured from a program's exec on.

#include "notebook.h"

int main(int argc, char** argv) {
    if (argc < 4) {
        fputs("usage: stamped_exec NOTEBOOK NUMBER PROGRAM ARGUMENT...\n", stderr);
        return 2;
    }
    note(argv[1], ExecRecord, atoi(argv[2]), monotonic_time(), 0);
    execv(argv[3], argv + 3);
    perror(argv[3]);
    return 127;
}
