#include "core/os/child_settings.hpp"

#include <fcntl.h>
#include <sched.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <cstring>

namespace halberd {
namespace {

// From the kernel's headers, which glibc has no function for.
constexpr int IoPriorityOfProcess = 1;
constexpr int IoPriorityClassShift = 13;

bool set_limits(const std::vector<ResourceLimit>& limits, int& position) {
    position = 0;
    for (const ResourceLimit& limit : limits) {
        const struct rlimit wanted { limit.soft, limit.hard };
        if (::setrlimit(static_cast<__rlimit_resource>(limit.resource), &wanted) != 0) {
            return false;
        }
        ++position;
    }
    return true;
}

bool set_io_priority(const IoPriority& priority) {
    const int value = static_cast<int>(priority.scheduling_class) << IoPriorityClassShift | priority.level;
    return ::syscall(SYS_ioprio_set, IoPriorityOfProcess, 0, value) == 0;
}

bool set_affinity(const std::vector<int>& cpus) {
    cpu_set_t set;
    CPU_ZERO(&set);
    for (const int cpu : cpus) {
        CPU_SET(static_cast<std::size_t>(cpu), &set);
    }
    return ::sched_setaffinity(0, sizeof set, &set) == 0;
}

// The kernel does not spread this to the daemon: a child that shares its memory may have a value of its own.
bool set_oom_score(int score) {
    char text[8] = {};
    char* first = text + sizeof text;
    for (int rest = score < 0 ? -score : score; first == text + sizeof text || rest != 0; rest /= 10) {
        *--first = static_cast<char>('0' + rest % 10);
    }
    if (score < 0) {
        *--first = '-';
    }
    const int fd = ::open("/proc/self/oom_score_adj", O_WRONLY | O_CLOEXEC);
    return fd >= 0 && ::write(fd, first, static_cast<std::size_t>(text + sizeof text - first)) > 0;
}

// Drops what is not kept, up to the last capability that the kernel knows.
bool bound_capabilities(const std::vector<int>& kept, int& number) {
    for (number = 0; ::prctl(PR_CAPBSET_READ, number) >= 0; ++number) {
        if (!std::binary_search(kept.begin(), kept.end(), number) && ::prctl(PR_CAPBSET_DROP, number) != 0) {
            return false;
        }
    }
    return true;
}

} // namespace

bool take_settings(const ExecutionSpec& spec, RefusedSetting& refused) {
    refused.setting = ChildSetting::ResourceLimit;
    if (!set_limits(spec.rlimits, refused.detail)) {
        return false;
    }
    refused.setting = ChildSetting::Nice;
    if (spec.nice && ::setpriority(PRIO_PROCESS, 0, *spec.nice) != 0) {
        return false;
    }
    refused.setting = ChildSetting::IoPriority;
    if (spec.ioprio && !set_io_priority(*spec.ioprio)) {
        return false;
    }
    refused.setting = ChildSetting::CpuAffinity;
    if (!spec.cpu_affinity.empty() && !set_affinity(spec.cpu_affinity)) {
        return false;
    }
    refused.setting = ChildSetting::OomScore;
    if (spec.oom_score_adj && !set_oom_score(*spec.oom_score_adj)) {
        return false;
    }
    refused.setting = ChildSetting::Capability;
    if (spec.capability_bounding_set && !bound_capabilities(*spec.capability_bounding_set, refused.detail)) {
        return false;
    }
    refused.setting = ChildSetting::NoNewPrivileges;
    return !spec.no_new_privs || ::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0;
}

} // namespace halberd
