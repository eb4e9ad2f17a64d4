#pragma once

#include <halberd/plugin_abi.h>

#include <charconv>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace halberd {
inline namespace v1 {

// The payload of a PROCESS_STATE_* event, read. Its views live as long as the event.
struct ProcessState {
    std::string_view process_name;
    std::string_view group_name;
    std::string_view from_state;       // "RUNNING"
    std::optional<bool> expected;      // EXITED: whether exitcodes= lists the exit status
    std::optional<std::int64_t> pid;   // STARTING and BACKOFF have none
    std::optional<std::int64_t> tries; // STARTING and BACKOFF: how often it was tried
};

// The payload of a PROCESS_LOG_* or PROCESS_COMMUNICATION_* event, read: what a process wrote.
struct ProcessOutput {
    std::string_view process_name;
    std::string_view group_name;
    std::optional<std::int64_t> pid;
    std::string_view channel; // "stdout" or "stderr"
    std::string_view data;
};

// The payload of a REMOTE_COMMUNICATION event, read: what somebody sent with sendRemoteCommEvent.
struct RemoteCommunication {
    std::string_view type;
    std::string_view data;
};

// An event as it came from the daemon. It and all that it shows live until Plugin::handle returns; copy what is to be
// kept. [plugin's thread]
class Event {
 public:
    explicit Event(const halberd_event& event) : event_(event) {}

    std::string_view name() const { return view(event_.name); }      // "PROCESS_STATE_EXITED"
    std::string_view server() const { return view(event_.server); }  // identifier= of the daemon
    std::string_view pool() const { return view(event_.pool); }      // name of the [eventlistener:x] section
    std::uint64_t serial() const { return event_.serial; }           // unique in the daemon's life
    std::uint64_t pool_serial() const { return event_.pool_serial; } // unique in the pool
    std::string_view payload() const { return view(event_.payload); }

    // Whether this is an event of that type or of one below it: an event PROCESS_STATE_EXITED is a PROCESS_STATE, and
    // every event is an EVENT.
    bool is(std::string_view type) const {
        const std::string_view own = name();
        return type == "EVENT" || own == type || (own.substr(0, type.size()) == type && own[type.size()] == '_');
    }

    // The value of `key` among the tokens "key:value" on the payload's first line. Nothing when it isn't there.
    std::optional<std::string_view> token(std::string_view key) const {
        std::string_view rest = first_line();
        while (!rest.empty()) {
            const std::string_view word = rest.substr(0, rest.find(' '));
            if (word.size() > key.size() && word.substr(0, key.size()) == key && word[key.size()] == ':') {
                return word.substr(key.size() + 1);
            }
            rest.remove_prefix(word.size() < rest.size() ? word.size() + 1 : word.size());
        }
        return std::nullopt;
    }

    // The same, read as a decimal number. Nothing when it is missing or no number.
    std::optional<std::int64_t> number(std::string_view key) const {
        const std::optional<std::string_view> text = token(key);
        std::int64_t value = 0;
        if (!text || text->empty()) {
            return std::nullopt;
        }
        const char* end = text->data() + text->size();
        const auto [rest, error] = std::from_chars(text->data(), end, value);
        return error == std::errc() && rest == end ? std::optional(value) : std::nullopt;
    }

    // What follows the payload's first line: the output in PROCESS_LOG_* and PROCESS_COMMUNICATION_*, the data in
    // REMOTE_COMMUNICATION. Empty when there is one line only.
    std::string_view body() const {
        const std::size_t newline = payload().find('\n');
        return newline == std::string_view::npos ? std::string_view() : payload().substr(newline + 1);
    }

    // The payload of a PROCESS_STATE_* event. Nothing for other events, or when the process or its group isn't named.
    std::optional<ProcessState> process_state() const {
        const auto process = token("processname");
        const auto group = token("groupname");
        if (!is("PROCESS_STATE") || !process || !group) {
            return std::nullopt;
        }
        ProcessState state{*process, *group, token("from_state").value_or(""), {}, number("pid"), number("tries")};
        if (const auto expected = number("expected")) {
            state.expected = *expected != 0;
        }
        return state;
    }

    // The payload of a PROCESS_LOG_* or PROCESS_COMMUNICATION_* event. Nothing for other events, or when the process or
    // its group isn't named.
    std::optional<ProcessOutput> process_output() const {
        const auto process = token("processname");
        const auto group = token("groupname");
        if (!(is("PROCESS_LOG") || is("PROCESS_COMMUNICATION")) || !process || !group) {
            return std::nullopt;
        }
        const bool is_stderr = name().size() > 7 && name().substr(name().size() - 7) == "_STDERR";
        return ProcessOutput{*process, *group, number("pid"), is_stderr ? "stderr" : "stdout", body()};
    }

    // The payload of a REMOTE_COMMUNICATION event. Nothing for other events. A type may hold blanks.
    std::optional<RemoteCommunication> remote_communication() const {
        constexpr std::string_view key = "type:";
        if (!is("REMOTE_COMMUNICATION") || first_line().substr(0, key.size()) != key) {
            return std::nullopt;
        }
        return RemoteCommunication{first_line().substr(key.size()), body()};
    }

    // The time of a TICK_* event, which is a multiple of its period. Nothing for other events.
    std::optional<std::chrono::system_clock::time_point> tick() const {
        const auto when = number("when");
        if (!is("TICK") || !when) {
            return std::nullopt;
        }
        return std::chrono::system_clock::time_point(std::chrono::seconds(*when));
    }

    // The group of a PROCESS_GROUP_ADDED or PROCESS_GROUP_REMOVED event. Nothing for other events.
    std::optional<std::string_view> process_group() const {
        return is("PROCESS_GROUP") ? token("groupname") : std::nullopt;
    }

 private:
    static std::string_view view(halberd_string text) {
        return text.size == 0 ? std::string_view() : std::string_view(text.data, text.size);
    }
    std::string_view first_line() const { return payload().substr(0, payload().find('\n')); }

    const halberd_event& event_;
};

} // namespace v1
} // namespace halberd
