#include "plugins/shared/crash/crash_details.hpp"

#include "plugins/shared/alert/time_span.hpp"
#include "plugins/shared/alert/watch.hpp"
#include "sdk/supervisor/core_file.hpp"
#include "sdk/supervisor/process_exit.hpp"

#include <algorithm>
#include <cstdint>
#include <utility>

namespace halberd::crash {
namespace {

using Time = std::chrono::system_clock::time_point;

constexpr std::int64_t bytes_of_a_long_line = 400;
constexpr std::chrono::hours hour{1};
constexpr std::int64_t most_crashes_told = 1000;

Time time_of(std::int64_t seconds) {
    return Time(std::chrono::seconds(seconds));
}

// The history of halberd.explain: changes of state with from, to, at and cause, oldest first. The process may have been
// started again meanwhile.
void read_history(const xmlrpc::Array& history, Time now, CrashDetails& details) {
    std::optional<Time> started;
    for (const xmlrpc::Value& change : history) {
        const Time at = time_of(change.number("at"));
        const std::string to = change.text("to");
        if (to == "STARTING" || (to == "RUNNING" && !started)) { // the history may begin in between
            started = at;
        } else if (to == "EXITED") {
            details.cause = change.text("cause");
            details.started = std::exchange(started, std::nullopt);
            details.ended = at;
            details.crashes += at + hour >= now ? 1 : 0;
        }
    }
    details.has_more_crashes =
        !history.empty() && details.crashes > 1 && time_of(history.front().number("at")) + hour >= now;
}

// What getProcessInfo still tells of a process that has not been started again.
void read_info(const xmlrpc::Value& info, CrashDetails& details) {
    if (info.number("pid") != 0 || info.number("stop") == 0) {
        return;
    }
    const std::int64_t status = info.number("exitstatus");
    details.cause = status < 0 ? "ended by a signal" : "exit status " + std::to_string(status);
    details.started = time_of(info.number("start"));
    details.ended = time_of(info.number("stop"));
}

std::string tail(const Ask& ask, const char* method, const std::string& name, std::size_t lines) {
    const auto bytes = static_cast<std::int64_t>(lines) * bytes_of_a_long_line;
    const auto answer = ask(method, {name, 0, bytes});
    const auto* parts = answer ? answer->get<xmlrpc::Array>() : nullptr;
    return parts != nullptr && !parts->empty() ? last_lines(parts->front().value_or(std::string()), lines) : "";
}

// The logs as they are at this moment: a new start may have written to them.
void read_tails(const Ask& ask, const std::string& name, std::size_t lines, CrashDetails& details) {
    const char* const note = "as of this mail";
    details.logs = {{"stderr", tail(ask, "supervisor.tailProcessStderrLog", name, lines), note},
                    {"stdout", tail(ask, "supervisor.tailProcessStdoutLog", name, lines), note}};
    std::erase_if(details.logs, [](const CrashDetails::Log& log) { return log.lines.empty(); });
}

// This end of the process and no other.
void read_exit(const supervisor::ProcessExit& exit, std::size_t lines, CrashDetails& details) {
    details.cause = exit.description;
    details.started = exit.started;
    details.ended = exit.ended;
    details.crashes = static_cast<std::size_t>(std::max<std::int64_t>(exit.crashes, 0));
    details.has_more_crashes = exit.crashes >= most_crashes_told;
    details.core =
        exit.has_dumped_core ? supervisor::describe_core(supervisor::CorePattern::of_this_machine(), exit) : "";
    if (lines == 0) {
        return;
    }
    const bool is_one = exit.last_stderr.status == "redirected";
    if (!is_one) {
        details.logs.push_back({"stderr", exit.last_stderr.lines, exit.last_stderr.description});
    }
    details.logs.push_back(
        {is_one ? "stdout and stderr" : "stdout", exit.last_stdout.lines, exit.last_stdout.description});
}

void append_log(std::string& body, const CrashDetails::Log& log) {
    const std::string lines = log.lines.substr(0, log.lines.find_last_not_of('\n') + 1);
    if (!lines.empty()) {
        body += "\n\nLast lines of " + log.name + (log.note.empty() ? "" : " (" + log.note + ")") + ":\n" + lines;
    } else if (!log.note.empty()) {
        body += "\n\nNo lines of " + log.name + ": " + log.note;
    }
}

} // namespace

std::string last_lines(std::string_view text, std::size_t count) {
    std::size_t begin = text.size();
    std::size_t found = 0;
    while (begin > 0) {
        const bool ends_line = text[begin - 1] == '\n' && begin < text.size();
        if (ends_line && ++found == count) {
            break;
        }
        --begin;
    }
    return count == 0 ? std::string() : std::string(text.substr(begin));
}

CrashDetails ask_for_details(const Ask& ask, const ProcessState& process, std::size_t lines, Time now) {
    const std::string name = alert::full_name(process);
    CrashDetails details;
    const auto answer =
        ask("halberd.explainExit", {name, std::int64_t{process.pid.value_or(0)}, static_cast<std::int64_t>(lines)});
    const auto exit = answer ? supervisor::read_process_exit(*answer) : std::nullopt;
    if (exit) {
        read_exit(*exit, lines, details);
        return details;
    }
    if (lines > 0) { // first, before a new start writes to the same logs
        read_tails(ask, name, lines, details);
    }
    if (const auto explanation = ask("halberd.explain", {name})) {
        read_history(explanation->member_or("history", xmlrpc::Array()), now, details);
    } else if (const auto info = ask("supervisor.getProcessInfo", {name})) {
        read_info(*info, details);
    }
    return details;
}

CrashReport report_details(CrashReport report, const CrashDetails& details, const ProcessState& process,
                           const std::string& optional_header, const std::string& host) {
    const std::string name(process.process_name);
    report.subject = optional_header.empty() ? "" : optional_header + ": ";
    report.subject += name + (details.cause.empty() ? " crashed" : ": " + details.cause) + " on " + host;
    report.body += "\n\nHost:     " + host;
    report.body += "\nExit:     " + (details.cause.empty() ? "not known" : details.cause);
    if (!details.core.empty()) {
        report.body += "\nCore:     " + details.core;
    }
    if (details.started && details.ended) {
        const auto time = std::chrono::duration_cast<std::chrono::seconds>(*details.ended - *details.started);
        report.body += "\nRan:      " + alert::rough_time(time) + ", since " + alert::clock_text(*details.started);
    }
    if (details.crashes > 0) {
        report.body += "\nCrashes:  " + std::to_string(details.crashes) + (details.has_more_crashes ? " or more" : "") +
                       " in the last hour";
    }
    for (const CrashDetails::Log& log : details.logs) {
        append_log(report.body, log);
    }
    return report;
}

} // namespace halberd::crash
