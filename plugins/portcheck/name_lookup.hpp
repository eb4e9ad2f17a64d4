#pragma once

#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

namespace halberd::portcheck {

// What became of looking up a name.
struct Addresses {
    std::vector<std::string> sockaddrs; // the bytes of each sockaddr, in the order in which they are to be tried
    std::string error;                  // why there are none
};

// One getaddrinfo(), which can't be interrupted and has time-outs of its own, on a thread that nobody waits for. Shared
// between that thread and whoever asks, because either may end first.
class NameLookup {
 public:
    using Done = std::function<void(Addresses)>;

    // Calls `done` once, on a thread of its own, unless abandon() comes first.
    static std::shared_ptr<NameLookup> start(const std::string& host, const std::string& port, Done done);

    // `done` is not called after this returns. [any thread]
    void abandon();

 private:
    void finish(Addresses addresses);

    std::mutex mutex_;
    Done done_; // empty when it was called or is not wanted
};

} // namespace halberd::portcheck
