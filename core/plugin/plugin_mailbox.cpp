#include "core/plugin/plugin_mailbox.hpp"

#include <utility>

namespace halberd {

void PluginMailbox::tell(std::function<void()> message) {
    const std::lock_guard lock(mutex_);
    if (post_) {
        post_([self = shared_from_this(), message = std::move(message)] {
            if (self->connected_) {
                message();
            }
        });
    }
}

void PluginMailbox::log(std::string_view line) {
    std::unique_lock lock(mutex_);
    taken_.wait(lock, [this] { return log_lines_.size() < max_waiting || !post_; });
    if (!post_) {
        return;
    }
    const bool is_first = log_lines_.empty();
    (log_lines_ += line) += '\n';
    if (is_first) {
        post_([self = shared_from_this()] { self->take_lines(); });
    }
}

void PluginMailbox::take_lines() {
    std::string lines;
    {
        const std::lock_guard lock(mutex_);
        lines.swap(log_lines_);
    }
    taken_.notify_all();
    if (connected_) {
        take_log_(lines);
    }
}

void PluginMailbox::disconnect() {
    {
        const std::lock_guard lock(mutex_);
        post_ = nullptr;
    }
    connected_ = false;
    taken_.notify_all();
}

} // namespace halberd
