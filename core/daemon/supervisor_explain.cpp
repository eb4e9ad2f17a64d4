// Why a process is where it is, and how it came to an end: the part of Supervisor behind explain() and explain_exit().

#include "core/base/last_lines.hpp"
#include "core/config/shell_words.hpp"
#include "core/daemon/supervisor.hpp"
#include "core/os/file_tail.hpp"

#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <string_view>
#include <system_error>

namespace halberd {
namespace {

constexpr std::size_t shown_lines = 10;
constexpr std::int64_t shown_bytes = 4096;

// What the state machine does at its next deadline.
std::string_view next_step(ProcessState state) {
    switch (state) {
        case ProcessState::Starting:
            return "it counts as RUNNING (startsecs)";
        case ProcessState::Backoff:
        case ProcessState::Exited:
            return "it is started again";
        case ProcessState::Stopping:
            return "it gets the next signal";
        case ProcessState::Stopped:
        case ProcessState::Running:
        case ProcessState::Fatal:
        case ProcessState::Unknown:
            break;
    }
    return {};
}

std::string end_of_log(const std::string& path) {
    if (path.empty()) {
        return {};
    }
    const TailedBytes tail = tail_log(path, 0, shown_bytes);
    const bool is_cut = tail.offset > shown_bytes;
    return std::string(last_lines(is_cut ? without_cut_line(tail.bytes) : tail.bytes, shown_lines));
}

// The command's own word for what it executes.
std::string program_of(const Member& member) {
    const auto words = split_shell_words(member.process().spec().command);
    return member.has_own_process() && words && !words->empty() ? words->front() : std::string();
}

std::string directory_of(const ProcessSpec& spec) {
    std::error_code ignored;
    return spec.directory ? *spec.directory : std::filesystem::current_path(ignored).string();
}

} // namespace

Answer<Explanation> Supervisor::explain(const Namespec& name) const {
    const auto known = info(name);
    if (!known) {
        return tl::unexpected<Fault>(known.error());
    }
    const Member& member = *groups_.find(name);
    const Process& process = member.process();
    Explanation made;
    made.info = *known;
    for (const Transition& past : process.record().history) {
        made.history.push_back({past.at, past.from, past.to, past.cause.describe()});
    }
    if (const auto deadline = process.next_deadline()) {
        const auto left = std::max(*deadline - world_.clock.steady(), SteadyTime::duration::zero());
        made.next_at = world_.clock.wall() + std::chrono::duration_cast<WallTime::duration>(left);
        made.next = next_step(process.state());
    }
    const Stream stream = process.spec().redirect_stderr ? Stream::Stdout : Stream::Stderr;
    made.last_output = end_of_log(member.log_path(stream));
    return made;
}

Answer<ProcessExit> Supervisor::explain_exit(const Namespec& name, pid_t pid, std::size_t lines) const {
    const Member* member = groups_.find(name);
    if (member == nullptr) {
        return fault(FaultCode::BadName, to_string(name));
    }
    const std::vector<PastExit>& exits = member->past_exits();
    const auto found =
        std::find_if(exits.rbegin(), exits.rend(), [pid](const PastExit& exit) { return pid == 0 || exit.pid == pid; });
    if (found == exits.rend()) {
        return fault(FaultCode::Failed, to_string(name) + ": " +
                                            (pid == 0 ? "it has not ended yet"
                                                      : "pid " + std::to_string(pid) + " is none of its last ends"));
    }
    const ProcessSpec& spec = member->process().spec();
    return ProcessExit{member->process().name(),
                       found->pid,
                       found->started,
                       found->ended,
                       found->status,
                       directory_of(spec),
                       program_of(*member),
                       spec.user ? spec.user->uid : ::getuid(),
                       spec.user ? spec.user->gid : ::getgid(),
                       found->crashes,
                       {member->last_output(Stream::Stdout, found->pid, lines),
                        member->last_output(Stream::Stderr, found->pid, lines)}};
}

} // namespace halberd
