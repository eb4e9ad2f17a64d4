#include "ctl/alert_table.hpp"
#include "ctl/command.hpp"
#include "ctl/fault_codes.hpp"
#include "ctl/words.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <string>
#include <vector>

namespace halberd::ctl {
namespace {

constexpr std::string_view alerts_help =
    "alerts [ls]\t\t\tList the alerts that have not been delivered, and why\n"
    "alerts retry [<id> ...]\t\tHave all of them, or these, tried at once, dead letters too\n"
    "alerts drop <id> [...]\t\tTake these away, so that they are never delivered\n"
    "alerts drop dead|all\t\tTake away all dead letters, or everything";

// Says why there is no answer; an error that it has no words for comes back.
Outcome fail(Session& session, const xmlrpc::CallError& error) {
    if (error.is_fault(fault::UnknownMethod)) {
        session.fail(
            "ERROR: this supervisord knows nothing of alerts: only Halberd's knows the method halberd.getAlerts");
        return {};
    }
    return tl::unexpected(error);
}

AnswerOf<std::vector<AlertInfo>> all_alerts(Session& session) {
    return session.call_halberd("getAlerts").and_then([](const xmlrpc::Value& answer) { return read_alerts(answer); });
}

Outcome list(Session& session) {
    const auto alerts = all_alerts(session);
    if (!alerts) {
        return fail(session, alerts.error());
    }
    session.console().write(alert_table(*alerts, std::chrono::system_clock::now()));
    return {};
}

Outcome change(Session& session, std::string_view method, const std::vector<std::string>& ids, std::string_view done) {
    if (ids.empty()) {
        session.line("No alerts");
        return {};
    }
    const auto answer = session.call_halberd(method, {xmlrpc::Array(ids.begin(), ids.end())});
    if (!answer) {
        return fail(session, answer.error());
    }
    for (const xmlrpc::Value& outcome : answer->value_or(xmlrpc::Array())) {
        if (outcome.member_or("done", false)) {
            session.line(outcome.text("id") + ": " + std::string(done));
        } else {
            session.fail(outcome.text("id") + ": ERROR (" + outcome.text("description") + ")");
        }
    }
    return {};
}

// The ids that the words name; "all" and "dead" stand for many.
AnswerOf<std::vector<std::string>> named_ids(Session& session, std::vector<std::string_view> words) {
    const auto names = [&](std::string_view word) { return std::erase(words, word) != 0; };
    const bool all = names("all");
    const bool dead = names("dead");
    std::vector<std::string> ids(words.begin(), words.end());
    if (!all && !dead) {
        return ids;
    }
    const auto alerts = all_alerts(session);
    if (!alerts) {
        return tl::unexpected(alerts.error());
    }
    for (const AlertInfo& alert : *alerts) {
        if (alert.state != "unreadable" && (all || alert.state == "dead")) {
            ids.push_back(alert.id);
        }
    }
    return ids;
}

Outcome alerts(Session& session, std::string_view argument) {
    std::vector<std::string_view> words = split_words(argument);
    const std::string_view action = words.empty() ? "ls" : words.front();
    words.erase(words.begin(), words.begin() + (words.empty() ? 0 : 1));
    if (action == "ls" && words.empty()) {
        return list(session);
    }
    if (action != "retry" && (action != "drop" || words.empty())) {
        return refuse(session, "Error: alerts takes ls, retry or drop, and drop the ids of alerts", alerts_help,
                      ExitStatus::InvalidArguments);
    }
    if (words.empty()) {
        words = {"all"};
    }
    const auto ids = named_ids(session, words);
    if (!ids) {
        return fail(session, ids.error());
    }
    return action == "retry" ? change(session, "retryAlerts", *ids, "tried at once")
                             : change(session, "dropAlerts", *ids, "dropped");
}

constexpr std::array commands{
    Command{"alerts", Completion::Nothing, alerts_help, alerts, Owner::Halberd},
};

} // namespace

std::span<const Command> alerts_commands() {
    return commands;
}

} // namespace halberd::ctl
