#pragma once

#include "plugins/shared/gateway/notice.hpp"

#include <chrono>
#include <halberd/event.hpp>
#include <optional>
#include <string>
#include <tl/expected.hpp>
#include <vector>

namespace halberd::webhook {

// Something that happens to a process, and how it is told.
struct Occasion {
    const char* word;             // of --on: "exited"
    const char* event;            // "PROCESS_STATE_EXITED"
    std::optional<bool> expected; // of an exit
    const char* severity;         // "critical", "error", "warning", "info", as PagerDuty has them
    const char* says;             // "Process foo in group g …"
};

// Reads the words of --on, with commas between them. The error says which one there is not.
tl::expected<std::vector<const Occasion*>, std::string> parse_occasions(const std::string& words);

// The occasion that the event is; null when it is none of these.
const Occasion* find_occasion(const std::vector<const Occasion*>& occasions, const Event& event,
                              const ProcessState& process);

// A value for each name that a template may have: nothing, but for host and time.
gateway::Fields no_fields(std::chrono::system_clock::time_point now, const std::string& host);

// What is told of an occasion: a value for each name that a template may have.
gateway::Fields tell(const Occasion& occasion, const Event& event, const ProcessState& process,
                     std::chrono::system_clock::time_point now, const std::string& host);

// The same fields, with what --test sends.
gateway::Fields test_fields(std::chrono::system_clock::time_point now, const std::string& host);

} // namespace halberd::webhook
