#pragma once

#include "core/base/error.hpp"
#include "core/config/program_spec.hpp"

#include <cstdint>
#include <optional>
#include <string>

namespace halberd {

// Makes the daemon run as the account, for good. Nothing to do when it does already. The error's message is
// Supervisor's: "Can't drop privilege as nonroot user", … Supervisor: options.py drop_privileges().
Result<void> drop_privileges(const Account& account);

// Raises the limit of open descriptors (minfds) or of processes of the user (minprocs) of the daemon, which its
// children inherit. Returns the line to log, "Increased RLIMIT_NOFILE limit to 1024", or nothing when the limit was
// high enough. The error's message is Supervisor's explanation of what to do. Supervisor: options.py
// set_rlimits_or_exit().
Result<std::optional<std::string>> require_descriptors(std::uint64_t minfds);
Result<std::optional<std::string>> require_processes(std::uint64_t minprocs);

} // namespace halberd
