#include "core/daemon/log_lives.hpp"

#include <algorithm>

namespace halberd {
namespace {

constexpr std::size_t bytes_of_a_long_line = 1024;
constexpr std::size_t fewest_bytes = 4096;
constexpr std::size_t most_bytes = 262'144;

} // namespace

void LogLives::begin(pid_t pid, const std::optional<LogPosition>& here) {
    if (lives_.size() > remembered) {
        lives_.erase(lives_.begin());
    }
    lives_.push_back({pid, false, false, here ? std::optional(LogExtent{*here, *here}) : std::nullopt});
}

void LogLives::end(const std::optional<LogPosition>& here) {
    if (lives_.empty()) {
        return;
    }
    Life& life = lives_.back();
    life.has_ended = true;
    if (life.place && here) {
        life.place->end = *here;
    } else {
        life.place.reset();
    }
}

void LogLives::on_cleared(const LogPosition& before, const LogPosition& after) {
    for (Life& life : lives_) {
        if (!life.place) {
            continue;
        }
        if (!life.has_ended) {
            life.place->begin = after;
            life.place->is_beginning_lost = true;
        } else if (life.place->end.file == before.file && life.place->end.rotations == before.rotations) {
            life.is_cleared = true;
        }
    }
}

std::optional<ExtentLines> LogLives::last_lines(const ReadableLog& log, pid_t pid, std::size_t lines) const {
    const auto life =
        std::find_if(lives_.rbegin(), lives_.rend(), [&](const Life& l) { return l.has_ended && l.pid == pid; });
    if (life == lives_.rend() || !life->place) {
        return std::nullopt;
    }
    if (life->is_cleared && !life->place->is_empty()) {
        return ExtentLines{};
    }
    const std::size_t bytes = std::min(lines, most_bytes) * bytes_of_a_long_line;
    return last_lines_of(log, *life->place, lines, std::clamp(bytes, fewest_bytes, most_bytes));
}

} // namespace halberd
