#include "sdk/supervisor/process_info.hpp"

namespace halberd::supervisor {

std::optional<ProcessInfo> read_process_info(const xmlrpc::Value& value) {
    const xmlrpc::Value* name = value.member("name");
    const xmlrpc::Value* group = value.member("group");
    if (name == nullptr || group == nullptr) {
        return std::nullopt;
    }
    ProcessInfo info;
    info.name = name->value_or(std::string());
    info.group = group->value_or(std::string());
    info.state = value.number("state");
    info.pid = value.number("pid");
    info.exit_status = value.number("exitstatus");
    info.start = std::chrono::seconds(value.number("start"));
    info.now = std::chrono::seconds(value.number("now"));
    return info;
}

} // namespace halberd::supervisor
