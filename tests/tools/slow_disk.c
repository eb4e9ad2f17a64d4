// Preloaded into a daemon: while the file $SLOW_DISK exists, nothing gets to the disk. Whoever asks for that waits.

#include <dlfcn.h>
#include <stdlib.h>
#include <unistd.h>

static void wait_for_disk(void) {
    const char* gate = getenv("SLOW_DISK");
    while (gate != NULL && access(gate, F_OK) == 0) {
        usleep(10000);
    }
}

__attribute__((visibility("default"))) int fsync(int fd) {
    wait_for_disk();
    int (*real)(int);
    *(void**)&real = dlsym(RTLD_NEXT, "fsync");
    return real(fd);
}

__attribute__((visibility("default"))) int fdatasync(int fd) {
    wait_for_disk();
    int (*real)(int);
    *(void**)&real = dlsym(RTLD_NEXT, "fdatasync");
    return real(fd);
}
