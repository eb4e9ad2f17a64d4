#include "core/http/outgoing_bytes.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace halberd {

void OutgoingBytes::add(std::string_view bytes, bool chunked) {
    if (bytes.empty()) {
        return;
    }
    if (!chunked) {
        backlog_.append(bytes);
    } else {
        backlog_.append(fmt::format("{:x}\r\n", bytes.size())).append(bytes).append("\r\n");
    }
}

std::pair<std::string_view, std::string_view> OutgoingBytes::next() {
    if (is_all_sent()) {
        head_ = std::exchange(backlog_, {});
        body_.clear();
        sent_ = 0;
    }
    const std::size_t of_head = std::min(sent_, head_.size());
    return {std::string_view(head_).substr(of_head), std::string_view(body_).substr(sent_ - of_head)};
}

bool OutgoingBytes::sent(std::size_t size) {
    sent_ += size;
    return !is_all_sent() || !backlog_.empty();
}

void OutgoingBytes::forget() {
    head_.clear();
    body_ = std::string();
    sent_ = 0;
}

} // namespace halberd
