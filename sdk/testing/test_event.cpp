#include "sdk/testing/test_event.hpp"

#include <algorithm>
#include <utility>

namespace halberd::test {
namespace {

halberd_string view(const std::string& text) {
    return {text.data(), text.size()};
}

std::string who(std::string_view process, std::string_view group) {
    return "processname:" + std::string(process) + " groupname:" + std::string(group);
}

TestEvent state(const char* to, std::string_view process, std::string_view group, const char* from,
                const std::string& rest) {
    return {std::string("PROCESS_STATE_") + to, who(process, group) + " from_state:" + from + rest};
}

std::string pid_token(int pid) {
    return " pid:" + std::to_string(pid);
}

std::string upper(std::string_view text) {
    std::string result(text);
    std::transform(result.begin(), result.end(), result.begin(),
                   [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c; });
    return result;
}

} // namespace

TestEvent::Content::Content(std::string event_name, std::string event_payload)
    : name(std::move(event_name)), payload(std::move(event_payload)), raw{}, event(raw) {
    static const std::string server = "supervisor";
    static const std::string pool = "test";
    raw.struct_size = sizeof raw;
    raw.server = view(server);
    raw.pool = view(pool);
    raw.name = view(name);
    raw.serial = raw.pool_serial = 1;
    raw.payload = view(payload);
}

TestEvent::TestEvent(std::string name, std::string payload)
    : content_(std::make_shared<const Content>(std::move(name), std::move(payload))) {}

TestEvent process_exited(std::string_view process, std::string_view group, bool expected, int pid) {
    return state("EXITED", process, group, "RUNNING", (expected ? " expected:1" : " expected:0") + pid_token(pid));
}

TestEvent process_running(std::string_view process, std::string_view group, int pid) {
    return state("RUNNING", process, group, "STARTING", pid_token(pid));
}

TestEvent process_stopped(std::string_view process, std::string_view group, int pid) {
    return state("STOPPED", process, group, "STOPPING", pid_token(pid));
}

TestEvent process_starting(std::string_view process, std::string_view group, int tries) {
    return state("STARTING", process, group, "STOPPED", " tries:" + std::to_string(tries));
}

TestEvent process_backoff(std::string_view process, std::string_view group, int tries) {
    return state("BACKOFF", process, group, "STARTING", " tries:" + std::to_string(tries));
}

TestEvent process_fatal(std::string_view process, std::string_view group) {
    return state("FATAL", process, group, "BACKOFF", "");
}

TestEvent process_log(std::string_view process, std::string_view group, std::string_view channel,
                      std::string_view data) {
    return {"PROCESS_LOG_" + upper(channel),
            who(process, group) + " pid:4711 channel:" + std::string(channel) + "\n" + std::string(data)};
}

TestEvent process_communication(std::string_view process, std::string_view group, std::string_view channel,
                                std::string_view data) {
    return {"PROCESS_COMMUNICATION_" + upper(channel), who(process, group) + " pid:4711\n" + std::string(data)};
}

TestEvent remote_communication(std::string_view type, std::string_view data) {
    return {"REMOTE_COMMUNICATION", "type:" + std::string(type) + "\n" + std::string(data)};
}

TestEvent tick(std::chrono::seconds period, std::chrono::system_clock::time_point when) {
    const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(when.time_since_epoch());
    return {"TICK_" + std::to_string(period.count()), "when:" + std::to_string(seconds.count())};
}

TestEvent process_group_added(std::string_view group) {
    return {"PROCESS_GROUP_ADDED", "groupname:" + std::string(group) + "\n"};
}

TestEvent process_group_removed(std::string_view group) {
    return {"PROCESS_GROUP_REMOVED", "groupname:" + std::string(group) + "\n"};
}

TestEvent supervisor_running() {
    return {"SUPERVISOR_STATE_CHANGE_RUNNING", ""};
}

TestEvent supervisor_stopping() {
    return {"SUPERVISOR_STATE_CHANGE_STOPPING", ""};
}

} // namespace halberd::test
