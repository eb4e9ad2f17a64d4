#include "plugins/webhook/occasion.hpp"

#include "plugins/shared/alert/mail_options.hpp"
#include "plugins/shared/alert/watch.hpp"

#include <algorithm>
#include <array>
#include <ctime>
#include <halberd/timestamp.hpp>
#include <iterator>

namespace halberd::webhook {
namespace {

constexpr Occasion all_occasions[] = {
    {"exited", "PROCESS_STATE_EXITED", false, "error", "exited unexpectedly"},
    {"fatal", "PROCESS_STATE_FATAL", {}, "critical", "failed to start too many times"},
    {"backoff", "PROCESS_STATE_BACKOFF", {}, "warning", "failed to start, and is tried again"},
    {"unknown", "PROCESS_STATE_UNKNOWN", {}, "critical", "is in a state that supervisord does not know"},
    {"finished", "PROCESS_STATE_EXITED", true, "info", "exited as expected"},
    {"running", "PROCESS_STATE_RUNNING", {}, "info", "is running"},
    {"starting", "PROCESS_STATE_STARTING", {}, "info", "is starting"},
    {"stopping", "PROCESS_STATE_STOPPING", {}, "info", "is stopping"},
    {"stopped", "PROCESS_STATE_STOPPED", {}, "info", "was stopped"},
};

std::string utc_time(std::chrono::system_clock::time_point time) {
    const std::time_t seconds = std::chrono::system_clock::to_time_t(time);
    std::tm utc{};
    ::gmtime_r(&seconds, &utc);
    std::array<char, 64> text{};
    std::strftime(text.data(), text.size(), "%Y-%m-%dT%H:%M:%SZ", &utc);
    return text.data();
}

} // namespace

tl::expected<std::vector<const Occasion*>, std::string> parse_occasions(const std::string& words) {
    std::vector<const Occasion*> occasions;
    for (const std::string& word : alert::split_at_commas(words)) {
        const auto* found = std::ranges::find_if(all_occasions, [&](const Occasion& one) { return one.word == word; });
        if (found == std::end(all_occasions)) {
            std::string fault = "--on '" + word + "' is none of";
            for (const Occasion& one : all_occasions) {
                fault += std::string(" ") + one.word;
            }
            return tl::unexpected(std::move(fault));
        }
        occasions.push_back(found);
    }
    if (occasions.empty()) {
        return tl::unexpected(std::string("--on needs one word at least: exited, fatal"));
    }
    return occasions;
}

const Occasion* find_occasion(const std::vector<const Occasion*>& occasions, const Event& event,
                              const ProcessState& process) {
    const auto found = std::ranges::find_if(occasions, [&](const Occasion* one) {
        return event.name() == one->event && (!one->expected || one->expected == process.expected);
    });
    return found == occasions.end() ? nullptr : *found;
}

gateway::Fields no_fields(std::chrono::system_clock::time_point now, const std::string& host) {
    gateway::Fields fields{{"host", host}, {"time", timestamp(now)}, {"time_utc", utc_time(now)}};
    for (const char* name :
         {"event",   "name", "process", "group", "state", "from_state", "pid",  "server",  "severity", "action",
          "summary", "text", "id",      "to",    "from",  "key",        "exit", "started", "crashes",  "details"}) {
        fields.emplace(name, "");
    }
    return fields;
}

gateway::Fields tell(const Occasion& occasion, const Event& event, const ProcessState& process,
                     std::chrono::system_clock::time_point now, const std::string& host) {
    constexpr std::string_view before_state = "PROCESS_STATE_";
    const std::string name(process.process_name);
    const std::string pid = process.pid ? std::to_string(*process.pid) : "";
    const std::string text = "Process " + name + " in group " + std::string(process.group_name) + " " + occasion.says +
                             (pid.empty() ? "" : " (pid " + pid + ")") + " from state " +
                             std::string(process.from_state);
    gateway::Fields fields = no_fields(now, host);
    fields["event"] = event.name();
    fields["name"] = alert::full_name(process);
    fields["process"] = name;
    fields["group"] = process.group_name;
    fields["state"] = event.name().substr(before_state.size());
    fields["from_state"] = process.from_state;
    fields["pid"] = pid;
    fields["server"] = event.server();
    fields["severity"] = occasion.severity;
    fields["action"] = std::string_view(occasion.word) == "running" ? "resolve" : "trigger";
    fields["summary"] = name + " " + occasion.says + " on " + host;
    fields["text"] = text + "\n" + host + ", " + timestamp(now);
    return fields;
}

gateway::Fields test_fields(std::chrono::system_clock::time_point now, const std::string& host) {
    constexpr std::string_view name = "PROCESS_STATE_EXITED";
    halberd_event event{};
    event.name = {name.data(), name.size()};
    gateway::Fields fields = tell(all_occasions[0], Event(event), {"test", "test", "RUNNING", false, 1, {}}, now, host);
    fields["action"] = "trigger";
    fields["severity"] = "info";
    fields["summary"] = "Test of webhook on " + host;
    fields["text"] = "This message shows that alerts of webhook on " + host + " arrive here.";
    return fields;
}

} // namespace halberd::webhook
