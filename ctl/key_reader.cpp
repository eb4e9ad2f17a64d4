#include "ctl/key_reader.hpp"

#include <poll.h>
#include <unistd.h>

#include <array>

namespace halberd::ctl {

KeyReader::KeyReader(const Interrupt& interrupt) : interrupt_(interrupt) {
    has_terminal_ = ::tcgetattr(STDIN_FILENO, &before_) == 0;
    if (has_terminal_) {
        termios single_keys = before_;
        single_keys.c_lflag &= ~static_cast<tcflag_t>(ECHO | ICANON);
        ::tcsetattr(STDIN_FILENO, TCSANOW, &single_keys);
    }
}

KeyReader::~KeyReader() {
    if (has_terminal_) {
        ::tcsetattr(STDIN_FILENO, TCSANOW, &before_);
    }
}

std::optional<char> KeyReader::wait(std::chrono::milliseconds longest) {
    std::array<pollfd, 2> waits{{{interrupt_.fd(), POLLIN, 0}, {has_terminal_ ? STDIN_FILENO : -1, POLLIN, 0}}};
    if (::poll(waits.data(), waits.size(), static_cast<int>(longest.count())) <= 0) {
        return std::nullopt;
    }
    if ((waits[0].revents & POLLIN) != 0) {
        interrupt_.clear();
        return 'q';
    }
    char key = 'q'; // the terminal is gone
    return ::read(STDIN_FILENO, &key, 1) == 1 ? key : 'q';
}

} // namespace halberd::ctl
