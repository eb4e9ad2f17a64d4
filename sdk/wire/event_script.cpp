#include "sdk/wire/event_script.hpp"

#include "sdk/wire/listener_reader.hpp"

#include <algorithm>
#include <optional>
#include <utility>

namespace halberd::wire {
namespace {

using Script = tl::expected<std::vector<ScriptedEvent>, std::string>;

bool is_event_name(std::string_view name) {
    return !name.empty() && std::all_of(name.begin(), name.end(), [](char c) {
        return (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
    });
}

Script read_recording(std::string_view text, EventLength unit) {
    std::vector<ScriptedEvent> events;
    ListenerReader reader(unit);
    reader.feed(text);
    while (true) {
        auto event = reader.next();
        if (!event) {
            return tl::unexpected("after event " + std::to_string(events.size()) + " comes no event header: '" +
                                  event.error() + "'");
        }
        if (!event->has_value()) {
            break;
        }
        events.push_back({std::move((*event)->header), std::move((*event)->payload)});
    }
    if (reader.is_inside_event()) {
        return tl::unexpected("the recording ends inside event " + std::to_string(events.size() + 1));
    }
    return events;
}

// Takes one line of a file written by hand. The error lacks the line's number.
tl::expected<void, std::string> take_line(std::string_view line, std::vector<ScriptedEvent>& events) {
    if (line.empty() || line.front() == '#') {
        return {};
    }
    if (line.front() == '|') {
        if (events.empty()) {
            return tl::unexpected(std::string("there is no event above it to go on with"));
        }
        line.remove_prefix(line.substr(0, 2) == "| " ? 2 : 1);
        (events.back().payload += '\n') += line;
        return {};
    }
    const std::size_t blank = std::min(line.find(' '), line.size());
    const std::string_view name = line.substr(0, blank);
    if (!is_event_name(name)) {
        return tl::unexpected(
            "'" + std::string(name) +
            "' is no name of an event; a line is NAME PAYLOAD, \"| \" and more payload, or a # comment");
    }
    ScriptedEvent event;
    event.header.server = "supervisor";
    event.header.serial = event.header.pool_serial = events.size() + 1;
    event.header.event_name = name;
    event.payload = line.substr(std::min(blank + 1, line.size()));
    events.push_back(std::move(event));
    return {};
}

Script read_lines(std::string_view text) {
    std::vector<ScriptedEvent> events;
    for (std::size_t number = 1; !text.empty(); ++number) {
        const std::size_t end = std::min(text.find('\n'), text.size());
        if (const auto taken = take_line(text.substr(0, end), events); !taken) {
            return tl::unexpected("line " + std::to_string(number) + ": " + taken.error());
        }
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return events;
}

} // namespace

Script read_event_script(std::string_view text, EventLength unit) {
    Script script = text.substr(0, 4) == "ver:" ? read_recording(text, unit) : read_lines(text);
    if (script) {
        for (ScriptedEvent& event : *script) {
            event.header.length = payload_length(event.payload, unit);
        }
    }
    return script;
}

} // namespace halberd::wire
