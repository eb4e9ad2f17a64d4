#include "sdk/supervisor/process_info.hpp"

namespace halberd::supervisor {
namespace {

std::int64_t number(const xmlrpc::Value& info, const char* member) {
    const xmlrpc::Value* value = info.member(member);
    return value != nullptr ? value->value_or(std::int64_t{0}) : 0;
}

} // namespace

std::optional<ProcessInfo> read_process_info(const xmlrpc::Value& value) {
    const xmlrpc::Value* name = value.member("name");
    const xmlrpc::Value* group = value.member("group");
    if (name == nullptr || group == nullptr) {
        return std::nullopt;
    }
    ProcessInfo info;
    info.name = name->value_or(std::string());
    info.group = group->value_or(std::string());
    info.state = number(value, "state");
    info.pid = number(value, "pid");
    info.exit_status = number(value, "exitstatus");
    info.start = std::chrono::seconds(number(value, "start"));
    info.now = std::chrono::seconds(number(value, "now"));
    return info;
}

} // namespace halberd::supervisor
