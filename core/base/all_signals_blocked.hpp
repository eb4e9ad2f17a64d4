#pragma once

#include <csignal>

namespace halberd {

// Blocks all signals of the calling thread, and with it of the threads that it starts, for as long as it lives: signals
// are the loop's business.
class AllSignalsBlocked {
 public:
    AllSignalsBlocked() {
        sigset_t all;
        sigfillset(&all);
        pthread_sigmask(SIG_SETMASK, &all, &before_);
    }
    ~AllSignalsBlocked() { pthread_sigmask(SIG_SETMASK, &before_, nullptr); }
    AllSignalsBlocked(const AllSignalsBlocked&) = delete;
    AllSignalsBlocked& operator=(const AllSignalsBlocked&) = delete;

 private:
    sigset_t before_{};
};

} // namespace halberd
