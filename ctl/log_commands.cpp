#include "core/base/namespec.hpp"
#include "ctl/answers.hpp"
#include "ctl/command.hpp"
#include "ctl/fault_codes.hpp"
#include "ctl/logtail_path.hpp"
#include "ctl/name_patterns.hpp"
#include "ctl/words.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <charconv>
#include <optional>
#include <string>
#include <system_error>
#include <utility>

namespace halberd::ctl {
namespace {

using xmlrpc::CallError;

constexpr std::string_view tail_help =
    "tail [-f] <name> [stdout|stderr] (default stdout)\n"
    "tail -f <name>\t\tShow what a process writes to its stdout, until Ctrl-C\n"
    "tail -100 <name>\tShow the last 100 *bytes* of its stdout\n"
    "tail <name> stderr\tShow the last 1600 *bytes* of its stderr\n"
    "For several processes see: help logs";

constexpr std::string_view maintail_help =
    "maintail -f\tShow what supervisord writes to its log, until Ctrl-C\n"
    "maintail -100\tShow the last 100 *bytes* of the log of supervisord\n"
    "maintail\tShow the last 1600 *bytes* of the log of supervisord";

constexpr std::string_view clear_help =
    "clear <name>\t\tEmpty the log files of one process\n"
    "clear <name> <name>\tEmpty the log files of several processes\n"
    "clear all\t\tEmpty the log files of every process\n"
    "A name may be a pattern: clear 'web*'";

constexpr std::int64_t default_bytes = 1600;

// What a modifier such as "-f" or "-100" asks for.
struct TailMode {
    bool follows = false;
    std::int64_t bytes = default_bytes;
};

std::optional<TailMode> parse_modifier(std::string_view modifier) {
    const std::string_view text = modifier.substr(1);
    TailMode mode;
    if (text == "f") {
        mode.follows = true;
        return mode;
    }
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), mode.bytes);
    if (error != std::errc() || end != text.data() + text.size()) {
        return std::nullopt;
    }
    return mode;
}

Outcome follow(Session& session, const std::string& path) {
    session.line("==> Press Ctrl-C to exit <==");
    session.console().flush();
    const Interrupt::Hold hold;
    auto ended = session.remote().follow(path, [&](std::string_view bytes) {
        session.console().write(bytes);
        session.console().flush();
        return true;
    });
    if (ended || ended.error().kind == CallError::Kind::Disconnected) {
        return {}; // the server has ended it, as it does when it goes away
    }
    if (ended.error().kind == CallError::Kind::Interrupted) {
        session.interrupt().clear();
        session.line("");
        return {};
    }
    if (ended.error().kind == CallError::Kind::Http) {
        session.console().complain(session.remote().url() + path + " Cannot read, status code " +
                                   std::to_string(ended.error().http_status));
        return {};
    }
    return ended;
}

Outcome show_log(Session& session, std::string_view name, std::string_view method, xmlrpc::Array arguments) {
    const auto text = text_answer(session, method, std::move(arguments));
    if (text) {
        session.line(*text);
        return {};
    }
    const auto explain = [&](std::string_view why) {
        session.fail(std::string(name) + ": ERROR (" + std::string(why) + ")");
        return Outcome();
    };
    if (text.error().is_fault(fault::NoFile)) {
        return explain("no log file");
    }
    if (text.error().is_fault(fault::Failed)) {
        return explain("unknown error reading log");
    }
    if (text.error().is_fault(fault::BadName)) {
        return explain("no such process name");
    }
    session.set_exit_status(ExitStatus::Generic);
    return tl::unexpected(text.error());
}

std::string lower_case(std::string_view text) {
    std::string lower(text);
    std::transform(lower.begin(), lower.end(), lower.begin(),
                   [](unsigned char character) { return static_cast<char>(std::tolower(character)); });
    return lower;
}

Outcome tail_words(Session& session, std::vector<std::string_view> words) {
    std::string_view modifier;
    if (words.front().starts_with('-')) {
        modifier = words.front();
        words.erase(words.begin());
    }
    if (words.empty()) {
        session.fail("Error: tail requires process name");
        return {};
    }
    const std::string channel = words.size() == 1 ? "stdout" : lower_case(words.back());
    if (channel != "stdout" && channel != "stderr") {
        session.fail("Error: bad channel '" + channel + "'");
        return {};
    }
    const std::optional<TailMode> mode = modifier.empty() ? TailMode() : parse_modifier(modifier);
    if (!mode) {
        session.fail("Error: bad argument " + std::string(modifier));
        return {};
    }
    const auto process = the_one_named(session, words.front());
    if (!process || process->empty()) {
        return process.map([](const std::string&) {});
    }
    const std::string& name = *process;
    if (mode->follows) {
        return follow(session, logtail_path(name, channel));
    }
    return show_log(session, name, channel == "stdout" ? "readProcessStdoutLog" : "readProcessStderrLog",
                    {name, -mode->bytes, 0});
}

Outcome tail(Session& session, std::string_view argument) {
    return run_if_up(session, [&] {
        auto words = split_words(argument);
        if (words.empty()) {
            return refuse(session, "Error: too few arguments", tail_help);
        }
        if (words.size() > 3) {
            return refuse(session, "Error: too many arguments", tail_help);
        }
        return tail_words(session, std::move(words));
    });
}

Outcome maintail(Session& session, std::string_view argument) {
    return run_if_up(session, [&] {
        const auto words = split_words(argument);
        if (words.size() > 1) {
            return refuse(session, "Error: too many arguments", maintail_help);
        }
        std::optional<TailMode> mode = TailMode();
        if (!words.empty()) {
            mode = words.front().starts_with('-') ? parse_modifier(words.front()) : std::nullopt;
        }
        if (!mode) {
            session.fail("Error: bad argument " + std::string(words.front()));
            return Outcome();
        }
        return mode->follows ? follow(session, "/mainlogtail")
                             : show_log(session, "supervisord", "readLog", {-mode->bytes, 0});
    });
}

void report_cleared(Session& session, const ActionResult& result) {
    const std::string name = to_string(result.name);
    if (result.status == fault::Success) {
        session.line(name + ": cleared");
    } else if (result.status == fault::BadName) {
        session.fail(name + ": ERROR (no such process)");
    } else if (result.status == fault::Failed) {
        session.fail(name + ": ERROR (failed)");
    } else {
        session.fail(name + ": ERROR (" + result.description + ")");
    }
}

Outcome clear_words(Session& session, const std::vector<std::string_view>& words) {
    if (std::find(words.begin(), words.end(), "all") != words.end()) {
        return act_on_many(session, "clearAllProcessLogs", {}).map([&](const std::vector<ActionResult>& results) {
            for (const ActionResult& result : results) {
                report_cleared(session, result);
            }
        });
    }
    const auto names = expand_patterns(session, {words.begin(), words.end()});
    if (!names) {
        return tl::unexpected(names.error());
    }
    for (const std::string& word : *names) {
        const auto done = session.call("clearProcessLogs", {word});
        if (!done && done.error().kind != CallError::Kind::Fault) {
            return tl::unexpected(done.error());
        }
        ActionResult result{parse_namespec(word), fault::Success, {}};
        if (!done) {
            result.status = done.error().fault_code;
            result.description = done.error().text;
        }
        report_cleared(session, result);
    }
    return {};
}

Outcome clear(Session& session, std::string_view argument) {
    return run_if_up(session, [&] {
        const auto words = split_words(argument);
        return words.empty() ? refuse(session, "Error: clear requires a process name", clear_help)
                             : clear_words(session, words);
    });
}

constexpr std::array commands{
    Command{"tail", Completion::Processes, tail_help, tail},
    Command{"maintail", Completion::Nothing, maintail_help, maintail},
    Command{"clear", Completion::Processes, clear_help, clear},
};

} // namespace

std::span<const Command> log_commands() {
    return commands;
}

} // namespace halberd::ctl
