#pragma once

#include "ctl/answers.hpp"
#include "sdk/xmlrpc/value.hpp"

#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

namespace halberd::ctl {

// One struct of halberd.getAlerts.
struct AlertInfo {
    std::string id;
    std::string state; // "waiting", "orphaned", "dead"; "unreadable" for an outbox as a whole
    std::string to;
    std::string subject;
    std::string error;
    std::int64_t created = 0;
    std::int64_t next_attempt = 0;
    std::int64_t attempts = 0;
};

AnswerOf<std::vector<AlertInfo>> read_alerts(const xmlrpc::Value& answer);

// The alerts as supervisorctl shows them: a line each, and below it why the last attempt failed. "No alerts" when there
// are none.
std::string alert_table(const std::vector<AlertInfo>& alerts, std::chrono::system_clock::time_point now);

} // namespace halberd::ctl
