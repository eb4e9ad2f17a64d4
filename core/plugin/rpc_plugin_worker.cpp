#include "core/plugin/rpc_plugin_worker.hpp"

#include "core/base/all_signals_blocked.hpp"
#include "core/plugin/plugin_thread.hpp"
#include "sdk/host/plugin_instance.hpp"

#include <condition_variable>
#include <deque>
#include <exception>
#include <mutex>
#include <optional>
#include <system_error>
#include <utility>

namespace halberd {
namespace {

// Calls of one plugin that may wait for it. A client that is not patient enough asks again, and a plugin that does not
// return must not fill the memory.
constexpr std::size_t most_waiting = 100;

} // namespace

// What the loop and the plugin's thread share.
struct RpcPluginWorker::Shared : PluginMailbox {
    struct Call {
        std::uint64_t id = 0;
        std::string request;
    };

    using PluginMailbox::PluginMailbox;

    std::mutex mutex;
    std::condition_variable changed;
    std::deque<Call> calls;
    std::optional<std::string> daemon_answer; // to the one call of the daemon that the plugin waits for
    bool stop_requested = false;
    bool has_ended = false;

    // The next call; nothing when the thread shall end. [plugin]
    std::optional<Call> next_call() {
        std::unique_lock lock(mutex);
        changed.wait(lock, [this] { return stop_requested || !calls.empty(); });
        if (stop_requested) {
            return std::nullopt;
        }
        Call call = std::move(calls.front());
        calls.pop_front();
        return call;
    }

    // The daemon's answer; nothing when the thread shall end. [plugin]
    std::optional<std::string> wait_for_daemon() {
        std::unique_lock lock(mutex);
        changed.wait(lock, [this] { return stop_requested || daemon_answer; });
        return stop_requested ? std::nullopt : std::exchange(daemon_answer, std::nullopt);
    }

    template <class Change>
    void change(Change make) {
        {
            const std::lock_guard lock(mutex);
            make();
        }
        changed.notify_all();
    }
};

// All that the plugin's thread works with. It may outlive the worker, which it reaches by messages alone.
struct RpcPluginWorker::Thread {
    RpcPluginWorker* worker; // for messages, which are not carried out when it has gone
    std::shared_ptr<Shared> shared;
    std::string name;
    PluginLibrary library;
    std::vector<std::string> arguments;
    std::map<std::string, std::string, std::less<>> variables;

    void run() {
        name_this_thread(name);
        std::string reason = "it has ended";
        try {
            reason = answer_calls();
        } catch (const std::exception& error) { // the host's own: no memory, for instance
            reason = std::string("the plugin can't be hosted: ") + error.what();
        }
        shared->tell([worker = worker, reason] { worker->on_ended(reason); });
        shared->change([this] { shared->has_ended = true; });
    }

 private:
    // Until it is to end; why there is no instance (any more).
    std::string answer_calls() {
        HostServices services;
        services.variables = std::move(variables);
        services.log = [shared = shared](int, std::string_view line) { shared->log(line); };
        services.call_daemon = [this](std::string_view request) { return call_daemon(std::string(request)); };
        const auto instance = PluginInstance::create(library.table(), name, arguments, std::move(services));
        if (!instance) {
            return instance.error();
        }
        while (auto call = shared->next_call()) {
            shared->tell([worker = worker, id = call->id, answer = (*instance)->call(call->request)] {
                worker->on_answer(id, answer);
            });
        }
        return "it has ended";
    }

    std::optional<std::string> call_daemon(std::string request) const {
        shared->tell([worker = worker, shared = shared, request = std::move(request)] {
            worker->daemon_.call(request, [shared](std::string answer) {
                shared->change([&] { shared->daemon_answer = std::move(answer); });
            });
        });
        return shared->wait_for_daemon();
    }
};

RpcPluginWorker::RpcPluginWorker(std::string name, Daemon daemon)
    : name_(std::move(name)), daemon_(std::move(daemon)) {}

RpcPluginWorker::~RpcPluginWorker() {
    stop(std::chrono::milliseconds(0));
}

Result<void> RpcPluginWorker::start(const PluginLibrary& library, const std::vector<std::string>& arguments) {
    auto shared = std::make_shared<Shared>(daemon_.post, daemon_.take_log);
    try {
        const AllSignalsBlocked inherited_by_the_thread;
        thread_ = std::thread(&Thread::run, Thread{this, shared, name_, library, arguments, daemon_.variables});
    } catch (const std::system_error& error) {
        return system_failure("start a thread for plugin", error.code().value(), library.path());
    }
    shared_ = std::move(shared);
    return {};
}

void RpcPluginWorker::call(std::string request, Reply reply) {
    if (!shared_ || !why_ended_.empty()) {
        return refuse_later(std::move(reply), shared_ ? why_ended_ : "it has ended");
    }
    if (waiting_.size() >= most_waiting) {
        return refuse_later(std::move(reply),
                            std::to_string(most_waiting) + " calls wait for it already; it is slow, or hangs");
    }
    const std::uint64_t id = ++last_id_;
    waiting_.emplace(id, std::move(reply));
    shared_->change([&] { shared_->calls.push_back({id, std::move(request)}); });
}

void RpcPluginWorker::refuse_later(Reply reply, std::string reason) {
    daemon_.post([reply = std::move(reply), reason = std::move(reason)] { reply(tl::unexpected(reason)); });
}

void RpcPluginWorker::on_answer(std::uint64_t id, tl::expected<std::string, std::string> answer) {
    auto entry = waiting_.extract(id);
    if (!entry.empty()) {
        entry.mapped()(std::move(answer));
    }
}

void RpcPluginWorker::on_ended(const std::string& reason) {
    why_ended_ = reason;
    daemon_.take_log(reason + "\n");
    for (auto& [id, reply] : std::exchange(waiting_, {})) {
        reply(tl::unexpected(reason));
    }
}

bool RpcPluginWorker::stop(std::chrono::milliseconds patience) {
    if (!shared_) {
        return true;
    }
    const std::shared_ptr<Shared> shared = std::exchange(shared_, nullptr);
    for (auto& [id, reply] : std::exchange(waiting_, {})) {
        refuse_later(std::move(reply), "it has ended");
    }
    shared->change([&] { shared->stop_requested = true; });
    shared->disconnect();
    std::unique_lock lock(shared->mutex);
    const bool ended = shared->changed.wait_for(lock, patience, [&] { return shared->has_ended; });
    lock.unlock();
    if (ended) {
        thread_.join(); // it has said its last word: this does not wait
    } else {
        thread_.detach();
    }
    return ended;
}

} // namespace halberd
