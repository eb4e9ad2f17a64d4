#include "sdk/wire/listener_reader.hpp"

#include "sdk/wire/utf8.hpp"

#include <algorithm>
#include <utility>

namespace halberd::wire {

tl::expected<std::optional<ListenerReader::Event>, std::string> ListenerReader::next() {
    if (!header_) {
        const std::size_t newline = buffer_.find('\n');
        if (newline == std::string::npos) {
            return std::nullopt;
        }
        std::string line = buffer_.substr(0, newline);
        buffer_.erase(0, newline + 1);
        header_ = parse_event_header(line);
        if (!header_) {
            return tl::unexpected(std::move(line));
        }
    }
    if (!has_payload()) {
        return std::nullopt;
    }
    Event event{std::move(*header_), buffer_.substr(0, counted_bytes_)};
    buffer_.erase(0, counted_bytes_);
    header_.reset();
    counted_bytes_ = counted_length_ = 0;
    return event;
}

bool ListenerReader::has_payload() {
    if (unit_ == EventLength::Bytes) {
        counted_bytes_ = std::min(buffer_.size(), header_->length);
        return counted_bytes_ == header_->length;
    }
    while (counted_length_ < header_->length && counted_bytes_ < buffer_.size()) {
        const Utf8Step step = first_utf8_step(std::string_view(buffer_).substr(counted_bytes_));
        if (step.kind == Utf8Step::Kind::Incomplete) {
            return false;
        }
        counted_bytes_ += step.size;
        ++counted_length_;
    }
    return counted_length_ == header_->length;
}

} // namespace halberd::wire
