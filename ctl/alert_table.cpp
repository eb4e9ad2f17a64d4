#include "ctl/alert_table.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace halberd::ctl {
namespace {

std::string rough_time(std::int64_t seconds) {
    seconds = std::max<std::int64_t>(seconds, 0);
    return seconds < 120      ? fmt::format("{} s", seconds)
           : seconds < 7200   ? fmt::format("{} min", seconds / 60)
           : seconds < 172800 ? fmt::format("{} h", seconds / 3600)
                              : fmt::format("{} days", seconds / 86400);
}

std::string prospect(const AlertInfo& alert, std::int64_t now) {
    if (alert.state == "dead") {
        return "given up";
    }
    if (alert.state == "orphaned") {
        return "no listener delivers it";
    }
    return alert.next_attempt <= now ? "next attempt now" : "next attempt in " + rough_time(alert.next_attempt - now);
}

} // namespace

AnswerOf<std::vector<AlertInfo>> read_alerts(const xmlrpc::Value& answer) {
    const auto* structs = answer.get<xmlrpc::Array>();
    if (structs == nullptr) {
        xmlrpc::CallError error;
        error.kind = xmlrpc::CallError::Kind::Malformed;
        error.text = "halberd.getAlerts answered no array";
        return tl::unexpected(std::move(error));
    }
    std::vector<AlertInfo> alerts;
    for (const xmlrpc::Value& alert : *structs) {
        alerts.push_back({alert.text("id"), alert.text("state"), alert.text("to"), alert.text("subject"),
                          alert.text("error"), alert.number("created"), alert.number("next_attempt"),
                          alert.number("attempts")});
    }
    return alerts;
}

std::string alert_table(const std::vector<AlertInfo>& alerts, std::chrono::system_clock::time_point now) {
    if (alerts.empty()) {
        return "No alerts\n";
    }
    std::size_t id_width = 0;
    for (const AlertInfo& alert : alerts) {
        id_width = std::max(id_width, alert.id.size());
    }
    const std::int64_t seconds = std::chrono::duration_cast<std::chrono::seconds>(now.time_since_epoch()).count();
    std::string table;
    for (const AlertInfo& alert : alerts) {
        table += fmt::format("{:<{}}   {:<10}   ", alert.id, id_width, alert.state);
        if (alert.state == "unreadable") {
            table += alert.error + "\n";
            continue;
        }
        const std::size_t first = std::min(alert.subject.find_first_not_of(' '), alert.subject.size());
        table += fmt::format("to {}: {}\n", alert.to, alert.subject.substr(first));
        table += fmt::format("    {} old, {} {}, {}{}\n", rough_time(seconds - alert.created), alert.attempts,
                             alert.attempts == 1 ? "attempt" : "attempts", prospect(alert, seconds),
                             alert.error.empty() ? "" : ": " + alert.error);
    }
    return table;
}

} // namespace halberd::ctl
