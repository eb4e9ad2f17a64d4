#pragma once

#include "ctl/session.hpp"

#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace halberd::ctl {

// Why supervisord cannot be reached, and what to do about it.
struct Diagnosis {
    std::vector<std::pair<std::string, std::string>> facts; // "socket" and "/run/x.sock does not exist"
    std::vector<std::string> advice;                        // sentences; none when all is well
};

// Looks at the configuration that was read, the address, the pid file and the socket, none of which it changes. `error`
// is what a call ended with; nothing when it was answered.
Diagnosis diagnose(Session& session, const std::optional<xmlrpc::CallError>& error);

// "socket:         /run/x.sock does not exist": a line for each fact, then the advice.
std::string diagnosis_text(const Diagnosis& diagnosis);

} // namespace halberd::ctl
