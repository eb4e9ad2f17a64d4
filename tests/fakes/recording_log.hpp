#pragma once

#include "core/base/log.hpp"

#include <algorithm>
#include <array>
#include <string>
#include <string_view>
#include <vector>

namespace halberd {

// Keeps every message as "INFO text", without a time stamp; those from Info up unless told otherwise.
class RecordingLog : public Log {
 public:
    explicit RecordingLog(LogLevel lowest = LogLevel::Info) : level(lowest) {}

    void write(LogLevel at, std::string_view message) override {
        if (is_enabled(at)) {
            lines.push_back(line(at, message));
        }
    }
    bool is_enabled(LogLevel at) const override { return at >= level; }

    // A message of that level with that text in it was written.
    bool contains(LogLevel at, std::string_view part) const {
        return std::any_of(lines.begin(), lines.end(), [&](const std::string& written) {
            return written.starts_with(line(at, "")) && written.find(part) != std::string::npos;
        });
    }

    LogLevel level;
    std::vector<std::string> lines;

 private:
    static std::string line(LogLevel at, std::string_view message) {
        constexpr std::array<std::string_view, 7> names{"BLAT", "TRAC", "DEBG", "INFO", "WARN", "ERRO", "CRIT"};
        return std::string(names.at(static_cast<std::size_t>(at))) + " " + std::string(message);
    }
};

} // namespace halberd
