#pragma once

#include <condition_variable>
#include <cstddef>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>

namespace halberd {

// The way from the threads of a plugin to the loop, until one of them is given up: then nothing that the other still
// says has an effect. Held by shared pointers, since either may outlive the other.
class PluginMailbox : public std::enable_shared_from_this<PluginMailbox> {
 public:
    // Runs a function on the loop thread, soon. Thread-safe.
    using Post = std::function<void(std::function<void()>)>;

    // Takes lines of the plugin's log, each with its newline. [loop]
    using TakeLog = std::function<void(std::string_view lines)>;

    PluginMailbox(Post post, TakeLog take_log) : post_(std::move(post)), take_log_(std::move(take_log)) {}
    PluginMailbox(const PluginMailbox&) = delete;
    PluginMailbox& operator=(const PluginMailbox&) = delete;

    // Has the loop run the message, unless it is disconnected by then. [any thread of the plugin]
    void tell(std::function<void()> message);

    // Hands a line for the log to the loop, and waits while those before it are too many: a plugin that writes faster
    // than the disk takes it is held up, as a program is by a full pipe. [any thread of the plugin]
    void log(std::string_view line);

    // The loop lets go of the plugin. [loop]
    void disconnect();

 private:
    void take_lines();

    static constexpr std::size_t max_waiting = 65536; // what a pipe holds

    std::mutex mutex_;
    std::condition_variable taken_;
    Post post_;             // empty once disconnected
    std::string log_lines_; // for the loop, which has been told of the first
    TakeLog take_log_;      // loop thread only
    bool connected_ = true; // loop thread only
};

} // namespace halberd
