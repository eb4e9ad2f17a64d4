#include "sdk/supervisor/process_exit.hpp"

namespace halberd::supervisor {
namespace {

template <class T>
T member_or(const xmlrpc::Value& value, const char* name, T otherwise) {
    const xmlrpc::Value* member = value.member(name);
    return member != nullptr ? member->value_or(std::move(otherwise)) : otherwise;
}

std::int64_t number(const xmlrpc::Value& value, const char* name) {
    return member_or(value, name, std::int64_t{0});
}

std::string text(const xmlrpc::Value& value, const char* name) {
    return member_or(value, name, std::string());
}

std::chrono::system_clock::time_point time(const xmlrpc::Value& value, const char* name) {
    return std::chrono::system_clock::time_point(std::chrono::seconds(number(value, name)));
}

} // namespace

std::optional<ProcessExit> read_process_exit(const xmlrpc::Value& value) {
    if (value.member("pid") == nullptr || value.member("description") == nullptr) {
        return std::nullopt;
    }
    ProcessExit exit;
    exit.pid = number(value, "pid");
    exit.started = time(value, "started");
    exit.ended = time(value, "ended");
    exit.description = text(value, "description");
    exit.exit_status = number(value, "exitstatus");
    exit.signal = number(value, "signal");
    exit.has_dumped_core = member_or(value, "core_dumped", false);
    exit.directory = text(value, "directory");
    exit.program = text(value, "program");
    exit.uid = number(value, "uid");
    exit.gid = number(value, "gid");
    exit.crashes = number(value, "crashes");
    for (const xmlrpc::Value& stream : member_or(value, "output", xmlrpc::Array())) {
        LastOutput output{text(stream, "status"), text(stream, "description"), text(stream, "lines")};
        (text(stream, "stream") == "stdout" ? exit.last_stdout : exit.last_stderr) = std::move(output);
    }
    return exit;
}

} // namespace halberd::supervisor
