// usage: listener COUNT BOARD NOTEBOOK NUMBER
//
// An event listener: answers OK to each event, which must have the number that comes next behind the first line of its
// payload, and tells the board. Notes when it began, and after COUNT events how long they have taken; or -1 less the
// number that it expected, when another came.

#include "board.h"
#include "notebook.h"

#include <string.h>

enum { BufferSize = 65536 };

static const char Ready[] = "READY\n";
static const char Answer[] = "RESULT 2\nOKREADY\n";

static char buffer[BufferSize];
static size_t filled;

static void say(const char* text, size_t size) {
    if (write(STDOUT_FILENO, text, size) != (ssize_t)size) {
        perror("listener: write");
        exit(1);
    }
}

// Reads a whole event into the buffer and returns its payload, which ends in a zero byte; NULL at the end of the input.
static char* next_event(void) {
    filled = 0;
    for (;;) {
        const ssize_t count = read(STDIN_FILENO, buffer + filled, BufferSize - 1 - filled);
        if (count <= 0) {
            return NULL;
        }
        filled += (size_t)count;
        buffer[filled] = '\0';
        char* const newline = memchr(buffer, '\n', filled);
        if (newline == NULL) {
            continue;
        }
        const char* const length = strstr(buffer, " len:");
        if (length == NULL) {
            fprintf(stderr, "listener: no event: %s\n", buffer);
            exit(1);
        }
        // Characters, which are bytes here.
        if ((size_t)(buffer + filled - (newline + 1)) >= strtoul(length + 5, NULL, 10)) {
            return newline + 1;
        }
    }
}

// Whether the payload is "HEADER\nNUMBER", or "HEADER\nNUMBER TIME\n" with nothing behind it: then the time since is
// noted.
static int has_number(const char* payload, unsigned number, int64_t now, struct Board* board) {
    const char* const data = strchr(payload, '\n');
    char* end = NULL;
    if (data == NULL || strtoul(data + 1, &end, 10) != number) {
        return 0;
    }
    if (*end != ' ') {
        return *end == '\0';
    }
    board->nanoseconds[number] = now - strtoll(end, &end, 10);
    return strcmp(end, "\n") == 0;
}

int main(int argc, char** argv) {
    const int64_t began = monotonic_time();
    if (argc != 5) {
        fputs("usage: listener COUNT BOARD NOTEBOOK NUMBER\n", stderr);
        return 2;
    }
    const unsigned count = (unsigned)strtoul(argv[1], NULL, 10);
    struct Board* const board = open_board(argv[2]);
    const int own_number = atoi(argv[4]);
    note(argv[3], BeginRecord, own_number, began, 0);
    say(Ready, sizeof Ready - 1);
    int64_t first = 0;
    for (unsigned number = 0; number < count; ++number) {
        const char* const payload = next_event();
        const int64_t now = monotonic_time();
        if (payload == NULL) {
            return 1;
        }
        first = number == 0 ? now : first;
        if (!has_number(payload, number, now, board)) {
            note(argv[3], EndRecord, own_number, now, -1 - (int64_t)number);
            return 1;
        }
        say(Answer, sizeof Answer - 1);
        tell_answered(board, number + 1);
    }
    const int64_t ended = monotonic_time();
    note(argv[3], EndRecord, own_number, ended, ended - first);
    // The daemon may have more to say; another event than those would be one too many.
    char* const surplus = next_event();
    if (surplus != NULL) {
        note(argv[3], EndRecord, own_number, monotonic_time(), -1 - (int64_t)count);
    }
    return surplus != NULL;
}
