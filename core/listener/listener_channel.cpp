#include "core/listener/listener_channel.hpp"

#include "sdk/wire/listener_protocol.hpp"

#include <algorithm>
#include <charconv>

namespace halberd {
namespace {

// A RESULT line or body beyond this is no listener talking, but a program writing its log to stdout.
constexpr std::size_t longest_result_line = 1024;
constexpr std::size_t longest_result = std::size_t{64} * 1024 * 1024;

// How much of an offending text is kept for the log.
constexpr std::size_t longest_quote = 200;

// Reads "RESULT 2". Supervisor takes what follows the first seven bytes as the number and does not look at them.
std::optional<std::size_t> parse_result_line(std::string_view line) {
    if (!line.starts_with(wire::result_token)) {
        return std::nullopt;
    }
    line.remove_prefix(wire::result_token.size());
    while (!line.empty() && (line.back() == ' ' || line.back() == '\r')) {
        line.remove_suffix(1);
    }
    std::size_t length = 0;
    const auto [end, error] = std::from_chars(line.data(), line.data() + line.size(), length);
    if (error != std::errc() || end != line.data() + line.size() || length > longest_result) {
        return std::nullopt;
    }
    return length;
}

} // namespace

std::string_view name_of(ListenerChannel::State state) {
    switch (state) {
        case ListenerChannel::State::Acknowledged:
            return "ACKNOWLEDGED";
        case ListenerChannel::State::Ready:
            return "READY";
        case ListenerChannel::State::Busy:
            return "BUSY";
        case ListenerChannel::State::Unknown:
            return "UNKNOWN";
    }
    return "UNKNOWN";
}

std::vector<ListenerChannel::Notice> ListenerChannel::read(std::string_view bytes) {
    std::vector<Notice> notices;
    if (state_ == State::Unknown) {
        return notices;
    }
    buffer_ += bytes;
    while (auto notice = next()) {
        notices.push_back(std::move(*notice));
    }
    return notices;
}

std::optional<ListenerChannel::Notice> ListenerChannel::next() {
    switch (state_) {
        case State::Acknowledged:
            return next_ready();
        case State::Ready:
            return buffer_.empty() ? std::nullopt : std::optional(violation(buffer_));
        case State::Busy:
            return next_result();
        case State::Unknown:
            return std::nullopt;
    }
    return std::nullopt;
}

std::optional<ListenerChannel::Notice> ListenerChannel::next_ready() {
    const std::string_view seen = std::string_view(buffer_).substr(0, wire::ready_token.size());
    if (seen != wire::ready_token.substr(0, seen.size())) {
        return violation(buffer_);
    }
    if (seen.size() < wire::ready_token.size()) {
        return std::nullopt;
    }
    buffer_.erase(0, wire::ready_token.size());
    state_ = State::Ready;
    return Notice{Notice::Kind::Ready, {}};
}

std::optional<ListenerChannel::Notice> ListenerChannel::next_result() {
    if (!result_length_) {
        const auto end_of_line = buffer_.find('\n');
        // The same verdict wherever the input was cut.
        if (std::min(end_of_line, buffer_.size()) > longest_result_line) {
            return violation(buffer_);
        }
        if (end_of_line == std::string::npos) {
            return std::nullopt;
        }
        const std::string line = buffer_.substr(0, end_of_line);
        result_length_ = parse_result_line(line);
        if (!result_length_) {
            return violation(line);
        }
        buffer_.erase(0, end_of_line + 1);
    }
    if (buffer_.size() < *result_length_) {
        return std::nullopt;
    }
    Notice notice{Notice::Kind::Result, buffer_.substr(0, *result_length_)};
    buffer_.erase(0, *result_length_);
    result_length_.reset();
    state_ = State::Acknowledged;
    return notice;
}

ListenerChannel::Notice ListenerChannel::violation(std::string text) {
    const bool was_busy = state_ == State::Busy;
    text.resize(std::min(text.size(), longest_quote));
    state_ = State::Unknown;
    buffer_.clear();
    result_length_.reset();
    return Notice{Notice::Kind::Violation, std::move(text), was_busy};
}

void ListenerChannel::sent() {
    if (state_ == State::Ready) {
        state_ = State::Busy;
    }
}

void ListenerChannel::reset() {
    *this = ListenerChannel();
}

} // namespace halberd
