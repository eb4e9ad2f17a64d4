#pragma once

#include "plugins/shared/crash/crash_report.hpp"
#include "sdk/xmlrpc/value.hpp"

#include <chrono>
#include <functional>
#include <halberd/event.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace halberd::crash {

// What a person wants to know of a crash, as far as supervisord tells it.
struct CrashDetails {
    std::string cause; // "exit status 3"; empty: not known
    std::optional<std::chrono::system_clock::time_point> started;
    std::optional<std::chrono::system_clock::time_point> ended;
    std::size_t crashes = 0;       // ends in the hour before, this one among them; 0: not known
    bool has_more_crashes = false; // supervisord remembers no more of them
    std::string core;              // where the core file is; empty: there is none, or it is not known

    // The last lines of a log.
    struct Log {
        std::string name;  // "stderr"
        std::string lines; // with their newlines; empty when there are none
        std::string note;  // why some are missing, or may be of another run
    };
    std::vector<Log> logs; // those that there is something to say of
};

// Calls a method of supervisord; nothing when there is no answer.
using Ask = std::function<std::optional<xmlrpc::Value>(std::string_view method, const xmlrpc::Array& arguments)>;

// Asks for them, and for so many last lines of each log. Halberd knows of that very exit, and what was in the logs
// then, whatever the process has written since it was started again. Supervisor has the exit status until then, and the
// logs as they are when it is asked.
CrashDetails ask_for_details(const Ask& ask, const ProcessState& process, std::size_t lines,
                             std::chrono::system_clock::time_point now);

// The report with the details in it. Its subject is short, for a phone: "foo: exit status 3 on web1".
CrashReport report_details(CrashReport report, const CrashDetails& details, const ProcessState& process,
                           const std::string& optional_header, const std::string& host);

// The last `count` lines of a text.
std::string last_lines(std::string_view text, std::size_t count);

} // namespace halberd::crash
