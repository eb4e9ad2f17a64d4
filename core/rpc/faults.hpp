#pragma once

#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <utility>

namespace halberd {

// The faults of the XML-RPC interface. Supervisor: xmlrpc.py Faults.
enum class FaultCode {
    UnknownMethod = 1,
    IncorrectParameters = 2,
    BadArguments = 3,
    SignatureUnsupported = 4,
    ShutdownState = 6,
    BadName = 10,
    BadSignal = 11,
    NoFile = 20,
    NotExecutable = 21,
    Failed = 30,
    AbnormalTermination = 40,
    SpawnError = 50,
    AlreadyStarted = 60,
    NotRunning = 70,
    Success = 80,
    AlreadyAdded = 90,
    StillRunning = 91,
    CantReread = 92,
};

// "BAD_NAME", …
std::string_view name_of(FaultCode code);

struct Fault {
    FaultCode code = FaultCode::Failed;
    std::string detail; // usually the name that was asked for

    // The caller's role does not allow it. The code is Failed then, which every client of Supervisor can show; a front
    // end with codes of its own tells it from other failures by this.
    bool is_access_denied = false;

    // "BAD_NAME: web"; the name of the code alone when there is no detail. BAD_NAME and BAD_SIGNAL always show what was
    // asked for, even when that was the empty text: "BAD_NAME: ".
    std::string text() const;
};

// The result of what a front end asked for.
template <class T>
using Answer = tl::expected<T, Fault>;

inline tl::unexpected<Fault> fault(FaultCode code, std::string detail = {}) {
    return tl::unexpected<Fault>(Fault{code, std::move(detail)});
}

} // namespace halberd
