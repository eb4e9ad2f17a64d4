#include "core/base/duration.hpp"
#include "ctl/answers.hpp"
#include "ctl/command.hpp"
#include "ctl/fault_codes.hpp"
#include "ctl/process_selection.hpp"
#include "ctl/words.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <ctime>
#include <string>
#include <vector>

namespace halberd::ctl {
namespace {

constexpr std::string_view silence_help =
    "silence\t\t\t\tList the processes about which no alerts are sent\n"
    "silence <name> [...] <time>\tSend none about these for that time: 30m, 2h, 7d\n"
    "silence <name> [...] off\tSend them again\n"
    "All alert plugins are silent, and tell what happened when it is over\n"
    "A name may be a group, \"web:*\", a pattern, \'web*\', or all";

// One struct of halberd.getSilences.
struct Silence {
    Namespec name;
    std::int64_t until = 0;
};

// Says why there is no answer; an error that it has no words for comes back.
Outcome fail(Session& session, const xmlrpc::CallError& error) {
    if (error.is_fault(fault::UnknownMethod)) {
        session.fail(
            "ERROR: this supervisord knows nothing of silence: only Halberd\'s knows the method "
            "halberd.setSilences");
    } else if (error.is_fault(fault::Failed)) {
        session.fail("ERROR (" + error.text + ")");
    } else {
        return tl::unexpected(error);
    }
    return {};
}

AnswerOf<std::vector<Silence>> all_silences(Session& session) {
    return session.call_halberd("getSilences").map([](const xmlrpc::Value& answer) {
        std::vector<Silence> silences;
        for (const xmlrpc::Value& one : answer.value_or(xmlrpc::Array())) {
            silences.push_back({parse_namespec(one.text("name")), one.number("until")});
        }
        return silences;
    });
}

std::string local_time(std::int64_t seconds) {
    const std::time_t time = seconds;
    std::tm local{};
    ::localtime_r(&time, &local);
    std::array<char, 32> text{};
    return std::string(text.data(), std::strftime(text.data(), text.size(), "%Y-%m-%d %H:%M:%S", &local));
}

Outcome list(Session& session) {
    const auto silences = all_silences(session);
    if (!silences) {
        return fail(session, silences.error());
    }
    for (const Silence& silence : *silences) {
        session.line(to_string(silence.name) + ": silent until " + local_time(silence.until));
    }
    if (silences->empty()) {
        session.line("No process is silent");
    }
    return {};
}

// Those that are known, and with `off` those that are silent, though there may be no such process any more.
AnswerOf<std::vector<ProcessInfo>> candidates(Session& session, bool is_off) {
    auto all = all_processes(session);
    if (!all || !is_off) {
        return all;
    }
    const auto silences = all_silences(session);
    if (!silences) {
        return tl::unexpected(silences.error());
    }
    for (const Silence& silence : *silences) {
        if (std::ranges::find(*all, silence.name, &ProcessInfo::name) == all->end()) {
            ProcessInfo gone;
            gone.name = silence.name;
            all->push_back(std::move(gone));
        }
    }
    return all;
}

Outcome change(Session& session, const std::vector<std::string>& names, std::int64_t seconds) {
    auto all = candidates(session, seconds == 0);
    if (!all) {
        return fail(session, all.error());
    }
    const auto selected = select_processes(session, *std::move(all), names, ExitStatus::Generic);
    xmlrpc::Array full_names;
    for (const ProcessInfo& process : selected) {
        full_names.emplace_back(process.name.group + ":" + process.name.process);
    }
    if (full_names.empty()) {
        return {};
    }
    if (const auto answer = session.call_halberd("setSilences", {full_names, seconds}); !answer) {
        return fail(session, answer.error());
    }
    const auto now = std::chrono::system_clock::to_time_t(std::chrono::system_clock::now());
    for (const ProcessInfo& process : selected) {
        session.line(to_string(process.name) +
                     (seconds == 0 ? ": not silent" : ": silent until " + local_time(now + seconds)));
    }
    return {};
}

Outcome silence(Session& session, std::string_view argument) {
    const std::vector<std::string_view> words = split_words(argument);
    if (words.empty()) {
        return list(session);
    }
    const bool is_off = words.back() == "off";
    const auto time = is_off ? std::nullopt : parse_duration(words.back());
    const std::int64_t seconds = time ? std::chrono::ceil<std::chrono::seconds>(*time).count() : 0;
    if (words.size() < 2 || (!is_off && seconds == 0)) {
        return refuse(session, "Error: silence takes names of processes, and a time such as 2h, or off", silence_help,
                      ExitStatus::InvalidArguments);
    }
    return change(session, {words.begin(), words.end() - 1}, seconds);
}

constexpr std::array commands{
    Command{"silence", Completion::Processes, silence_help, silence, Owner::Halberd},
};

} // namespace

std::span<const Command> silence_commands() {
    return commands;
}

} // namespace halberd::ctl
