#include "core/http/password_worker.hpp"

#include "core/base/all_signals_blocked.hpp"

#include <sys/resource.h>
#include <unistd.h>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>

#include <algorithm>
#include <cstddef>
#include <mutex>
#include <optional>
#include <system_error>
#include <thread>
#include <utility>

namespace halberd {
namespace {

constexpr std::size_t most_waiting = 32;
constexpr std::size_t most_of_one_source = 4;
constexpr std::size_t most_remembered = 256;

// Below everything else that wants the processor.
constexpr int lowest_priority = 19;

struct Job {
    Digest digest{};
    std::string password;
    StoredPassword stored;
};

} // namespace

// What the loop and the thread share.
struct PasswordWorker::Shared {
    PasswordWorker* worker = nullptr; // loop thread only; null when it has gone

    std::mutex mutex;                           // guards what follows
    boost::asio::io_context* context = nullptr; // null when the worker has gone
    std::deque<Job> jobs;
    bool has_thread = false;

    // The thread: compares until there is nothing left.
    static void work(const std::shared_ptr<Shared>& shared) {
        setpriority(PRIO_PROCESS, static_cast<id_t>(gettid()), lowest_priority);
        while (auto job = next(*shared)) {
            const bool is_right = job->stored.matches(job->password);
            const std::lock_guard lock(shared->mutex);
            if (shared->context == nullptr) {
                return;
            }
            boost::asio::post(*shared->context, [shared, digest = job->digest, is_right] {
                if (shared->worker != nullptr) {
                    shared->worker->on_compared(digest, is_right);
                }
            });
        }
    }

    static std::optional<Job> next(Shared& shared) {
        const std::lock_guard lock(shared.mutex);
        if (shared.jobs.empty()) {
            shared.has_thread = false;
            return std::nullopt;
        }
        Job job = std::move(shared.jobs.front());
        shared.jobs.pop_front();
        return job;
    }

    // False when there is no thread to be had.
    static bool add(const std::shared_ptr<Shared>& shared, Job job) {
        const std::lock_guard lock(shared->mutex);
        shared->jobs.push_back(std::move(job));
        if (shared->has_thread) {
            return true;
        }
        try {
            const AllSignalsBlocked inherited_by_the_thread;
            std::thread([shared] { work(shared); }).detach();
        } catch (const std::system_error&) {
            shared->jobs.pop_back();
            return false;
        }
        shared->has_thread = true;
        return true;
    }
};

PasswordWorker::PasswordWorker(boost::asio::io_context& context) : shared_(std::make_shared<Shared>()) {
    shared_->worker = this;
    shared_->context = &context;
}

PasswordWorker::~PasswordWorker() {
    shared_->worker = nullptr;
    const std::lock_guard lock(shared_->mutex);
    shared_->context = nullptr;
    shared_->jobs.clear();
}

void PasswordWorker::abandon() {
    const auto waiting = std::exchange(pending_, {});
    const std::lock_guard lock(shared_->mutex);
    shared_->jobs.clear();
}

void PasswordWorker::check(const std::string& password, const StoredPassword& stored, const std::string& source,
                           Reply reply) {
    const Digest digest = digest_(stored.text() + '\0' + password);
    if (right_.known.count(digest) != 0 || wrong_.known.count(digest) != 0) {
        reply(right_.known.count(digest) != 0 ? Outcome::Right : Outcome::Wrong);
        return;
    }
    if (const auto same = pending_.find(digest); same != pending_.end()) {
        same->second.replies.push_back(std::move(reply));
        return;
    }
    if (is_crowded(source) || !Shared::add(shared_, Job{digest, password, stored})) {
        reply(Outcome::Busy);
        return;
    }
    Pending& waiting = pending_[digest];
    waiting.source = source;
    waiting.replies.push_back(std::move(reply));
}

bool PasswordWorker::is_crowded(const std::string& source) const {
    const auto of_source = std::count_if(pending_.begin(), pending_.end(),
                                         [&](const auto& entry) { return entry.second.source == source; });
    return pending_.size() >= most_waiting || static_cast<std::size_t>(of_source) >= most_of_one_source;
}

void PasswordWorker::on_compared(const Digest& digest, bool is_right) {
    remember(is_right ? right_ : wrong_, digest);
    const auto waiting = pending_.extract(digest);
    if (waiting.empty()) {
        return;
    }
    for (const Reply& reply : waiting.mapped().replies) {
        reply(is_right ? Outcome::Right : Outcome::Wrong);
    }
}

void PasswordWorker::remember(Memory& memory, const Digest& digest) {
    memory.known.insert(digest);
    memory.in_order.push_back(digest);
    if (memory.in_order.size() > most_remembered) {
        memory.known.erase(memory.in_order.front());
        memory.in_order.pop_front();
    }
}

} // namespace halberd
