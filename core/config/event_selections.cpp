#include "core/config/event_selections.hpp"

#include "core/config/option_values.hpp"
#include "core/config/similar_name.hpp"
#include "core/config/unicode_text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>

namespace halberd {
namespace {

constexpr const char* events_hint = "write names such as PROCESS_STATE_EXITED,TICK_60";

// "process_state_exited(web:*)": the type in any case, and a pattern for processes.
Parsed<EventSelection> parse_selection(std::string_view word, const std::vector<std::string>& known) {
    const std::size_t open = std::min(word.find('('), word.size());
    EventSelection selection{std::string(strip(word.substr(0, open))), ""};
    std::string& type = selection.type;
    std::transform(type.begin(), type.end(), type.begin(), [](unsigned char c) { return std::toupper(c); });
    if (!known.empty() && std::find(known.begin(), known.end(), type) == known.end()) {
        const std::vector<std::string_view> names(known.begin(), known.end());
        return bad_value(fmt::format("Unknown event type '{}'", type), did_you_mean(type, names, events_hint));
    }
    if (open == word.size()) {
        return selection;
    }
    selection.processes = strip(word.substr(open + 1, word.size() - open - 2));
    if (!word.ends_with(')') || selection.processes.empty()) {
        return bad_value(fmt::format("'{}' is not an event with a pattern for processes", word),
                         "write TYPE(GROUP:PROCESS), where * stands for anything: PROCESS_STATE_EXITED(web:*)");
    }
    if (!type.starts_with("PROCESS_")) {
        return bad_value(fmt::format("{} is about no process, '{}' fits none", type, selection.processes),
                         "leave the pattern out; it goes with PROCESS_STATE, PROCESS_LOG, PROCESS_COMMUNICATION and "
                         "PROCESS_GROUP and their subtypes");
    }
    return selection;
}

} // namespace

Parsed<std::vector<EventSelection>> parse_event_selections(std::string_view text,
                                                           const std::vector<std::string>& known) {
    std::vector<EventSelection> events;
    for (const std::string_view word : words_between_commas(text)) {
        auto selection = parse_selection(word, known);
        if (!selection) {
            selection.error().offset = offset_in(text, word);
            return tl::unexpected(std::move(selection.error()));
        }
        if (std::find(events.begin(), events.end(), *selection) == events.end()) {
            events.push_back(*std::move(selection));
        }
    }
    return events;
}

} // namespace halberd
