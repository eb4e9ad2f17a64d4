#include "ctl/interrupt.hpp"

#include <poll.h>
#include <pthread.h>
#include <sys/signalfd.h>
#include <unistd.h>

namespace halberd::ctl {
namespace {

sigset_t sigint_only() {
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGINT);
    return set;
}

} // namespace

Interrupt::Interrupt() {
    const sigset_t set = sigint_only();
    fd_.reset(::signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK));
}

bool Interrupt::is_pending() const {
    pollfd poll{fd_.get(), POLLIN, 0};
    return ::poll(&poll, 1, 0) == 1;
}

void Interrupt::clear() const {
    signalfd_siginfo info;
    while (::read(fd_.get(), &info, sizeof info) > 0) {
    }
}

Interrupt::Hold::Hold() {
    const sigset_t set = sigint_only();
    ::pthread_sigmask(SIG_BLOCK, &set, &before_);
}

Interrupt::Hold::~Hold() {
    ::pthread_sigmask(SIG_SETMASK, &before_, nullptr);
}

} // namespace halberd::ctl
