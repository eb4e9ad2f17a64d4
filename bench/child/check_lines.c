// usage: check_lines WRITER LINES FILE...
//
// Holds the files, one after the other, against what writer.c has written: each line, once, whole and in order. A line
// may be cut by the end of a file if the next file goes on with the rest. Exit status 1, and what is wrong where.

#include "lines.h"

#include <stdio.h>
#include <stdlib.h>

int main(int argc, char** argv) {
    if (argc < 4) {
        fputs("usage: check_lines WRITER LINES FILE...\n", stderr);
        return 2;
    }
    const uint64_t lines = strtoull(argv[2], NULL, 10);
    char expected[LineLength];
    char found[LineLength];
    make_line(expected, (unsigned)atoi(argv[1]), 0);
    uint64_t number = 0;
    size_t have = 0; // bytes of the line in `found`
    for (int file = 3; file < argc; ++file) {
        FILE* const log = fopen(argv[file], "re");
        if (log == NULL) {
            perror(argv[file]);
            return 1;
        }
        for (;;) {
            have += fread(found + have, 1, LineLength - have, log);
            if (have < LineLength) {
                break;
            }
            renumber_line(expected, number);
            if (memcmp(found, expected, LineLength) != 0) {
                printf("%s: line %llu expected, found \"%.*s\"\n", argv[file], (unsigned long long)number,
                       LineLength - 1, found);
                return 1;
            }
            ++number;
            have = 0;
        }
        fclose(log);
    }
    if (number != lines || have != 0) {
        printf("%s: %llu lines and %zu bytes found, %llu lines expected\n", argv[3], (unsigned long long)number, have,
               (unsigned long long)lines);
        return 1;
    }
    return 0;
}
