#include "ctl/rolling_restart.hpp"

#include "core/base/namespec.hpp"
#include "ctl/answers.hpp"
#include "ctl/process_action.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <span>
#include <utility>

namespace halberd::ctl {
namespace {

// The processes that the names mean, each once. What is unknown stays, as the daemon is to say so.
std::vector<std::string> processes_of(const std::vector<std::string>& names, const std::vector<ProcessInfo>& all) {
    std::vector<std::string> processes;
    const auto add = [&](std::string name) {
        if (std::find(processes.begin(), processes.end(), name) == processes.end()) {
            processes.push_back(std::move(name));
        }
    };
    const bool wants_all = std::find(names.begin(), names.end(), "all") != names.end();
    for (const std::string& word : wants_all ? std::vector<std::string>{"all"} : names) {
        const Namespec name = parse_namespec(word);
        bool is_known = false;
        for (const ProcessInfo& process : all) {
            if (wants_all || (name.names_group() && process.name.group == name.group)) {
                add(to_string(process.name));
                is_known = true;
            }
        }
        if (!is_known) {
            add(word);
        }
    }
    return processes;
}

Outcome restart_batch(Session& session, const std::vector<std::string>& batch) {
    return act(session, stop_action, batch).and_then([&] { return act(session, start_action, batch); });
}

} // namespace

Outcome restart_rolling(Session& session, const std::vector<std::string>& names, std::size_t at_a_time) {
    const auto all = all_processes(session);
    if (!all) {
        return tl::unexpected(all.error());
    }
    const std::vector<std::string> processes = processes_of(names, *all);
    const ExitStatus before = session.exit_status();
    session.set_exit_status(ExitStatus::Success);
    for (std::size_t begin = 0; begin < processes.size(); begin += at_a_time) {
        const std::size_t end = std::min(begin + at_a_time, processes.size());
        if (Outcome outcome = restart_batch(session, {processes.begin() + static_cast<std::ptrdiff_t>(begin),
                                                      processes.begin() + static_cast<std::ptrdiff_t>(end)});
            !outcome) {
            return outcome;
        }
        if (session.exit_status() != ExitStatus::Success) {
            const std::span left(processes.begin() + static_cast<std::ptrdiff_t>(end), processes.end());
            session.line(left.empty() ? std::string("ERROR: the rolling restart has failed at the last step")
                                      : fmt::format("ERROR: the rolling restart has ended here; not restarted: {}",
                                                    fmt::join(left, " ")));
            return {};
        }
    }
    session.set_exit_status(before);
    return {};
}

} // namespace halberd::ctl
