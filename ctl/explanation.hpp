#pragma once

#include "ctl/answers.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace halberd::ctl {

// The answer of halberd.explain. Times are seconds since 1970 by the clock of the daemon's machine.
struct Explanation {
    struct Transition {
        std::int64_t at = 0;
        std::string from;
        std::string to;
        std::string cause;
    };

    Namespec name;
    std::string state;
    std::int64_t pid = 0; // 0: it does not run
    std::int64_t now = 0;
    std::string spawn_error;
    std::int64_t exit_status = 0;
    std::vector<Transition> history; // oldest first; empty for a process that was never started
    std::optional<std::int64_t> next_at;
    std::string next;
    std::string output; // the last lines of stderr
};

// Another daemon than ours answers UnknownMethod; an answer of another shape is a Malformed error.
AnswerOf<Explanation> explanation_of(Session& session, std::string_view name);

// For people, in some lines: state, since when and why, what comes next, the last transitions, the last output. Times
// are local ones.
std::string explanation_text(const Explanation& explanation);

// The same for programs, on one line: an array with an object each.
std::string explanations_json(const std::vector<Explanation>& explanations);

} // namespace halberd::ctl
