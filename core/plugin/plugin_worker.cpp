#include "core/plugin/plugin_worker.hpp"

#include "core/base/all_signals_blocked.hpp"
#include "sdk/host/plugin_instance.hpp"
#include "sdk/host/plugin_library.hpp"

#include <condition_variable>
#include <csignal>
#include <exception>
#include <mutex>
#include <optional>
#include <system_error>

namespace halberd {

// The mailbox between the loop and the plugin's thread.
struct PluginWorker::Shared {
    struct Delivery {
        wire::EventHeader header;
        std::string payload;
    };

    Shared(PluginWorker& owner, Post post_to_loop) : worker(&owner), post(std::move(post_to_loop)) {}

    std::mutex mutex;
    std::condition_variable changed;
    std::optional<Delivery> delivery; // the queue: a listener has one event at a time
    bool stop_requested = false;

    static constexpr std::size_t max_log_size = 65536; // what a pipe holds
    std::string log_lines;                             // for the loop, which has been told of the first
    std::condition_variable log_taken;

    PluginWorker* worker; // loop thread only; null once the worker has let go of the thread
    Post post;            // empty then, so that a thread that was abandoned has no way back

    // Has the loop hand a message to the worker, if that still listens. [plugin]
    static void tell(const std::shared_ptr<Shared>& self, std::function<void(PluginWorker&)> message) {
        const std::lock_guard lock(self->mutex);
        if (self->post) {
            self->post([self, message = std::move(message)] {
                if (self->worker != nullptr) {
                    message(*self->worker);
                }
            });
        }
    }

    // Hands a line for the log to the loop, and waits while those before it are too many: a plugin that writes faster
    // than the disk takes it is held up, as a program is by a full pipe. [any thread of the plugin]
    static void log(const std::shared_ptr<Shared>& self, std::string_view line) {
        std::unique_lock lock(self->mutex);
        self->log_taken.wait(lock, [&] { return self->log_lines.size() < max_log_size || !self->post; });
        if (!self->post) {
            return;
        }
        const bool is_first = self->log_lines.empty();
        (self->log_lines += line) += '\n';
        if (is_first) {
            self->post([self] { take_log(*self); });
        }
    }

    // Gives the lines that wait to the observer. [loop]
    static void take_log(Shared& self) {
        std::string lines;
        {
            const std::lock_guard lock(self.mutex);
            lines.swap(self.log_lines);
        }
        self.log_taken.notify_all();
        if (self.worker != nullptr) {
            self.worker->observer_.on_plugin_log(lines);
        }
    }

    // The worker lets go of the thread. [loop]
    void disconnect() {
        {
            const std::lock_guard lock(mutex);
            worker = nullptr;
            post = nullptr;
        }
        log_taken.notify_all();
    }

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
constexpr std::size_t max_thread_name = 15; // of the kernel: what top and a debugger show

} // namespace

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
    auto shared = std::make_shared<Shared>(*this, post_);
    try {
        const AllSignalsBlocked inherited_by_the_thread;
        thread_ = std::thread(run, shared, name_, plugin, std::move(environment));
    } catch (const std::system_error& error) {
        return system_failure("start a thread for plugin", error.code().value(), plugin.library);
    }
    shared_ = std::move(shared);
    return {};
}

void PluginWorker::run(const std::shared_ptr<Shared>& shared, const std::string& name, const PluginSpec& plugin,
                       std::map<std::string, std::string, std::less<>> environment) {
    try {
        host_plugin(shared, name, plugin, std::move(environment));
    } catch (const std::exception& error) { // the host's own: no memory, for instance
        Shared::tell(shared, [reason = std::string(error.what())](PluginWorker& worker) {
            worker.finished(WaitStatus::from_exit_code(status_failed), "the plugin can't be hosted: " + reason);
        });
    }
}

void PluginWorker::host_plugin(const std::shared_ptr<Shared>& shared, const std::string& name, const PluginSpec& plugin,
                               std::map<std::string, std::string, std::less<>> environment) {
    pthread_setname_np(pthread_self(), name.substr(0, max_thread_name).c_str());
    const auto tell = [&shared](std::function<void(PluginWorker&)> message) {
        Shared::tell(shared, std::move(message));
    };
    const auto end = [&tell](int exit_code, std::string reason) {
        tell([exit_code, reason = std::move(reason)](PluginWorker& worker) {
            worker.finished(WaitStatus::from_exit_code(exit_code), reason);
        });
    };

    auto library = PluginLibrary::load(plugin.library);
    if (!library) {
        return end(status_cannot_load, library.error());
    }
    HostServices services;
    services.variables = std::move(environment);
    services.log = [shared](int, std::string_view line) { Shared::log(shared, line); };
    auto instance = PluginInstance::create(library->table(), name, plugin.arguments, std::move(services));
    if (!instance) {
        return end(status_failed, instance.error());
    }
    tell([](PluginWorker& worker) { worker.observer_.on_plugin_ready(); });
    int exit_code = 0;
    std::string reason;
    while (const auto delivery = shared->wait()) {
        const PluginInstance::Outcome outcome = (*instance)->handle(delivery->header, delivery->payload);
        if (outcome.result == PluginInstance::Outcome::Result::Fatal) {
            exit_code = status_failed;
            reason = outcome.error;
            break;
        }
        tell([outcome](PluginWorker& worker) {
            if (!outcome.error.empty()) {
                worker.observer_.on_plugin_log(outcome.error + "\n");
            }
            worker.observer_.on_plugin_result(outcome.result == PluginInstance::Outcome::Result::Ok ? "OK" : "FAIL");
        });
    }
    instance->reset();
    end(exit_code, std::move(reason));
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
    post_([shared = shared_] {
        if (shared->worker != nullptr) {
            shared->worker->finished(
                WaitStatus::from_signal(SIGKILL),
                "the plugin did not return; its thread is abandoned, and stays until supervisord ends");
        }
    });
}

} // namespace halberd
