#include "sdk/outbox/wake_up.hpp"

#include <poll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <cstdint>
#include <system_error>
#include <utility>

namespace halberd::outbox {

WakeUp::WakeUp() : event_(::eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC)) {
    if (event_ < 0) {
        throw std::system_error(errno, std::generic_category(), "can't make an event descriptor for the outbox");
    }
}

WakeUp::~WakeUp() {
    ::close(event_);
}

void WakeUp::start(std::function<void()> run) {
    sigset_t all;
    sigset_t before;
    ::sigfillset(&all);
    ::pthread_sigmask(SIG_SETMASK, &all, &before);
    thread_ = std::thread(std::move(run));
    ::pthread_sigmask(SIG_SETMASK, &before, nullptr);
}

void WakeUp::join() {
    thread_.join();
}

void WakeUp::wake() const {
    const std::uint64_t one = 1;
    [[maybe_unused]] const auto written = ::write(event_, &one, sizeof one);
}

void WakeUp::sleep(std::optional<std::chrono::milliseconds> time, int other) const {
    std::array<pollfd, 2> events{pollfd{event_, POLLIN, 0}, pollfd{other, POLLIN, 0}};
    ::poll(events.data(), events.size(), time ? static_cast<int>(time->count()) : -1);
    std::uint64_t count = 0;
    [[maybe_unused]] const auto read = ::read(event_, &count, sizeof count);
}

} // namespace halberd::outbox
