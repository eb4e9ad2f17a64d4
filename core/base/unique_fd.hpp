#pragma once

#include <utility>

namespace halberd {

// Owns a file descriptor and closes it. Every descriptor of the daemon is opened close-on-exec and lives in one of
// these.
class UniqueFd {
 public:
    UniqueFd() = default;
    explicit UniqueFd(int fd) : fd_(fd) {}
    UniqueFd(UniqueFd&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
    UniqueFd& operator=(UniqueFd&& other) noexcept {
        reset(std::exchange(other.fd_, -1));
        return *this;
    }
    UniqueFd(const UniqueFd&) = delete;
    UniqueFd& operator=(const UniqueFd&) = delete;
    ~UniqueFd() { reset(); }

    int get() const { return fd_; }
    bool is_open() const { return fd_ >= 0; }
    explicit operator bool() const { return is_open(); }

    // Gives the descriptor away: the caller closes it.
    int release() { return std::exchange(fd_, -1); }

    // Closes what is held and holds `fd` instead.
    void reset(int fd = -1);

 private:
    int fd_ = -1;
};

} // namespace halberd
