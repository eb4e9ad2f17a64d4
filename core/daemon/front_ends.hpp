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
    // What all of them work with. All of it outlives the front ends.
    struct Surroundings {
        boost::asio::io_context& io;
        Control& control;
        const Clock& clock;
        Log& log;
        Log& audit_log; // for audit=true
    };

    // Binds every server of the configuration. The error's message says which section of which file, and what to do;
    // nothing stays bound then.
    static Result<std::unique_ptr<FrontEnds>> open(const Surroundings& around, const ServerOptions& options);
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
