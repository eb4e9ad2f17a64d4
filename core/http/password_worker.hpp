#pragma once

#include "core/http/keyed_digest.hpp"
#include "core/http/stored_password.hpp"

#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

namespace boost::asio {
class io_context;
}

namespace halberd {

// Compares passwords with hashes of crypt on a thread of its own, which lives while there is work and gives way to
// everything else of the machine: the loop never waits, and a flood of wrong passwords uses what nobody needs. Answers
// are remembered, right and wrong ones, by a keyed digest: only a new password costs anything.
class PasswordWorker {
 public:
    enum class Outcome {
        Right,
        Wrong,
        Busy, // too many are waiting, of all or of this source
    };
    using Reply = std::function<void(Outcome)>;

    // Replies come on the loop of the context.
    explicit PasswordWorker(boost::asio::io_context& context);

    ~PasswordWorker();
    PasswordWorker(const PasswordWorker&) = delete;
    PasswordWorker& operator=(const PasswordWorker&) = delete;

    // Compares, and replies during the call when the answer is known, or later. `source` is who is to be held
    // responsible for the work: an address.
    void check(const std::string& password, const StoredPassword& stored, const std::string& source, Reply reply);

    // Those who wait get no reply.
    void abandon();

 private:
    struct Shared;
    struct Pending {
        std::string source;
        std::vector<Reply> replies;
    };

    // The last answers of one kind.
    struct Memory {
        std::set<Digest> known;
        std::deque<Digest> in_order;
    };
    static void remember(Memory& memory, const Digest& digest);
    bool is_crowded(const std::string& source) const;
    void on_compared(const Digest& digest, bool is_right);

    std::shared_ptr<Shared> shared_; // with the thread
    KeyedDigest digest_;
    std::map<Digest, Pending> pending_;
    Memory right_;
    Memory wrong_;
};

} // namespace halberd
