#pragma once

#include "core/base/error.hpp"
#include "core/plugin/plugin_mailbox.hpp"
#include "sdk/host/plugin_library.hpp"

#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <thread>
#include <tl/expected.hpp>
#include <vector>

namespace halberd {

// Runs a plugin that adds XML-RPC methods, on a thread of its own: calls wait for it in a queue, one after the other is
// carried out, and answers come back to the loop. What it asks of the daemon meanwhile is a message as well, for whose
// answer only the plugin waits. Signals are blocked on the thread.
//
// All methods and all callbacks belong to the loop thread.
class RpcPluginWorker {
 public:
    // What the daemon does for the plugin. Everything outlives the worker.
    struct Daemon {
        PluginMailbox::Post post;
        PluginMailbox::TakeLog take_log;

        // Carries out a call of the daemon's own methods and hands over the answer, during the call or later.
        std::function<void(const std::string& request, std::function<void(std::string)> answer)> call;

        std::map<std::string, std::string, std::less<>> variables; // what the plugin sees as its environment
    };

    // The document of an answer, or why there is none.
    using Reply = std::function<void(tl::expected<std::string, std::string>)>;

    RpcPluginWorker(std::string name, Daemon daemon);

    // Abandons the thread if it still runs.
    ~RpcPluginWorker();
    RpcPluginWorker(const RpcPluginWorker&) = delete;
    RpcPluginWorker& operator=(const RpcPluginWorker&) = delete;

    // Starts the thread, which makes an instance. When the plugin refuses, that is logged, and is the reason why its
    // calls get no answer.
    Result<void> start(const PluginLibrary& library, const std::vector<std::string>& arguments);

    // Has the plugin carry out a call. The reply comes later, never during the call; when too many calls wait it says
    // so.
    void call(std::string request, Reply reply);

    // Ends the thread after the call that it carries out; calls that wait get no answer. False when it has not ended by
    // then, and was abandoned: it may still run.
    bool stop(std::chrono::milliseconds patience);

 private:
    struct Shared;
    struct Thread;

    void on_ended(const std::string& reason);
    void on_answer(std::uint64_t id, tl::expected<std::string, std::string> answer);
    void refuse_later(Reply reply, std::string reason);

    std::string name_;
    Daemon daemon_;
    std::thread thread_;
    std::shared_ptr<Shared> shared_;         // null before start() and after stop()
    std::map<std::uint64_t, Reply> waiting_; // by the number of the call
    std::uint64_t last_id_ = 0;
    std::string why_ended_; // the plugin can't be called
};

} // namespace halberd
