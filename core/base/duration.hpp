#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace halberd {

// Reads a duration as operators write it: a number, which may have a fraction, and ms, s, m, h or d in any case;
// seconds without a unit: "5", "0.5", "500ms", "10m". Nothing when the text is something else, is negative, or is more
// than a hundred years.
std::optional<std::chrono::milliseconds> parse_duration(std::string_view text);

// The shortest text that reads back as `duration`: "5", "0.5", "10m", "1d"; seconds stand without a unit.
std::string duration_text(std::chrono::milliseconds duration);

} // namespace halberd
