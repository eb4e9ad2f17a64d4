#pragma once

#include <stdint.h>
#include <string.h>

// The numbered lines that writer.c writes and check_lines.c expects: "WWWW NNNNNNNNNNNN xxx…x\n", 100 bytes.

enum { LineLength = 100, WriterDigits = 4, LineDigits = 12 };

static inline void put_digits(char* to, int digits, uint64_t number) {
    for (int place = digits - 1; place >= 0; --place) {
        to[place] = (char)('0' + number % 10);
        number /= 10;
    }
}

static inline void make_line(char* line, unsigned writer, uint64_t number) {
    memset(line, 'x', LineLength - 1);
    put_digits(line, WriterDigits, writer);
    line[WriterDigits] = ' ';
    put_digits(line + WriterDigits + 1, LineDigits, number);
    line[WriterDigits + 1 + LineDigits] = ' ';
    line[LineLength - 1] = '\n';
}

// Gives the line another number.
static inline void renumber_line(char* line, uint64_t number) {
    put_digits(line + WriterDigits + 1, LineDigits, number);
}
