#pragma once

namespace halberd::ctl {

// The exit statuses of supervisorctl, by the LSB's rules for init scripts; `status` has rules of its own. Supervisor:
// supervisorctl.py LSBInitExitStatuses, LSBStatusExitStatuses.
enum class ExitStatus {
    Success = 0,
    Generic = 1,
    InvalidArguments = 2,
    UnimplementedFeature = 3,
    InsufficientPrivileges = 4, // also: the connection was refused
    NotInstalled = 5,
    NotRunning = 7,

    StatusNotRunning = 3,
    StatusUnknown = 4,
};

} // namespace halberd::ctl
