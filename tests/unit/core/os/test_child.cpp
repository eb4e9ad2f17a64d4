// The program that the tests of this folder start: does what its first argument says.

#include <dirent.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>
#include <vector>

extern char** environ;

namespace {

void print_descriptors() {
    DIR* folder = ::opendir("/proc/self/fd");
    std::vector<int> fds;
    while (const dirent* entry = ::readdir(folder)) {
        if (entry->d_name[0] != '.' && std::atoi(entry->d_name) != ::dirfd(folder)) {
            fds.push_back(std::atoi(entry->d_name));
        }
    }
    ::closedir(folder);
    std::sort(fds.begin(), fds.end());
    for (const int fd : fds) {
        std::printf("%d ", fd);
    }
}

void print_environment() {
    for (char** variable = environ; *variable != nullptr; ++variable) {
        std::puts(*variable);
    }
}

void print_umask() {
    std::printf("%03o", ::umask(0));
}

void print_groups() {
    gid_t groups[64];
    const int count = ::getgroups(64, groups);
    std::printf("%u %u %u %u", ::getuid(), ::geteuid(), ::getgid(), ::getegid());
    for (int i = 0; i < count; ++i) {
        std::printf(" %u", groups[i]);
    }
}

// The signals that are blocked and those that are ignored, by number.
void print_signals() {
    sigset_t blocked;
    ::sigprocmask(SIG_SETMASK, nullptr, &blocked);
    for (int signal = 1; signal < NSIG; ++signal) {
        struct sigaction action {};
        ::sigaction(signal, nullptr, &action);
        if (sigismember(&blocked, signal) == 1 || action.sa_handler == SIG_IGN) {
            std::printf("%d ", signal);
        }
    }
    std::printf("done");
}

// Numbered lines of 100 bytes, in writes of 4,000.
void write_lines(long count) {
    std::string block;
    for (long line = 0; line < count; ++line) {
        char text[101];
        std::snprintf(text, sizeof text, "%099ld\n", line);
        block += text;
        if (block.size() == 4000 || line + 1 == count) {
            for (std::size_t done = 0; done < block.size();) {
                const ssize_t written = ::write(STDOUT_FILENO, block.data() + done, block.size() - done);
                if (written < 0) {
                    std::exit(1);
                }
                done += static_cast<std::size_t>(written);
            }
            block.clear();
        }
    }
}

} // namespace

int main(int argc, char** argv) {
    const std::string what = argc > 1 ? argv[1] : "";
    if (what == "descriptors") {
        print_descriptors();
    } else if (what == "environment") {
        print_environment();
    } else if (what == "umask") {
        print_umask();
    } else if (what == "user") {
        print_groups();
    } else if (what == "signals") {
        print_signals();
    } else if (what == "ids") {
        std::printf("%d %d %d", ::getpid(), ::getpgrp(), ::getsid(0));
    } else if (what == "directory") {
        char* directory = ::getcwd(nullptr, 0);
        std::printf("%s", directory);
        std::free(directory);
    } else if (what == "accept") {
        // A FastCGI program's socket is its stdin: answers the first connection with its first word.
        const int connection = ::accept(STDIN_FILENO, nullptr, nullptr);
        return connection >= 0 && ::write(connection, "hello", 5) == 5 ? 0 : 1;
    } else if (what == "lines" && argc > 2) {
        write_lines(std::atol(argv[2]));
    } else if (what == "exit" && argc > 2) {
        return std::atoi(argv[2]);
    } else if (what == "die" && argc > 2) {
        // The last words of a process that is killed.
        [[maybe_unused]] const ssize_t written = ::write(STDOUT_FILENO, argv[2], std::strlen(argv[2]));
        ::kill(::getpid(), SIGKILL);
    } else {
        return 2;
    }
    return 0;
}
