#include "sdk/wire/event_envelope.hpp"

#include "sdk/wire/utf8.hpp"

#include <algorithm>
#include <charconv>

namespace halberd::wire {
namespace {

constexpr std::string_view blanks = " \t\r\n\v\f";

// The words of a text, in order.
template <class Visit>
void for_each_word(std::string_view text, Visit visit) {
    std::size_t begin = text.find_first_not_of(blanks);
    while (begin != std::string_view::npos) {
        const std::size_t end = std::min(text.find_first_of(blanks, begin), text.size());
        visit(text.substr(begin, end - begin));
        begin = text.find_first_not_of(blanks, end);
    }
}

template <class Number>
bool read_number(std::string_view text, Number& number) {
    const char* end = text.data() + text.size();
    const auto [rest, error] = std::from_chars(text.data(), end, number);
    return error == std::errc() && rest == end;
}

} // namespace

std::size_t payload_length(std::string_view payload, EventLength unit) {
    if (unit == EventLength::Bytes) {
        return payload.size();
    }
    const auto is_ascii = [](char byte) { return static_cast<unsigned char>(byte) < 0x80; };
    std::size_t count = 0;
    for (;;) {
        const auto ascii =
            static_cast<std::size_t>(std::find_if_not(payload.begin(), payload.end(), is_ascii) - payload.begin());
        count += ascii;
        payload.remove_prefix(ascii);
        if (payload.empty()) {
            return count;
        }
        const Utf8Step step = first_utf8_step(payload);
        count += step.kind == Utf8Step::Kind::Incomplete ? step.size : 1;
        payload.remove_prefix(step.size);
    }
}

std::string format_event(const EventHeader& header, std::string_view payload, EventLength unit) {
    std::string text = "ver:" + header.version + " server:" + header.server +
                       " serial:" + std::to_string(header.serial) + " pool:" + header.pool +
                       " poolserial:" + std::to_string(header.pool_serial) + " eventname:" + header.event_name +
                       " len:" + std::to_string(payload_length(payload, unit)) + "\n";
    text += payload;
    return text;
}

std::optional<EventHeader> parse_event_header(std::string_view line) {
    EventHeader header;
    const std::vector<std::pair<std::string, std::string>> tokens = parse_tokens(line);
    const auto read_text = [&](std::string_view key, std::string& value) {
        const auto token = std::find_if(tokens.begin(), tokens.end(), [&](const auto& t) { return t.first == key; });
        if (token == tokens.end()) {
            return false;
        }
        value = token->second;
        return true;
    };
    const auto read_count = [&](std::string_view key, auto& number) {
        std::string text;
        return read_text(key, text) && read_number(text, number);
    };
    const bool complete = read_text("ver", header.version) && read_text("server", header.server) &&
                          read_count("serial", header.serial) && read_text("pool", header.pool) &&
                          read_count("poolserial", header.pool_serial) && read_text("eventname", header.event_name) &&
                          read_count("len", header.length);
    return complete ? std::optional(std::move(header)) : std::nullopt;
}

std::vector<std::pair<std::string, std::string>> parse_tokens(std::string_view text) {
    std::vector<std::pair<std::string, std::string>> tokens;
    for_each_word(text, [&](std::string_view word) {
        if (const std::size_t colon = word.find(':'); colon != std::string_view::npos) {
            tokens.emplace_back(word.substr(0, colon), word.substr(colon + 1));
        }
    });
    return tokens;
}

} // namespace halberd::wire
