#pragma once

#include "core/base/error.hpp"
#include "core/base/wait_status.hpp"
#include "core/config/program_spec.hpp"
#include "core/listener/listener_endpoint.hpp"
#include "core/plugin/plugin_mailbox.hpp"

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <thread>

namespace halberd {

// Runs one plugin inside the daemon, on a thread of its own, and makes it look like a process: it is started, becomes
// ready, handles events one at a time, and ends with a status. Signals are blocked on the thread.
//
// All methods and all callbacks belong to the loop thread; the plugin's thread reaches it through `post` only.
class PluginWorker {
 public:
    // Runs a function on the loop thread, soon. Thread-safe.
    using Post = PluginMailbox::Post;

    // What the worker tells. The observer must outlive the worker.
    class Observer {
     public:
        virtual ~Observer() = default;
        virtual void on_plugin_ready() = 0;

        // The answer to the event that was handed over: "OK" or "FAIL".
        virtual void on_plugin_result(std::string_view result) = 0;

        // Lines for the listener's stderr log, each with its newline. A plugin that logs faster than they are taken is
        // held up.
        virtual void on_plugin_log(std::string_view lines) = 0;

        // The thread has ended, for `reason` if that is not empty: a status as a program's exit would have given.
        virtual void on_plugin_exit(WaitStatus status, std::string reason) = 0;
    };

    PluginWorker(std::string name, Post post, Observer& observer);

    // Abandons the thread if it still runs.
    ~PluginWorker();
    PluginWorker(const PluginWorker&) = delete;
    PluginWorker& operator=(const PluginWorker&) = delete;

    // Starts the thread: it loads the library, creates the plugin, reports it ready or ended. `environment` is what an
    // external listener would find in its environment.
    Result<void> start(const PluginSpec& plugin, std::map<std::string, std::string, std::less<>> environment);

    // Hands over one event; only while the worker is ready for one.
    void deliver(PoolEvent event, std::string server, std::string pool);

    // Asks the thread to end after the event that it has.
    void request_stop();

    // Gives the thread up: code that does not return cannot be stopped in a process that goes on. It is reported as
    // ended by SIGKILL; whatever it still does has no effect here.
    void abandon();

    bool is_alive() const { return shared_ != nullptr; }

 private:
    struct Shared;
    struct Thread;
    void finished(WaitStatus status, std::string reason);

    std::string name_;
    Post post_;
    Observer& observer_;
    std::thread thread_;
    std::shared_ptr<Shared> shared_; // shared with the thread, which may outlive an abandoned worker
};

} // namespace halberd
