#include "core/plugin/plugin_worker.hpp"

#include "core/base/all_signals_blocked.hpp"
#include "core/plugin/plugin_thread.hpp"
#include "sdk/host/plugin_instance.hpp"
#include "sdk/host/plugin_library.hpp"

#include <condition_variable>
#include <csignal>
#include <exception>
#include <mutex>
#include <optional>
#include <system_error>

namespace halberd {

// What the loop and the plugin's thread share.
struct PluginWorker::Shared : PluginMailbox {
    struct Delivery {
        wire::EventHeader header;
        std::string payload;
    };

    using PluginMailbox::PluginMailbox;

    std::mutex mutex;
    std::condition_variable changed;
    std::optional<Delivery> delivery; // the queue: a listener has one event at a time
    bool stop_requested = false;

    // Waits for an event; nothing when the thread shall end.
    std::optional<Delivery> wait() {
        std::unique_lock lock(mutex);
        changed.wait(lock, [&] { return stop_requested || delivery; });
        if (stop_requested) {
            return std::nullopt;
        }
        return std::exchange(delivery, std::nullopt);
    }
};

namespace {

constexpr int status_cannot_load = 127; // as a shell says of a command that it cannot run
constexpr int status_failed = 1;

} // namespace

// All that the plugin's thread works with. It may outlive the worker, which it reaches by messages alone.
struct PluginWorker::Thread {
    PluginWorker* worker; // for messages, which are not carried out when it has gone
    std::shared_ptr<Shared> shared;
    std::string name;
    PluginSpec plugin;
    std::map<std::string, std::string, std::less<>> environment;

    void run() {
        try {
            host_plugin();
        } catch (const std::exception& error) { // the host's own: no memory, for instance
            end(status_failed, std::string("the plugin can't be hosted: ") + error.what());
        }
    }

 private:
    void host_plugin() {
        name_this_thread(name);
        auto library = PluginLibrary::load(plugin.library);
        if (!library) {
            return end(status_cannot_load, library.error());
        }
        HostServices services;
        services.variables = std::move(environment);
        services.log = [shared = shared](int, std::string_view line) { shared->log(line); };
        auto instance = PluginInstance::create(library->table(), name, plugin.arguments, std::move(services));
        if (!instance) {
            return end(status_failed, instance.error());
        }
        shared->tell([worker = worker] { worker->observer_.on_plugin_ready(); });
        std::optional<std::string> reason = handle_events(**instance);
        instance->reset();
        end(reason ? status_failed : 0, reason.value_or(""));
    }

    // Until it is to end, or the plugin can't go on, for the reason that is returned.
    std::optional<std::string> handle_events(PluginInstance& instance) const {
        while (const auto delivery = shared->wait()) {
            PluginInstance::Outcome outcome = instance.handle(delivery->header, delivery->payload);
            if (outcome.result == PluginInstance::Outcome::Result::Fatal) {
                return std::move(outcome.error);
            }
            shared->tell([worker = worker, outcome = std::move(outcome)] {
                if (!outcome.error.empty()) {
                    worker->observer_.on_plugin_log(outcome.error + "\n");
                }
                worker->observer_.on_plugin_result(outcome.result == PluginInstance::Outcome::Result::Ok ? "OK"
                                                                                                         : "FAIL");
            });
        }
        return std::nullopt;
    }

    void end(int exit_code, std::string reason) const {
        shared->tell([worker = worker, exit_code, reason = std::move(reason)] {
            worker->finished(WaitStatus::from_exit_code(exit_code), reason);
        });
    }
};

PluginWorker::PluginWorker(std::string name, Post post, Observer& observer)
    : name_(std::move(name)), post_(std::move(post)), observer_(observer) {}

PluginWorker::~PluginWorker() {
    if (shared_) {
        request_stop();
        shared_->disconnect();
        thread_.detach();
    }
}

Result<void> PluginWorker::start(const PluginSpec& plugin,
                                 std::map<std::string, std::string, std::less<>> environment) {
    auto shared = std::make_shared<Shared>(post_, [this](std::string_view lines) { observer_.on_plugin_log(lines); });
    try {
        const AllSignalsBlocked inherited_by_the_thread;
        thread_ = std::thread(&Thread::run, Thread{this, shared, name_, plugin, std::move(environment)});
    } catch (const std::system_error& error) {
        return system_failure("start a thread for plugin", error.code().value(), plugin.library);
    }
    shared_ = std::move(shared);
    return {};
}

void PluginWorker::finished(WaitStatus status, std::string reason) {
    shared_->disconnect();
    shared_.reset();
    if (status.signalled()) {
        thread_.detach();
    } else {
        thread_.join(); // it has said its last word: this does not wait
    }
    observer_.on_plugin_exit(status, std::move(reason));
}

void PluginWorker::deliver(PoolEvent event, std::string server, std::string pool) {
    Shared::Delivery delivery;
    delivery.header.server = std::move(server);
    delivery.header.serial = event.serial;
    delivery.header.pool = std::move(pool);
    delivery.header.pool_serial = event.pool_serial;
    delivery.header.event_name = std::move(event.name);
    delivery.header.length = event.payload.size();
    delivery.payload = std::move(event.payload);
    {
        const std::lock_guard lock(shared_->mutex);
        shared_->delivery = std::move(delivery);
    }
    shared_->changed.notify_one();
}

void PluginWorker::request_stop() {
    if (!shared_) {
        return;
    }
    {
        const std::lock_guard lock(shared_->mutex);
        shared_->stop_requested = true;
    }
    shared_->changed.notify_one();
}

void PluginWorker::abandon() {
    if (!shared_) {
        return;
    }
    request_stop();
    // The answer comes later, as that of any signal.
    shared_->tell([this] {
        finished(WaitStatus::from_signal(SIGKILL),
                 "the plugin did not return; its thread is abandoned, and stays until supervisord ends");
    });
}

} // namespace halberd
