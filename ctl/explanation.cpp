#include "ctl/explanation.hpp"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <algorithm>
#include <boost/json.hpp>
#include <ctime>
#include <utility>

namespace halberd::ctl {
namespace {

namespace json = boost::json;
using xmlrpc::Value;

std::string date_text(std::int64_t seconds) {
    return fmt::format("{:%Y-%m-%d %H:%M:%S}", fmt::localtime(static_cast<std::time_t>(seconds)));
}

// "4 s", "3 min", "2 h 5 min", "9 d 4 h": how long something lasts, as exactly as one wants to read it.
std::string span_text(std::int64_t seconds) {
    constexpr std::int64_t minute = 60;
    constexpr std::int64_t hour = 60 * minute;
    constexpr std::int64_t day = 24 * hour;
    seconds = std::max<std::int64_t>(seconds, 0);
    if (seconds < minute) {
        return fmt::format("{} s", seconds);
    }
    if (seconds < hour) {
        return fmt::format("{} min {} s", seconds / minute, seconds % minute);
    }
    if (seconds < day) {
        return fmt::format("{} h {} min", seconds / hour, seconds % hour / minute);
    }
    return fmt::format("{} d {} h", seconds / day, seconds % day / hour);
}

json::value to_json(const Explanation& explanation) {
    json::array history;
    for (const Explanation::Transition& past : explanation.history) {
        history.push_back(json::object{{"at", past.at}, {"from", past.from}, {"to", past.to}, {"cause", past.cause}});
    }
    json::object made{{"name", explanation.name.process},
                      {"group", explanation.name.group},
                      {"state", explanation.state},
                      {"pid", explanation.pid},
                      {"now", explanation.now},
                      {"spawnerr", explanation.spawn_error},
                      {"exitstatus", explanation.exit_status},
                      {"history", std::move(history)},
                      {"output", explanation.output}};
    made["next_at"] = explanation.next_at ? json::value(*explanation.next_at) : json::value(nullptr);
    made["next"] = explanation.next_at ? json::value(explanation.next) : json::value(nullptr);
    return made;
}

} // namespace

AnswerOf<Explanation> explanation_of(Session& session, std::string_view name) {
    const auto value = session.call_halberd("explain", {name});
    if (!value) {
        return tl::unexpected(value.error());
    }
    if (value->member("statename") == nullptr) {
        xmlrpc::CallError error;
        error.kind = xmlrpc::CallError::Kind::Malformed;
        error.text = "halberd.explain did not return an explanation";
        return tl::unexpected(std::move(error));
    }
    Explanation made;
    made.name = {value->text("group"), value->text("name")};
    made.state = value->text("statename");
    made.pid = value->number("pid");
    made.now = value->number("now");
    made.spawn_error = value->text("spawnerr");
    made.exit_status = value->number("exitstatus");
    for (const Value& past : value->member_or("history", xmlrpc::Array{})) {
        made.history.push_back({past.number("at"), past.text("from"), past.text("to"), past.text("cause")});
    }
    if (value->member("next_at") != nullptr) {
        made.next_at = value->number("next_at");
        made.next = value->text("next");
    }
    made.output = value->text("output");
    return made;
}

std::string explanation_text(const Explanation& explanation) {
    std::string text = to_string(explanation.name) + ": " + explanation.state;
    if (explanation.pid != 0) {
        text += fmt::format(", pid {}", explanation.pid);
    }
    if (explanation.history.empty()) {
        return text + "\n  it was never started\n";
    }
    const Explanation::Transition& last = explanation.history.back();
    text += fmt::format("\n  since: {}, for {}\n  why:   {}\n", date_text(last.at),
                        span_text(explanation.now - last.at), last.cause);
    if (!explanation.spawn_error.empty()) {
        text += fmt::format("  error: {}\n", explanation.spawn_error);
    }
    if (explanation.next_at) {
        text += fmt::format("  next:  in {} {}\n", span_text(*explanation.next_at - explanation.now), explanation.next);
    }
    text += "  last changes:\n";
    for (const Explanation::Transition& past : explanation.history) {
        text += fmt::format("    {}  {:<8} -> {:<8}  {}\n", date_text(past.at), past.from, past.to, past.cause);
    }
    if (!explanation.output.empty()) {
        text += "  last output:\n";
        std::string_view rest = explanation.output;
        while (!rest.empty()) {
            const std::size_t end = std::min(rest.find('\n'), rest.size());
            text += fmt::format("    {}\n", rest.substr(0, end));
            rest.remove_prefix(std::min(end + 1, rest.size()));
        }
    }
    return text;
}

std::string explanations_json(const std::vector<Explanation>& explanations) {
    json::array all;
    for (const Explanation& explanation : explanations) {
        all.push_back(to_json(explanation));
    }
    return json::serialize(all);
}

} // namespace halberd::ctl
