#pragma once

#include "plugins/memmon/process_memory.hpp"
#include "sdk/xmlrpc/call_error.hpp"

#include <chrono>
#include <string>

namespace halberd::memmon {

// What a mail of memmon says, in superlance's words. `process` is "group:name".
struct Report {
    std::string subject;
    std::string body;
};

// `name` is that of -n, which stands in every subject when it is not empty.
Report report_restart(const std::string& name, const std::string& process, const MemoryUse& use,
                      std::chrono::system_clock::time_point now);
Report report_failed_stop(const std::string& name, const std::string& process, const MemoryUse& use,
                          const xmlrpc::CallError& why);
Report report_failed_start(const std::string& name, const std::string& process, const xmlrpc::CallError& why);

} // namespace halberd::memmon
