#include "sdk/supervisor/process_exit.hpp"

namespace halberd::supervisor {
namespace {

std::chrono::system_clock::time_point time(const xmlrpc::Value& value, const char* name) {
    return std::chrono::system_clock::time_point(std::chrono::seconds(value.number(name)));
}

} // namespace

std::optional<ProcessExit> read_process_exit(const xmlrpc::Value& value) {
    if (value.member("pid") == nullptr || value.member("description") == nullptr) {
        return std::nullopt;
    }
    ProcessExit exit;
    exit.pid = value.number("pid");
    exit.started = time(value, "started");
    exit.ended = time(value, "ended");
    exit.description = value.text("description");
    exit.exit_status = value.number("exitstatus");
    exit.signal = value.number("signal");
    exit.has_dumped_core = value.member_or("core_dumped", false);
    exit.directory = value.text("directory");
    exit.program = value.text("program");
    exit.uid = value.number("uid");
    exit.gid = value.number("gid");
    exit.crashes = value.number("crashes");
    for (const xmlrpc::Value& stream : value.member_or("output", xmlrpc::Array())) {
        LastOutput output{stream.text("status"), stream.text("description"), stream.text("lines")};
        (stream.text("stream") == "stdout" ? exit.last_stdout : exit.last_stderr) = std::move(output);
    }
    return exit;
}

} // namespace halberd::supervisor
