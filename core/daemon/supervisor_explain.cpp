// Why a process is where it is: the part of Supervisor behind explain().

#include "core/daemon/supervisor.hpp"
#include "core/os/file_tail.hpp"

#include <algorithm>
#include <chrono>
#include <string_view>

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

// The last lines of `text`, of whose first line the beginning may be missing.
std::string last_lines(std::string_view text, bool is_cut) {
    if (is_cut) {
        text.remove_prefix(std::min(text.find('\n') + 1, text.size()));
    }
    std::size_t begin = text.size();
    for (std::size_t lines = 0; begin > 0; --begin) {
        const bool ends_line = text[begin - 1] == '\n' && begin != text.size();
        if (ends_line && ++lines == shown_lines) {
            break;
        }
    }
    return std::string(text.substr(begin));
}

std::string end_of_log(const std::string& path) {
    if (path.empty()) {
        return {};
    }
    const TailedBytes tail = tail_log(path, 0, shown_bytes);
    return last_lines(tail.bytes, tail.offset > shown_bytes);
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

} // namespace halberd
