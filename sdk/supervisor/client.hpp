#pragma once

#include "sdk/supervisor/process_exit.hpp"
#include "sdk/supervisor/process_info.hpp"
#include "sdk/xmlrpc/client.hpp"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <halberd/host.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <utility>
#include <vector>

namespace halberd::supervisor {

// What a listener asks of the supervisord that runs it, over XML-RPC: the same in the daemon as outside of it, and
// under any supervisord. Every call blocks until the daemon has answered: stop() until the process has ended, start()
// until it is RUNNING or is not going to be.
//
// Processes are named "group:name".
class Client {
 public:
    // The server is that of SUPERVISOR_SERVER_URL, user and password are those of SUPERVISOR_USERNAME and
    // SUPERVISOR_PASSWORD, all in the environment of the listener. Connects with the first call. The error says what is
    // missing. A call waits as long as the daemon takes, or as `timeout` says.
    static tl::expected<Client, std::string> of(const Host& host,
                                                std::optional<std::chrono::milliseconds> timeout = std::nullopt);

    // The same for a server that is known otherwise.
    explicit Client(xmlrpc::Client client) : client_(std::move(client)) {}

    // All processes, in the daemon's order.
    tl::expected<std::vector<ProcessInfo>, xmlrpc::CallError> all_processes();

    tl::expected<ProcessInfo, xmlrpc::CallError> process(const std::string& name);
    tl::expected<void, xmlrpc::CallError> stop(const std::string& name);
    tl::expected<void, xmlrpc::CallError> start(const std::string& name);

    // How the process with that pid has ended (0: the one that did so last), and at most so many of the last lines that
    // it wrote to each stream: those of that life, also when later ones have written to the same logs. Only Halberd
    // knows, and of the last few ends only; any other supervisord answers with a fault.
    tl::expected<ProcessExit, xmlrpc::CallError> exit_of(const std::string& name, std::int64_t pid, std::size_t lines);

    // Any method, by its full name.
    tl::expected<xmlrpc::Value, xmlrpc::CallError> call(std::string_view method, xmlrpc::Array arguments);

 private:
    xmlrpc::Client client_;
};

} // namespace halberd::supervisor
