#pragma once

#include <string>

namespace halberd::batch {

// Something that waits for the next message.
struct Line {
    std::string event;   // its id
    std::string process; // "group:name"; empty: not known
    std::string text;

    bool operator==(const Line&) const = default;
};

} // namespace halberd::batch
