#include "sdk/outbox/outbox_lock.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/inotify.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <chrono>
#include <cstring>
#include <thread>

namespace halberd::outbox {
namespace {

constexpr std::chrono::milliseconds between_tries{20};

std::string lock_file(const std::string& outbox) {
    return outbox + ".lock";
}

bool try_to_lock(int fd) {
    return ::flock(fd, LOCK_EX | LOCK_NB) == 0;
}

} // namespace

OutboxLock::~OutboxLock() {
    for (const int fd : {watch_, lock_}) {
        if (fd >= 0) {
            ::close(fd);
        }
    }
}

tl::expected<void, std::string> OutboxLock::acquire(const std::string& outbox, std::chrono::milliseconds patience) {
    const std::string path = lock_file(outbox);
    const int fd = ::open(path.c_str(), O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0600);
    if (fd < 0) {
        return tl::unexpected(path + " can't be opened: " + std::strerror(errno));
    }
    const auto end = std::chrono::steady_clock::now() + patience;
    while (!try_to_lock(fd)) {
        if (errno != EWOULDBLOCK || std::chrono::steady_clock::now() > end) {
            ::close(fd);
            return tl::unexpected(outbox + " is in use by another process, a second listener of that name");
        }
        std::this_thread::sleep_for(between_tries);
    }
    lock_ = fd;
    watch_ = ::inotify_init1(IN_NONBLOCK | IN_CLOEXEC);
    if (watch_ >= 0) {
        ::inotify_add_watch(watch_, path.c_str(), IN_CLOSE_WRITE);
    }
    return {};
}

void OutboxLock::clear_pokes() const {
    std::array<char, 4096> notices;
    while (watch_ >= 0 && ::read(watch_, notices.data(), notices.size()) > 0) {
    }
}

bool OutboxLock::is_owned(const std::string& outbox) {
    const int fd = ::open(lock_file(outbox).c_str(), O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
    const bool is_free = fd < 0 || try_to_lock(fd);
    if (fd >= 0) {
        ::close(fd);
    }
    return !is_free;
}

void OutboxLock::poke(const std::string& outbox) {
    const int fd = ::open(lock_file(outbox).c_str(), O_WRONLY | O_NOFOLLOW | O_CLOEXEC);
    if (fd >= 0) {
        ::close(fd);
    }
}

} // namespace halberd::outbox
