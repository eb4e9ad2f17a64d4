// usage: bound_ctl SOCKET COMMAND
//
// Sends a line to process_bound and waits for the line that it answers.

#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

int main(int argc, char** argv) {
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    if (argc != 3 || strlen(argv[1]) >= sizeof address.sun_path) {
        fputs("usage: bound_ctl SOCKET COMMAND\n", stderr);
        return 2;
    }
    strcpy(address.sun_path, argv[1]);
    const int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    char answer[256];
    if (connect(fd, (struct sockaddr*)&address, sizeof address) != 0 || dprintf(fd, "%s\n", argv[2]) < 0 ||
        read(fd, answer, sizeof answer) <= 0) {
        perror("bound_ctl");
        return 1;
    }
    return 0;
}
