#include "core/base/duration.hpp"
#include "core/base/process_state.hpp"
#include "ctl/answers.hpp"
#include "ctl/command.hpp"
#include "ctl/process_selection.hpp"
#include "ctl/state_watch.hpp"
#include "ctl/verb_words.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <chrono>
#include <optional>
#include <string>
#include <vector>

namespace halberd::ctl {
namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

constexpr std::string_view wait_help =
    "wait <name> [...]\tWait until processes are RUNNING; exit status 0 when they are\n"
    "wait <gname>:*\t\tWait until all processes of a group are; a name may be a pattern: 'web*'\n"
    "  --state STATE\t\tWait for another state, or one of several: STOPPED,EXITED\n"
    "  --timeout 30s\t\tNo longer than that; exit status 1 when they are not. Without it, there is no end\n"
    "A process that becomes FATAL ends it with 1: it stays so unless somebody starts it";

constexpr std::array options{VerbOption{"--state", VerbOption::Value::Required},
                             VerbOption{"--timeout", VerbOption::Value::Required}};

// What is waited for.
struct Wish {
    std::vector<std::string> names;
    std::string states = "RUNNING"; // as the user wrote them, in capitals
    std::vector<std::string> accepted;
    std::optional<milliseconds> timeout;
    std::string timeout_text; // "30s"

    bool accepts(const ProcessInfo& process) const {
        return std::find(accepted.begin(), accepted.end(), process.state_name) != accepted.end();
    }
};

bool is_state(const std::string& word) {
    constexpr std::array all{ProcessState::Stopped, ProcessState::Starting, ProcessState::Running,
                             ProcessState::Backoff, ProcessState::Stopping, ProcessState::Exited,
                             ProcessState::Fatal,   ProcessState::Unknown};
    return std::any_of(all.begin(), all.end(), [&](ProcessState state) { return name_of(state) == word; });
}

// The error is a line for the user.
tl::expected<Wish, std::string> read_wish(std::string_view argument) {
    const auto words = VerbWords::of_our_verb(argument, options);
    if (!words) {
        return tl::unexpected(words.error());
    }
    Wish wish;
    wish.names = words->names();
    if (wish.names.empty()) {
        return tl::unexpected<std::string>("Error: wait requires a process name");
    }
    wish.states = words->value("--state").value_or(wish.states);
    std::transform(wish.states.begin(), wish.states.end(), wish.states.begin(),
                   [](unsigned char letter) { return static_cast<char>(std::toupper(letter)); });
    for (std::size_t begin = 0; begin <= wish.states.size();) {
        const std::size_t end = std::min(wish.states.find(',', begin), wish.states.size());
        wish.accepted.push_back(wish.states.substr(begin, end - begin));
        if (!is_state(wish.accepted.back())) {
            return tl::unexpected("Error: no such state: " + wish.accepted.back());
        }
        begin = end + 1;
    }
    if (const auto text = words->value("--timeout"); text && !text->empty()) {
        wish.timeout = parse_duration(*text);
        wish.timeout_text = *text + (std::isdigit(static_cast<unsigned char>(text->back())) != 0 ? "s" : "");
        if (!wish.timeout) {
            return tl::unexpected("Error: --timeout " + *text + " is no duration, such as 500ms, 30s or 5m");
        }
    }
    return wish;
}

// Says how each process fares. Whether all are in a wanted state.
void report(Session& session, const Wish& wish, const std::vector<ProcessInfo>& processes, const std::string& why) {
    for (const ProcessInfo& process : processes) {
        const std::string name = to_string(process.name);
        if (wish.accepts(process)) {
            session.line(name + ": " + process.state_name);
        } else {
            session.fail(name + ": ERROR (" + process.state_name + ", not " + wish.states + why + ")");
        }
    }
}

// Whether there is nothing more to wait for; it was said then how it ended.
bool is_over(Session& session, const Wish& wish, const std::vector<ProcessInfo>& processes,
             std::optional<milliseconds> left) {
    if (std::all_of(processes.begin(), processes.end(), [&](const auto& one) { return wish.accepts(one); })) {
        report(session, wish, processes, "");
        return true;
    }
    const bool has_failed = std::any_of(processes.begin(), processes.end(), [&](const ProcessInfo& process) {
        return static_cast<ProcessState>(process.state) == ProcessState::Fatal && !wish.accepts(process);
    });
    const bool is_late = left && left->count() <= 0;
    if (has_failed || is_late) {
        report(session, wish, processes, is_late ? " after " + wish.timeout_text : std::string());
        return true;
    }
    return false;
}

Outcome wait_for(Session& session, const Wish& wish, const std::vector<std::string>& names) {
    constexpr milliseconds no_end = std::chrono::hours(24);
    const auto begin = steady_clock::now();
    auto watch = StateWatch::begin(session, names);
    if (!watch) {
        return tl::unexpected(watch.error());
    }
    for (;;) {
        const auto all = all_processes(session);
        if (!all) {
            return tl::unexpected(all.error());
        }
        std::optional<milliseconds> left;
        if (wish.timeout) {
            left = *wish.timeout - std::chrono::floor<milliseconds>(steady_clock::now() - begin);
        }
        const auto processes = select_processes(session, *all, names, ExitStatus::Generic);
        if (processes.size() < names.size() || is_over(session, wish, processes, left)) {
            return {};
        }
        if (Outcome waited = watch->wait(session, left.value_or(no_end)); !waited) {
            return waited;
        }
    }
}

Outcome wait(Session& session, std::string_view argument) {
    const auto wish = read_wish(argument);
    if (!wish) {
        return refuse(session, wish.error(), wait_help, ExitStatus::InvalidArguments);
    }
    return run_if_up(session, [&]() -> Outcome {
        const auto all = all_processes(session);
        if (!all) {
            return tl::unexpected(all.error());
        }
        const ExitStatus before = session.exit_status();
        session.set_exit_status(ExitStatus::Success);
        std::vector<std::string> names;
        for (const ProcessInfo& process : select_processes(session, *all, wish->names, ExitStatus::Generic)) {
            names.push_back(to_string(process.name));
        }
        if (session.exit_status() != ExitStatus::Success) {
            return {};
        }
        session.set_exit_status(before);
        return names.empty() ? Outcome() : wait_for(session, *wish, names);
    });
}

constexpr std::array commands{
    Command{"wait", Completion::Processes, wait_help, wait, Owner::Halberd},
};

} // namespace

std::span<const Command> wait_commands() {
    return commands;
}

} // namespace halberd::ctl
