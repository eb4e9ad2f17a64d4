#pragma once

#include "core/base/clock.hpp"
#include "core/base/log.hpp"
#include "core/config/server_options.hpp"
#include "core/rpc/control.hpp"

#include <memory>

namespace boost::asio {
class io_context;
}

namespace halberd {

// Everything through which people and programs reach the daemon: the HTTP servers and what answers on them.
class FrontEnds {
 public:
    // Binds every server of the configuration. The error's message says which section of which file, and what to do;
    // nothing stays bound then. All references outlive the front ends.
    static Result<std::unique_ptr<FrontEnds>> open(boost::asio::io_context& io, const ServerOptions& options,
                                                   Control& control, const Clock& clock, Log& log);
    ~FrontEnds();

    // The daemon is about to begin, in the process in which it stays.
    void begin();

    // Takes no more requests and removes the sockets; answers under way are still written by the loop. False when a
    // thread of a plugin had to be abandoned: it may still run, so the process must end without running destructors.
    bool close();
    FrontEnds(const FrontEnds&) = delete;
    FrontEnds& operator=(const FrontEnds&) = delete;

 private:
    struct Parts;
    explicit FrontEnds(std::unique_ptr<Parts> parts);

    std::unique_ptr<Parts> parts_;
};

} // namespace halberd
