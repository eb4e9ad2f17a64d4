#include "core/base/duration.hpp"
#include "ctl/command.hpp"
#include "ctl/log_follower.hpp"
#include "ctl/log_source.hpp"
#include "ctl/process_selection.hpp"
#include "ctl/verb_words.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>
#include <string>
#include <system_error>
#include <utility>
#include <vector>

namespace halberd::ctl {
namespace {

constexpr std::string_view logs_help =
    "logs <name> [...]\tShow the last lines of the logs of processes, of stdout (|) and stderr (!)\n"
    "logs -f <name> [...]\tGo on with what they write, until Ctrl-C\n"
    "logs -f 'web:*' --since 5m --grep TEXT\n"
    "  -n LINES\t\tSo many lines of each log (default 10; with --since all)\n"
    "  --since 5m\t\tLines of the last 5 minutes, or since '2026-11-25 23:40:00': by the time stamps at the beginning\n"
    "\t\t\tof lines; a line without one goes with the line before\n"
    "  --grep TEXT\t\tLines that hold the text\n"
    "  --stream stdout\tOnly that one, or stderr";

constexpr std::array options{
    VerbOption{"-f"}, VerbOption{"-n", VerbOption::Value::Required}, VerbOption{"--since", VerbOption::Value::Required},
    VerbOption{"--grep", VerbOption::Value::Required}, VerbOption{"--stream", VerbOption::Value::Required}};

constexpr std::size_t usual_lines = 10;

// Each log that is followed takes a connection.
constexpr std::size_t most_followed = 200;

// What the command line asks for.
struct Request {
    std::vector<std::string> names;
    std::vector<std::string> streams{"stdout", "stderr"};
    bool follows = false;
    LogWish wish;
};

tl::expected<LogTime, std::string> read_since(const std::string& text) {
    if (const auto duration = parse_duration(text)) {
        return std::chrono::floor<std::chrono::milliseconds>(std::chrono::system_clock::now()) - *duration;
    }
    if (const auto stamp = stamp_of(text)) {
        return *stamp;
    }
    return tl::unexpected("Error: --since " + text + " is neither a duration, such as 5m, nor a time");
}

// The error is a line for the user.
tl::expected<Request, std::string> read_request(std::string_view argument) {
    const auto words = VerbWords::of_our_verb(argument, options);
    if (!words) {
        return tl::unexpected(words.error());
    }
    Request request;
    request.names = words->names();
    request.follows = words->has("-f");
    request.wish.text = words->value("--grep").value_or("");
    if (request.names.empty()) {
        return tl::unexpected<std::string>("Error: logs requires a process name");
    }
    if (const auto stream = words->value("--stream")) {
        if (*stream != "stdout" && *stream != "stderr") {
            return tl::unexpected("Error: --stream " + *stream + " is neither stdout nor stderr");
        }
        request.streams = {*stream};
    }
    if (const auto since = words->value("--since")) {
        const auto time = read_since(*since);
        if (!time) {
            return tl::unexpected(time.error());
        }
        request.wish.since = *time;
    } else {
        request.wish.most = usual_lines;
    }
    if (const auto lines = words->value("-n")) {
        std::size_t count = 0;
        const auto [end, error] = std::from_chars(lines->data(), lines->data() + lines->size(), count);
        if (error != std::errc() || end != lines->data() + lines->size()) {
            return tl::unexpected("Error: -n " + *lines + " is no number of lines");
        }
        request.wish.most = count;
    }
    return request;
}

// Those of one log after the other, or, when every line has a time, all of them by their times.
Outcome show_last_lines(Session& session, const std::vector<LogSource>& sources, const LogWish& wish) {
    std::vector<std::pair<const LogSource*, LogLine>> all;
    for (const LogSource& source : sources) {
        auto lines = read_log(session, source, wish);
        if (!lines && lines.error().kind == xmlrpc::CallError::Kind::Fault) {
            session.fail(to_string(source.process) + ": ERROR (" + lines.error().text + ")");
            continue;
        }
        if (!lines) {
            return tl::unexpected(lines.error());
        }
        for (LogLine& line : *lines) {
            all.emplace_back(&source, std::move(line));
        }
    }
    if (std::all_of(all.begin(), all.end(), [](const auto& one) { return one.second.at.has_value(); })) {
        std::stable_sort(all.begin(), all.end(),
                         [](const auto& a, const auto& b) { return *a.second.at < *b.second.at; });
    }
    for (const auto& [source, line] : all) {
        session.console().write(source->prefix + line.text + "\n");
    }
    return {};
}

Outcome show(Session& session, const Request& request, std::vector<ProcessInfo> all) {
    const ExitStatus before = session.exit_status();
    session.set_exit_status(ExitStatus::Success);
    std::vector<ProcessInfo> processes;
    for (ProcessInfo& process : select_processes(session, std::move(all), request.names, ExitStatus::Generic)) {
        if (std::none_of(processes.begin(), processes.end(),
                         [&](const ProcessInfo& other) { return other.name == process.name; })) {
            processes.push_back(std::move(process));
        }
    }
    if (session.exit_status() != ExitStatus::Success) {
        return {};
    }
    session.set_exit_status(before);
    const auto sources = log_sources(processes, request.streams, session.console().has_colours());
    if (sources.empty()) {
        session.fail("ERROR: there is no log file");
        return {};
    }
    if (!request.follows) {
        return show_last_lines(session, sources, request.wish);
    }
    if (sources.size() > most_followed) {
        session.fail("ERROR: " + std::to_string(sources.size()) + " logs are too many to follow (at most " +
                     std::to_string(most_followed) + "): name fewer processes, or one --stream");
        return {};
    }
    return follow_logs(session, sources, request.wish);
}

Outcome logs(Session& session, std::string_view argument) {
    const auto request = read_request(argument);
    if (!request) {
        return refuse(session, request.error(), logs_help, ExitStatus::InvalidArguments);
    }
    return run_if_up(session, [&] {
        return all_processes(session).and_then(
            [&](std::vector<ProcessInfo> all) { return show(session, *request, std::move(all)); });
    });
}

constexpr std::array commands{
    Command{"logs", Completion::Processes, logs_help, logs, Owner::Halberd},
};

} // namespace

std::span<const Command> logs_commands() {
    return commands;
}

} // namespace halberd::ctl
