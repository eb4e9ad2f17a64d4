#include "ctl/terminal.hpp"

#include <poll.h>
#include <termios.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstddef>
#include <cstdlib>
#include <utility>

namespace halberd::ctl {
namespace {

constexpr std::size_t write_block = 65536;

// Writes all of it. What cannot be written is lost: there is nobody to tell.
void write_all(int fd, std::string_view bytes) {
    while (!bytes.empty()) {
        const ssize_t written = ::write(fd, bytes.data(), bytes.size());
        if (written < 0 && errno != EINTR) {
            return;
        }
        bytes.remove_prefix(written > 0 ? static_cast<std::size_t>(written) : 0);
    }
}

} // namespace

Terminal::~Terminal() {
    write_output();
}

void Terminal::write(std::string_view bytes) {
    const std::lock_guard lock(output_mutex_);
    output_ += bytes;
    if (output_.size() >= write_block) {
        write_output();
    }
}

void Terminal::flush() {
    const std::lock_guard lock(output_mutex_);
    write_output();
}

void Terminal::write_output() {
    write_all(STDOUT_FILENO, output_);
    output_.clear();
}

bool Terminal::is_terminal() const {
    return ::isatty(STDOUT_FILENO) != 0;
}

// NO_COLOR: https://no-color.org
bool Terminal::has_colours() const {
    const char* const refusal = std::getenv("NO_COLOR");
    const char* const kind = std::getenv("TERM");
    const bool is_refused = refusal != nullptr && *refusal != '\0';
    return is_terminal() && !is_refused && kind != nullptr && *kind != '\0' && std::string_view(kind) != "dumb";
}

void Terminal::complain(std::string_view text) {
    const std::lock_guard lock(output_mutex_);
    write_output();
    write_all(STDERR_FILENO, std::string(text) + "\n");
}

std::optional<std::string> Terminal::ask(std::string_view question) {
    write(question);
    flush();
    while (true) {
        if (const auto end = input_.find('\n'); end != std::string::npos) {
            std::string line = input_.substr(0, end);
            input_.erase(0, end + 1);
            return line;
        }
        std::array<char, 4096> block{};
        const ssize_t received = wait_for_input() ? ::read(STDIN_FILENO, block.data(), block.size()) : -1;
        if (received > 0) {
            input_.append(block.data(), static_cast<std::size_t>(received));
        } else if (received == 0 && !input_.empty()) {
            return std::exchange(input_, {}); // a last line without its line feed
        } else if (received == 0 || errno != EINTR || interrupt_.is_pending()) {
            return std::nullopt;
        }
    }
}

std::optional<std::string> Terminal::ask_secret(std::string_view question) {
    termios before{};
    if (::tcgetattr(STDIN_FILENO, &before) != 0) {
        return ask(question);
    }
    termios silent = before;
    silent.c_lflag &= ~static_cast<tcflag_t>(ECHO);
    ::tcsetattr(STDIN_FILENO, TCSAFLUSH, &silent);
    std::optional<std::string> line = ask(question);
    ::tcsetattr(STDIN_FILENO, TCSAFLUSH, &before);
    write("\n");
    return line;
}

// False, with errno, when there is nothing to wait for any more: EINTR for a held-back ^C.
bool Terminal::wait_for_input() const {
    std::array<pollfd, 2> waits{{{STDIN_FILENO, POLLIN, 0}, {interrupt_.fd(), POLLIN, 0}}};
    if (::poll(waits.data(), waits.size(), -1) < 0) {
        return false;
    }
    if ((waits[1].revents & POLLIN) != 0) {
        errno = EINTR;
        return false;
    }
    return true;
}

} // namespace halberd::ctl
