#include "ctl/parallel_calls.hpp"

#include <algorithm>
#include <atomic>
#include <future>
#include <memory>
#include <thread>
#include <utility>

namespace halberd::ctl {
namespace {

using OnAnswer = std::function<Outcome(std::size_t, const AnswerOf<xmlrpc::Value>&)>;

// A daemon keeps a descriptor for each connection, and may have few.
constexpr std::size_t most_connections = 64;

Outcome one_by_one(Session& session, const std::vector<Call>& calls, const OnAnswer& on_answer) {
    for (std::size_t i = 0; i < calls.size(); ++i) {
        session.console().flush();
        if (Outcome outcome = on_answer(i, session.remote().call(calls[i].method, calls[i].arguments)); !outcome) {
            return outcome;
        }
    }
    return {};
}

// Connections that take one call after the other until there are none left.
class Workers {
 public:
    Workers(Session& session, const std::vector<Call>& calls) : calls_(calls), promises_(calls.size()) {
        for (std::size_t i = 0; i < std::min(calls.size(), most_connections); ++i) {
            remotes_.push_back(session.remote().another(session.interrupt().fd()));
            threads_.emplace_back([this, remote = remotes_.back().get()] { work(*remote); });
        }
    }
    ~Workers() {
        next_ = calls_.size();
        for (std::thread& thread : threads_) {
            thread.join();
        }
    }
    Workers(const Workers&) = delete;
    Workers& operator=(const Workers&) = delete;

    AnswerOf<xmlrpc::Value> answer(std::size_t index) { return promises_[index].get_future().get(); }

 private:
    void work(Remote& remote) {
        for (std::size_t i = next_++; i < calls_.size(); i = next_++) {
            promises_[i].set_value(remote.call(calls_[i].method, calls_[i].arguments));
        }
    }

    const std::vector<Call>& calls_;
    std::vector<std::promise<AnswerOf<xmlrpc::Value>>> promises_;
    std::atomic<std::size_t> next_ = 0;
    std::vector<std::unique_ptr<Remote>> remotes_;
    std::vector<std::thread> threads_;
};

} // namespace

Outcome make_calls(Session& session, const std::vector<Call>& calls, Order order, const OnAnswer& on_answer) {
    if (order == Order::OneByOne || calls.size() < 2) {
        return one_by_one(session, calls, on_answer);
    }
    Workers workers(session, calls);
    for (std::size_t i = 0; i < calls.size(); ++i) {
        session.console().flush();
        if (Outcome outcome = on_answer(i, workers.answer(i)); !outcome) {
            return outcome;
        }
    }
    return {};
}

} // namespace halberd::ctl
