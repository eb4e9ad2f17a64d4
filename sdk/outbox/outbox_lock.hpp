#pragma once

#include <chrono>
#include <string>
#include <tl/expected.hpp>

namespace halberd::outbox {

// Makes this process the only one that delivers from an outbox: a lock on FILE.lock, which ends with the process
// however that ends. Another process that has written to FILE, as supervisorctl alerts has it, wakes the owner by
// poke().
class OutboxLock {
 public:
    OutboxLock() = default;
    ~OutboxLock();
    OutboxLock(const OutboxLock&) = delete;
    OutboxLock& operator=(const OutboxLock&) = delete;

    // Waits so long when somebody else has it: a listener that is started again may meet the one before it. The
    // error is a phrase.
    tl::expected<void, std::string> acquire(const std::string& outbox, std::chrono::milliseconds patience);
    bool is_held() const { return lock_ >= 0; }

    // Becomes readable when somebody has poked; then to be emptied. -1 when there is none.
    int poked_fd() const { return watch_; }
    void clear_pokes() const;

    // Whether some process delivers from the outbox.
    static bool is_owned(const std::string& outbox);

    static void poke(const std::string& outbox);

 private:
    int lock_ = -1;
    int watch_ = -1;
};

} // namespace halberd::outbox
