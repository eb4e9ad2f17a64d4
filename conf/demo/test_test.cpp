// A program worth supervising: says each second that it runs, and leaves when it is asked to.

#include <unistd.h>

#include <csignal>
#include <cstdio>
#include <string_view>

namespace {

volatile std::sig_atomic_t running = 1;

// write() instead of printf(): the signal may arrive in the middle of a printf() of the loop.
void say(std::string_view text) {
    [[maybe_unused]] const ssize_t written = write(STDOUT_FILENO, text.data(), text.size());
}

void on_sigint(int) {
    say("recv SIGINT, set running to false\n");
    running = 0;
}

void on_sigterm(int) {
    say("recv SIGTERM, set running to false\n");
    running = 0;
}

} // namespace

int main() {
    std::printf("enter main.\n");

    std::signal(SIGINT, on_sigint);
    std::signal(SIGTERM, on_sigterm);

    while (running != 0) {
        std::printf("running:%d\n", static_cast<int>(running));
        std::fflush(stdout);
        sleep(1);
    }

    std::printf("leave main.\n");
    return 0;
}
