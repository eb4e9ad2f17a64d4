#pragma once

#include "ctl/answers.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace halberd::ctl {

// One struct of halberd.getProcessUsage, as far as `top` shows it.
struct ProcessUsage {
    // Of its process and all descendants.
    struct Figures {
        double cpu = 0; // seconds
        std::int64_t resident_bytes = 0;
        std::optional<std::int64_t> open_files;
        std::int64_t processes = 0;
    };

    Namespec name;
    std::string state;
    std::int64_t pid = 0;
    std::int64_t uptime = 0; // seconds; 0 when it does not run
    std::int64_t restarts = 0;
    std::optional<Figures> figures; // nothing while it has no process of its own
};

// Another daemon than ours answers UnknownMethod; an answer of another shape is a Malformed error.
AnswerOf<std::vector<ProcessUsage>> process_usage(Session& session);

} // namespace halberd::ctl
