#include "core/os/privileges.hpp"

#include <grp.h>
#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>

namespace halberd {
namespace {

constexpr const char* TooFewDescriptors =
    "The minimum number of file descriptors required to run this process is {} as per the \"minfds\" command-line "
    "argument or config file setting. The current environment will only allow you to open {} file descriptors.  Either "
    "raise the number of usable file descriptors in your environment (see README.rst) or lower the minfds setting in "
    "the config file to allow the process to start.";

constexpr const char* TooFewProcesses =
    "The minimum number of available processes required to run this program is {} as per the \"minprocs\" command-line "
    "argument or config file setting. The current environment will only allow you to open {} processes.  Either raise "
    "the number of usable processes in your environment (see README.rst) or lower the minprocs setting in the config "
    "file to allow the program to start.";

Result<std::optional<std::string>> require(decltype(RLIMIT_NOFILE) resource, const char* name, const char* complaint,
                                           rlim_t minimum) {
    struct rlimit limit {};
    ::getrlimit(resource, &limit);
    if (limit.rlim_cur >= minimum) { // RLIM_INFINITY is the largest number
        return std::nullopt;
    }
    // Only root may raise the hard limit.
    const struct rlimit raised { minimum, std::max(limit.rlim_max, minimum) };
    if (::setrlimit(resource, &raised) != 0) {
        return system_failure("", errno, fmt::format(fmt::runtime(complaint), minimum, limit.rlim_max));
    }
    return fmt::format("Increased {} limit to {}", name, minimum);
}

} // namespace

Result<void> drop_privileges(const Account& account) {
    if (::getuid() == account.uid) {
        return {};
    }
    if (::getuid() != 0) {
        return system_failure("", EPERM, "Can't drop privilege as nonroot user");
    }
    if (::setgroups(account.groups.size(), account.groups.data()) != 0) {
        return system_failure("", errno, "Could not set groups of effective user");
    }
    if (::setresgid(account.gid, account.gid, account.gid) != 0) {
        return system_failure("", errno, "Could not set group id of effective user");
    }
    if (::setresuid(account.uid, account.uid, account.uid) != 0) {
        return system_failure("", errno, "Could not set user id of effective user");
    }
    return {};
}

Result<std::optional<std::string>> require_descriptors(std::uint64_t minfds) {
    return require(RLIMIT_NOFILE, "RLIMIT_NOFILE", TooFewDescriptors, minfds);
}

Result<std::optional<std::string>> require_processes(std::uint64_t minprocs) {
    return require(RLIMIT_NPROC, "RLIMIT_NPROC", TooFewProcesses, minprocs);
}

} // namespace halberd
