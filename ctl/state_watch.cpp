#include "ctl/state_watch.hpp"

#include "ctl/event_lines.hpp"
#include "ctl/fault_codes.hpp"
#include "ctl/pause.hpp"

#include <algorithm>

namespace halberd::ctl {
namespace {

using std::chrono::milliseconds;

constexpr milliseconds pause_between_questions{500};
constexpr milliseconds shortest_pause{50}; // many changes may come at once
constexpr milliseconds patience_of_server{30'000};
constexpr std::size_t most_in_a_selection = 20;

// The events about these processes, as events= has it; about all processes when they are many or have strange names.
std::string selection_of(const std::vector<std::string>& names) {
    const bool is_strange = std::any_of(names.begin(), names.end(), [](const std::string& name) {
        return name.find_first_of("*?[],() \\") != std::string::npos;
    });
    if (names.size() > most_in_a_selection || is_strange) {
        return "PROCESS_STATE";
    }
    std::string selection;
    for (const std::string& name : names) {
        selection += (selection.empty() ? "PROCESS_STATE(" : ",PROCESS_STATE(") + name + ")";
    }
    return selection;
}

} // namespace

tl::expected<StateWatch, xmlrpc::CallError> StateWatch::begin(Session& session, const std::vector<std::string>& names) {
    StateWatch watch;
    watch.selection_ = selection_of(names);
    const auto newest = session.call_halberd("getEvents", {"", 0, 1});
    if (newest) {
        const auto events = event_lines(*newest);
        watch.last_event_ = events.empty() ? 0 : events.back().id;
    } else if (!newest.error().is_fault(fault::UnknownMethod)) {
        return tl::unexpected(newest.error());
    }
    return watch;
}

Outcome StateWatch::wait(Session& session, milliseconds longest) {
    constexpr milliseconds second{1000};
    if (!last_event_ || longest < second) { // the server counts in seconds
        return pause_for(session, std::min(longest, last_event_ ? shortest_pause : pause_between_questions));
    }
    const auto seconds = static_cast<int>(std::min(longest, patience_of_server) / second);
    const auto answer = session.call_halberd("waitForEvents", {selection_, static_cast<int>(*last_event_), seconds});
    if (!answer) {
        return tl::unexpected(answer.error());
    }
    const auto events = event_lines(*answer);
    if (events.empty()) {
        return {};
    }
    last_event_ = events.back().id;
    return pause_for(session, std::min(longest, shortest_pause));
}

} // namespace halberd::ctl
