#include "core/os/child_exec.hpp"

#include <fcntl.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

namespace halberd {
namespace {

constexpr int FirstOtherFd = 3;
constexpr int SignalCount = 64;
constexpr int ExitNotSpawned = 127; // Supervisor's and the shell's

// The kernel's own struct sigaction, all zero, is "default action" on every architecture. The call is raw, because
// wrappers of it (those of sanitizers) keep tables in the memory that is shared with the daemon.
void reset_signal_actions() {
    const unsigned long default_action[8] = {};
    for (int signal = 1; signal <= SignalCount; ++signal) {
        ::syscall(SYS_rt_sigaction, signal, default_action, nullptr, SignalCount / 8);
    }
}

void unblock_signals() {
    const unsigned long none[SignalCount / 8 / sizeof(unsigned long)] = {};
    ::syscall(SYS_rt_sigprocmask, SIG_SETMASK, none, nullptr, SignalCount / 8);
}

// The kernel copies only what lies below, however many descriptors the daemon has.
bool take_own_table(int end) {
    constexpr unsigned Unshare = 2; // CLOSE_RANGE_UNSHARE
    return ::syscall(SYS_close_range, end, ~0U, Unshare) == 0;
}

// All descriptors of the daemon are close-on-exec; this is for those that a plugin's library may have opened.
void close_other_descriptors() {
    if (::syscall(SYS_close_range, FirstOtherFd, ~0U, 0) == 0) {
        return;
    }
    // Kernels before 5.9. An unlimited number of descriptors is not worth an endless loop.
    constexpr rlim_t MostDescriptors = 65'536;
    struct rlimit limit {};
    ::getrlimit(RLIMIT_NOFILE, &limit);
    const int end = static_cast<int>(std::min(limit.rlim_cur, MostDescriptors));
    for (int fd = FirstOtherFd; fd < end; ++fd) {
        ::close(fd);
    }
}

// Writes to the child's stderr: a fresh pipe, which has room for it.
void say(const char* text) {
    [[maybe_unused]] const ssize_t written = ::write(STDERR_FILENO, text, std::strlen(text));
}

void say_number(uid_t number) {
    char digits[16] = {};
    char* position = digits + sizeof digits - 1;
    do {
        *--position = static_cast<char>('0' + number % 10);
        number /= 10;
    } while (number != 0);
    say(position);
}

void say_errno(int errno_code) {
    const char* name = ::strerrorname_np(errno_code);
    if (name != nullptr) {
        say(name);
    } else {
        say_number(static_cast<uid_t>(errno_code));
    }
}

const char* setuid_text(const ChildFailure& failure) {
    if (failure.errno_code == EPERM && ::geteuid() != 0) {
        return "Can't drop privilege as nonroot user";
    }
    switch (failure.step) {
        case ChildStep::Groups:
            return "Could not set groups of effective user";
        case ChildStep::GroupId:
            return "Could not set group id of effective user";
        default:
            return "Could not set user id of effective user";
    }
}

const char* setting_name(ChildSetting setting) {
    switch (setting) {
        case ChildSetting::ResourceLimit:
            return "rlimits";
        case ChildSetting::Nice:
            return "nice";
        case ChildSetting::IoPriority:
            return "ioprio";
        case ChildSetting::CpuAffinity:
            return "cpu_affinity";
        case ChildSetting::OomScore:
            return "oom_score_adj";
        case ChildSetting::Capability:
            return "capability_bounding_set";
        case ChildSetting::NoNewPrivileges:
            return "no_new_privs";
    }
    return "";
}

void explain(const ChildPlan& plan, const ChildFailure& failure) {
    switch (failure.step) {
        case ChildStep::OwnTable:
        case ChildStep::Descriptors:
            break;
        case ChildStep::Settings:
            say("supervisor: couldn't set ");
            say(setting_name(failure.refused.setting));
            say(": ");
            say_errno(failure.errno_code);
            say("\n");
            break;
        case ChildStep::Groups:
        case ChildStep::GroupId:
        case ChildStep::UserId:
            say("supervisor: couldn't setuid to ");
            say_number(plan.uid);
            say(": ");
            say(setuid_text(failure));
            say("\n");
            break;
        case ChildStep::Directory:
            say("supervisor: couldn't chdir to ");
            say(plan.directory);
            say(": ");
            say_errno(failure.errno_code);
            say("\n");
            break;
        case ChildStep::Exec:
            say("supervisor: couldn't exec ");
            say(plan.argv[0]);
            say(": ");
            say_errno(failure.errno_code);
            say("\n");
            break;
    }
    say("supervisor: child process was not spawned\n");
}

// Each returns whether its step succeeded; errno says why not.

bool take_descriptors(const ChildPlan& plan) {
    return ::dup2(plan.stdin_fd, STDIN_FILENO) >= 0 && ::dup2(plan.stdout_fd, STDOUT_FILENO) >= 0 &&
           ::dup2(plan.stderr_fd, STDERR_FILENO) >= 0;
}

// The raw system calls: the C library's functions would make every thread of the process change its ids, and threads
// are what the child shares with the daemon.
bool take_user(const ChildPlan& plan, ChildStep& step) {
    step = ChildStep::Groups;
    if (::syscall(SYS_setgroups, plan.group_count, plan.groups) != 0) {
        return false;
    }
    step = ChildStep::GroupId;
    if (::syscall(SYS_setresgid, plan.gid, plan.gid, plan.gid) != 0) {
        return false;
    }
    step = ChildStep::UserId;
    return ::syscall(SYS_setresuid, plan.uid, plan.uid, plan.uid) == 0;
}

// Returns only when a step has failed, and then that step.
ChildStep run_steps(const ChildPlan& plan, RefusedSetting& refused) {
    reset_signal_actions();
    ::setpgid(0, 0);
    if (!take_descriptors(plan)) {
        return ChildStep::Descriptors;
    }
    if (plan.cgroup_fd >= 0) {
        // Where it fails, the processes of the program are found without.
        [[maybe_unused]] const ssize_t written = ::write(plan.cgroup_fd, "0", 1);
    }
    close_other_descriptors();
    if (!take_settings(*plan.execution, refused)) {
        return ChildStep::Settings;
    }
    ChildStep step = ChildStep::Groups;
    if (plan.changes_user && !take_user(plan, step)) {
        return step;
    }
    if (plan.directory != nullptr && ::chdir(plan.directory) != 0) {
        return ChildStep::Directory;
    }
    if (plan.umask != nullptr) {
        ::umask(*plan.umask);
    }
    unblock_signals();
    ::execve(plan.file, plan.argv, plan.environment);
    return ChildStep::Exec;
}

} // namespace

void become_program(const ChildPlan& plan, ChildFailure& failure) {
    if (plan.own_table_end > 0 && !take_own_table(plan.own_table_end)) {
        failure.step = ChildStep::OwnTable;
        failure.errno_code = errno;
        ::_exit(ExitNotSpawned);
    }
    failure.step = run_steps(plan, failure.refused);
    failure.errno_code = errno;
    explain(plan, failure);
    ::_exit(ExitNotSpawned);
}

} // namespace halberd
