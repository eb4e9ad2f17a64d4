#pragma once

#include "core/base/clock.hpp"
#include "core/base/log.hpp"
#include "core/http/http_visitor.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>

namespace halberd {

// Writes failed logins to the audit log, so that neither the log nor the disk is flooded by who tries thousands of
// passwords: the first one of an address has a line, and all that follow in a minute have one together, until a minute
// goes by without.
//
//   audit: 10.0.0.7:5044 login as 'root' at *:9001: refused
//   audit: 10.0.0.7 login at *:9001: refused 312 times more within a minute, the last as 'admin'
//
// It tells 32 addresses apart; what comes from yet another one at the same time counts as from "others". On the loop
// thread, which calls tick() when the deadline has come.
class FailedLogins {
 public:
    // What was shown: a user name, as it was sent, of any length and with any bytes; nothing for a token.
    using Claimed = std::optional<std::string>;

    // `server` is what the log calls the server. The log must outlive this object.
    FailedLogins(Log& audit, std::string server) : audit_(audit), server_(std::move(server)) {}

    void note(const HttpVisitor& visitor, const Claimed& claimed, SteadyTime now);

    std::optional<SteadyTime> next_deadline() const;
    void tick(SteadyTime now);

    // Tells what has not been told yet.
    void finish();

 private:
    // What an address has done since its last line.
    struct Count {
        SteadyTime until; // it has the next line then
        std::uint64_t untold = 0;
        std::string last; // claim, as it is shown
    };
    void tell(const std::string& source, const Count& count);

    Log& audit_;
    std::string server_;
    std::map<std::string, Count> counts_; // by address
};

} // namespace halberd
