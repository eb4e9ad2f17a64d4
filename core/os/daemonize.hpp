#pragma once

#include "core/base/error.hpp"
#include "core/base/log.hpp"

#include <sys/types.h>

#include <optional>
#include <string>

namespace boost::asio {
class io_context;
}

namespace halberd {

struct DaemonizeOptions {
    std::optional<std::string> directory; // where the daemon lives; nothing: where it was started
    mode_t umask = 022;
};

// Goes on in a child that leads a session of its own, without a terminal, with /dev/null at 0, 1 and 2, in the given
// directory and with the given umask; the process that the shell waits for exits with 0. Sockets and files stay open,
// also those that the context watches. Supervisor: options.py _daemonize(), with its log lines.
//
// To be called before there are other threads, which the child would not have. When it returns an error, nothing has
// changed: step "open" or "fork". A directory that cannot be entered is logged, and no reason to give up.
Result<void> daemonize(const DaemonizeOptions& options, boost::asio::io_context& context, Log& log);

} // namespace halberd
