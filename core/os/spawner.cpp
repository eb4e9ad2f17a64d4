#include "core/os/spawner.hpp"

#include "core/config/execution_values.hpp"
#include "core/os/child_exec.hpp"
#include "core/os/descriptor_slots.hpp"

#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstddef>
#include <utility>
#include <vector>

namespace halberd {
namespace {

constexpr int FirstOtherFd = 3;

// Enough for the deepest chain of system calls in child_exec; it lies in the frame of spawn(), which is suspended
// meanwhile.
constexpr std::size_t ChildStackSize = 32'768;

struct Pipe {
    UniqueFd read;
    UniqueFd write;
};

// Moves a descriptor out of the way of 0, 1 and 2, which a daemon may have been started without.
bool lift(UniqueFd& fd) {
    if (fd.get() < FirstOtherFd) {
        fd.reset(::fcntl(fd.get(), F_DUPFD_CLOEXEC, FirstOtherFd));
    }
    return fd.is_open();
}

Result<Pipe> make_pipe() {
    int ends[2] = {-1, -1};
    if (::pipe2(ends, O_CLOEXEC) != 0) {
        return system_failure("pipe", errno);
    }
    Pipe made{UniqueFd(ends[0]), UniqueFd(ends[1])};
    if (!lift(made.read) || !lift(made.write)) {
        return system_failure("pipe", errno);
    }
    return made;
}

void set_non_blocking(const UniqueFd& fd) {
    ::fcntl(fd.get(), F_SETFL, O_NONBLOCK); // a fresh pipe has no other flags
}

struct PipeSet {
    Pipe in; // without an end to write to when the plan brings a stdin of its own
    Pipe out;
    Pipe err; // closed when stderr goes into stdout
};

Result<PipeSet> make_pipes(const SpawnPlan& plan) {
    PipeSet pipes;
    if (plan.stdin_fd) {
        pipes.in.read.reset(::fcntl(*plan.stdin_fd, F_DUPFD_CLOEXEC, FirstOtherFd));
        if (!pipes.in.read) {
            return system_failure("dup", errno);
        }
    }
    for (Pipe* pipe : {&pipes.in, &pipes.out, &pipes.err}) {
        const bool is_in_place = (pipe == &pipes.in && plan.stdin_fd) || (pipe == &pipes.err && plan.redirect_stderr);
        if (is_in_place) {
            continue;
        }
        Result<Pipe> made = make_pipe();
        if (!made) {
            return tl::unexpected(std::move(made.error()));
        }
        *pipe = std::move(*made);
    }
    for (const UniqueFd* end : {&pipes.in.write, &pipes.out.read, &pipes.err.read}) {
        if (*end) {
            set_non_blocking(*end);
        }
    }
    return pipes;
}

// The null-terminated array of pointers that exec takes; valid as long as the strings.
std::vector<char*> pointers_to(const std::vector<std::string>& strings) {
    std::vector<char*> pointers;
    pointers.reserve(strings.size() + 1);
    for (const std::string& string : strings) {
        pointers.push_back(const_cast<char*>(string.c_str())); // exec does not write to them
    }
    pointers.push_back(nullptr);
    return pointers;
}

// Blocks every signal of the calling thread, and restores the mask when it goes out of scope: no handler of the daemon
// may run in a child that shares its memory.
class SignalBlock {
 public:
    SignalBlock() {
        sigset_t all;
        ::sigfillset(&all);
        ::pthread_sigmask(SIG_SETMASK, &all, &before_);
    }
    ~SignalBlock() { ::pthread_sigmask(SIG_SETMASK, &before_, nullptr); }
    SignalBlock(const SignalBlock&) = delete;
    SignalBlock& operator=(const SignalBlock&) = delete;

 private:
    sigset_t before_{};
};

struct CloneArgument {
    const ChildPlan& plan;
    ChildFailure& failure;
};

// ThreadSanitizer's clone(2) takes every child for one of fork(2), in which it stops looking; where the child shares
// our memory, that is the end of its work in the daemon. This is the C library's own.
#ifdef __SANITIZE_THREAD__
extern "C" int __clone(int (*function)(void*), void* stack, int flags, void* argument, ...); // NOLINT
constexpr auto plain_clone = __clone;
#else
constexpr auto plain_clone = ::clone;
#endif

// Runs on the borrowed stack, which instrumentation must leave alone.
__attribute__((no_sanitize("address", "undefined", "thread"))) int enter_child(void* argument) {
    const auto* child = static_cast<const CloneArgument*>(argument);
    become_program(child->plan, child->failure);
}

// Clones, and returns when the child has executed its program or has failed to. -1 and errno when there is no child.
pid_t clone_child(const ChildPlan& plan, ChildFailure& failure) {
    alignas(16) std::array<std::byte, ChildStackSize> stack; // NOLINT: 32 KB need no initial value
    CloneArgument argument{plan, failure};
    const int dumpable = plan.changes_user ? ::prctl(PR_GET_DUMPABLE) : 0;
    pid_t pid = -1;
    {
        const SignalBlock no_signals;
        const int shared_table = plan.own_table_end > 0 ? CLONE_FILES : 0;
        pid = plain_clone(enter_child, stack.data() + stack.size(), CLONE_VM | CLONE_VFORK | shared_table | SIGCHLD,
                          &argument);
    }
    // The kernel takes the right to be dumped and traced from a memory whose user changes: the daemon's, here.
    if (plan.changes_user && dumpable == 1) {
        const int saved_errno = errno;
        ::prctl(PR_SET_DUMPABLE, 1);
        errno = saved_errno;
    }
    return pid;
}

ChildPlan child_plan(const SpawnPlan& plan, const PipeSet& pipes) {
    ChildPlan child;
    child.file = plan.file.c_str();
    child.directory = plan.directory ? plan.directory->c_str() : nullptr;
    child.execution = &plan.execution;
    child.cgroup_fd = plan.cgroup_fd.value_or(-1);
    child.umask = plan.umask ? &*plan.umask : nullptr;
    // Supervisor: options.py drop_privileges(): an unprivileged daemon may name its own user.
    if (plan.user && plan.user->uid != ::getuid()) {
        child.changes_user = true;
        child.uid = plan.user->uid;
        child.gid = plan.user->gid;
        child.groups = plan.user->groups.data();
        child.group_count = plan.user->groups.size();
    }
    child.stdin_fd = pipes.in.read.get();
    child.stdout_fd = pipes.out.write.get();
    child.stderr_fd = plan.redirect_stderr ? child.stdout_fd : pipes.err.write.get();
    return child;
}

// The step and what it was about: "setrlimit", "nofile=1024:4096".
Error describe_setting(const ChildFailure& failure, const ExecutionSpec& wanted) {
    const RefusedSetting& refused = failure.refused;
    const int code = failure.errno_code;
    switch (refused.setting) {
        case ChildSetting::ResourceLimit:
            return {"setrlimit", code,
                    resource_limits_text({wanted.rlimits.at(static_cast<std::size_t>(refused.detail))})};
        case ChildSetting::Nice:
            return {"setpriority", code, "nice=" + std::to_string(*wanted.nice)};
        case ChildSetting::IoPriority:
            return {"ioprio_set", code, "ioprio=" + io_priority_text(*wanted.ioprio)};
        case ChildSetting::CpuAffinity:
            return {"sched_setaffinity", code, "cpu_affinity=" + cpu_list_text(wanted.cpu_affinity)};
        case ChildSetting::OomScore:
            return {"write /proc/self/oom_score_adj", code, "oom_score_adj=" + std::to_string(*wanted.oom_score_adj)};
        case ChildSetting::Capability:
            return {"prctl PR_CAPBSET_DROP", code, capabilities_text({refused.detail})};
        case ChildSetting::NoNewPrivileges:
            break;
    }
    return {"prctl PR_SET_NO_NEW_PRIVS", code, ""};
}

std::optional<Error> describe(const ChildFailure& failure, const SpawnPlan& plan) {
    if (failure.errno_code == 0) {
        return std::nullopt;
    }
    switch (failure.step) {
        case ChildStep::OwnTable:
            return Error{"close_range", failure.errno_code, ""};
        case ChildStep::Descriptors:
            return Error{"dup2", failure.errno_code, ""};
        case ChildStep::Settings:
            return describe_setting(failure, plan.execution);
        case ChildStep::Groups:
            return Error{"setgroups", failure.errno_code, plan.user->name};
        case ChildStep::GroupId:
            return Error{"setgid", failure.errno_code, plan.user->name};
        case ChildStep::UserId:
            return Error{"setuid", failure.errno_code, plan.user->name};
        case ChildStep::Directory:
            return Error{"chdir", failure.errno_code, *plan.directory};
        case ChildStep::Exec:
            break;
    }
    return Error{"exec", failure.errno_code, plan.file};
}

// Puts the child's ends of the pipes where it takes them along into a table of its own.
bool move_into_slots(ChildPlan& child, const DescriptorSlots& slots) {
    const bool is_err_out = child.stderr_fd == child.stdout_fd;
    child.stdin_fd = slots.put(0, child.stdin_fd);
    child.stdout_fd = slots.put(1, child.stdout_fd);
    child.stderr_fd = is_err_out ? child.stdout_fd : slots.put(2, child.stderr_fd);
    child.own_table_end = slots.end();
    return child.stdin_fd >= 0 && child.stdout_fd >= 0 && child.stderr_fd >= 0;
}

// Clones with a shared table of descriptors, if the kernel can do that. 0: it cannot.
pid_t clone_with_shared_table(ChildPlan child, ChildFailure& failure) {
    // Taken once, while the daemon has few descriptors. Kernels before 5.9 do not know the call, and are asked once.
    static const DescriptorSlots slots;
    static bool is_possible = slots.is_usable();
    if (!is_possible || child.cgroup_fd >= 0) { // that descriptor would be behind the end of the table
        return 0;
    }
    pid_t pid = 0;
    if (move_into_slots(child, slots)) {
        pid = clone_child(child, failure);
        if (pid > 0 && failure.step == ChildStep::OwnTable) {
            ::waitpid(pid, nullptr, 0);
            failure = ChildFailure();
            is_possible = false;
            pid = 0;
        }
    }
    const int saved_errno = errno;
    slots.clear();
    errno = saved_errno;
    return pid;
}

} // namespace

Result<SpawnedChild> spawn(const SpawnPlan& plan) {
    Result<PipeSet> pipes = make_pipes(plan);
    if (!pipes) {
        return tl::unexpected(std::move(pipes.error()));
    }
    const std::vector<char*> argv = pointers_to(plan.argv);
    const std::vector<char*> environment = pointers_to(plan.environment);
    ChildPlan child = child_plan(plan, *pipes);
    child.argv = argv.data();
    child.environment = environment.data();
    ChildFailure failure;
    pid_t pid = clone_with_shared_table(child, failure);
    if (pid == 0) {
        pid = clone_child(child, failure);
    }
    if (pid < 0) {
        return system_failure("clone", errno);
    }
    return SpawnedChild{pid,
                        {std::move(pipes->in.write), std::move(pipes->out.read), std::move(pipes->err.read)},
                        describe(failure, plan)};
}

} // namespace halberd
