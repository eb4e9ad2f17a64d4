#pragma once

#include "sdk/xmlrpc/value.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace halberd::ctl {

// An event as halberd.getEvents tells it.
struct EventLine {
    std::int64_t id = 0;
    std::int64_t at = 0; // seconds since 1970
    std::int64_t milliseconds = 0;
    std::string type;
    std::string payload;
};

// What is no event in the answer is left out.
std::vector<EventLine> event_lines(const xmlrpc::Value& answer);

// "2026-11-25 23:40:48,123 PROCESS_STATE_EXITED processname:cat …": one line, in local time, the payload with \n, \t
// and \xNN for what would not stay on it.
std::string text_of(const EventLine& event);

// An object on one line: id, time (RFC 3339, UTC), event, payload.
std::string json_of(const EventLine& event);

} // namespace halberd::ctl
