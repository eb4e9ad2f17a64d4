#include "core/os/spawner.hpp"

#include "core/os/listen_socket.hpp"
#include "core/os/reaper.hpp"
#include "tests/fakes/recording_log.hpp"
#include "tests/unit/core/os/os_test_support.hpp"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/time.h>

#include <algorithm>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/read.hpp>
#include <cerrno>
#include <csignal>
#include <cstddef>
#include <map>

namespace halberd {
namespace {

constexpr uid_t Nobody = 65534;

struct Finished {
    std::string out;
    std::string err;
    WaitStatus status{0};
    std::optional<Error> failure;
    pid_t pid = 0;
};

// Spawns the plan, reads what it writes and waits for its end.
Finished run(const SpawnPlan& plan) {
    Result<SpawnedChild> child = spawn(plan);
    if (!child) {
        ADD_FAILURE() << child.error().message();
        return {};
    }
    Finished finished;
    finished.pid = child->pid;
    finished.failure = child->failure;
    child->pipes.stdin_write.reset();
    finished.out = read_to_end(child->pipes.stdout_read);
    if (child->pipes.stderr_read) {
        finished.err = read_to_end(child->pipes.stderr_read);
    }
    finished.status = wait_for(child->pid);
    return finished;
}

void expect_not_spawned(const Finished& finished, const std::string& message, const std::string& words) {
    ASSERT_TRUE(finished.failure.has_value());
    EXPECT_EQ(finished.failure->message(), message);
    EXPECT_EQ(finished.status, WaitStatus::from_exit_code(127));
    EXPECT_EQ(finished.out + finished.err, words + "supervisor: child process was not spawned\n");
}

TEST(SpawnerTest, TheChildHasExactlyTheDescriptorsZeroToTwo) {
    const UniqueFd leaked(::open("/dev/null", O_RDONLY)); // not close-on-exec
    EXPECT_EQ(run(child_plan({"descriptors"})).out, "0 1 2 ");
}

TEST(SpawnerTest, SoHasTheChildOfADaemonWithThousandsOfDescriptors) {
    const std::string own = run(child_plan({"descriptors"})).out;
    std::vector<UniqueFd> many;
    for (int count = 0; count < 2'000; ++count) {
        many.emplace_back(::open("/dev/null", O_RDONLY)); // not close-on-exec, as a library may open them
    }
    EXPECT_EQ(run(child_plan({"descriptors"})).out, own);
    for (const UniqueFd& fd : many) {
        EXPECT_GE(::fcntl(fd.get(), F_GETFD), 0) << "the child has closed a descriptor of the daemon";
    }
}

// Makes the kernel answer close_range(2) as kernels before 5.9 do, in this process and for good.
void forget_close_range() {
    sock_filter program[] = {
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(seccomp_data, nr)),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_close_range, 0, 1),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | ENOSYS),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
    };
    const sock_fprog filter{sizeof program / sizeof *program, program};
    ASSERT_EQ(::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0), 0);
    ASSERT_EQ(::prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &filter), 0);
}

TEST(SpawnerTest, AKernelWithoutCloseRangeStartsChildrenAllTheSame) {
    const std::string own = run(child_plan({"descriptors"})).out;
    const pid_t old_kernel = ::fork();
    if (old_kernel == 0) {
        forget_close_range();
        const bool is_right =
            run(child_plan({"descriptors"})).out == own && run(child_plan({"descriptors"})).out == own;
        ::_exit(is_right && !testing::Test::HasFailure() && reap_all().empty() ? 0 : 1);
    }
    EXPECT_EQ(wait_for(old_kernel), WaitStatus::from_exit_code(0));
}

TEST(SpawnerTest, TheDescriptorsOfTheDaemonAreThreeOrMoreNonBlockingAndCloseOnExec) {
    const UniqueFd saved(::fcntl(0, F_DUPFD_CLOEXEC, 3));
    ::close(0);
    Result<SpawnedChild> child = spawn(child_plan({"descriptors"}));
    ::dup2(saved.get(), 0);
    ASSERT_TRUE(child);
    for (const UniqueFd* fd : {&child->pipes.stdin_write, &child->pipes.stdout_read, &child->pipes.stderr_read}) {
        EXPECT_GE(fd->get(), 3);
        EXPECT_NE(::fcntl(fd->get(), F_GETFL) & O_NONBLOCK, 0);
        EXPECT_NE(::fcntl(fd->get(), F_GETFD) & FD_CLOEXEC, 0);
    }
    EXPECT_EQ(read_to_end(child->pipes.stdout_read), "0 1 2 ");
    wait_for(child->pid);
}

TEST(SpawnerTest, StreamsAreKeptApartUnlessStderrIsRedirected) {
    SpawnPlan plan = shell_plan("read line; echo \"out $line\"; echo err >&2");
    Result<SpawnedChild> child = spawn(plan);
    ASSERT_TRUE(child);
    ASSERT_EQ(::write(child->pipes.stdin_write.get(), "hello\n", 6), 6);
    EXPECT_EQ(read_to_end(child->pipes.stdout_read), "out hello\n");
    EXPECT_EQ(read_to_end(child->pipes.stderr_read), "err\n");
    wait_for(child->pid);

    plan.redirect_stderr = true;
    child = spawn(plan);
    ASSERT_TRUE(child);
    EXPECT_FALSE(child->pipes.stderr_read);
    ASSERT_EQ(::write(child->pipes.stdin_write.get(), "hello\n", 6), 6);
    EXPECT_EQ(read_to_end(child->pipes.stdout_read), "out hello\nerr\n");
    wait_for(child->pid);
}

TEST(SpawnerTest, AGivenDescriptorIsTheStandardInputAndStaysOpenInTheDaemon) {
    const TempFolder folder;
    RecordingLog log;
    const std::string path = folder.file("x.sock");
    const auto socket =
        ListenSocket::open(UnixEndpoint{path, 0700, std::nullopt, std::nullopt}, log, {.is_blocking = true});
    ASSERT_TRUE(socket);
    SpawnPlan plan = child_plan({"accept"});
    plan.stdin_fd = socket->fd();
    for (int i = 0; i < 2; ++i) {
        Result<SpawnedChild> child = spawn(plan);
        ASSERT_TRUE(child);
        EXPECT_FALSE(child->pipes.stdin_write);
        boost::asio::io_context context;
        boost::asio::local::stream_protocol::socket client(context);
        client.connect(boost::asio::local::stream_protocol::endpoint(path));
        std::string answer(5, ' ');
        boost::asio::read(client, boost::asio::buffer(answer));
        EXPECT_EQ(answer, "hello");
        EXPECT_EQ(wait_for(child->pid), WaitStatus::from_exit_code(0));
    }
    plan = child_plan({"descriptors"});
    plan.stdin_fd = socket->fd();
    EXPECT_EQ(run(plan).out, "0 1 2 ");
}

TEST(SpawnerTest, AGivenDescriptorThatIsNotOpenIsAnError) {
    SpawnPlan plan = child_plan({"accept"});
    plan.stdin_fd = 9999;
    const Result<SpawnedChild> child = spawn(plan);
    ASSERT_FALSE(child);
    EXPECT_EQ(child.error().message(), "dup: Bad file descriptor");
}

TEST(SpawnerTest, TheChildLeadsAProcessGroupInTheDaemonsSession) {
    const Finished finished = run(child_plan({"ids"}));
    const std::string pid = std::to_string(finished.pid);
    EXPECT_EQ(finished.out, pid + " " + pid + " " + std::to_string(::getsid(0)));
}

TEST(SpawnerTest, TheEnvironmentIsTheGivenOneAndNothingElse) {
    SpawnPlan plan = child_plan({"environment"});
    plan.environment = {"A=1", "SUPERVISOR_ENABLED=1", "EMPTY="};
    EXPECT_EQ(run(plan).out, "A=1\nSUPERVISOR_ENABLED=1\nEMPTY=\n");
}

TEST(SpawnerTest, TheUmaskIsThePlannedOneOrTheDaemonsOwn) {
    SpawnPlan plan = child_plan({"umask"});
    const mode_t own = ::umask(0);
    ::umask(027);
    EXPECT_EQ(run(plan).out, "027");
    plan.umask = 0077;
    EXPECT_EQ(run(plan).out, "077");
    EXPECT_EQ(::umask(own), 027u) << "the daemon's own has changed";
}

TEST(SpawnerTest, TheChildStartsInItsDirectory) {
    SpawnPlan plan = child_plan({"directory"});
    plan.directory = "/usr";
    const std::string before = std::filesystem::current_path();
    EXPECT_EQ(run(plan).out, "/usr");
    EXPECT_EQ(std::filesystem::current_path(), before);
}

TEST(SpawnerTest, NoSignalIsBlockedOrIgnoredInTheChild) {
    struct sigaction ignore {};
    ignore.sa_handler = SIG_IGN;
    struct sigaction before {};
    ::sigaction(SIGPIPE, &ignore, &before);
    sigset_t blocked;
    sigset_t mask_before;
    ::sigemptyset(&blocked);
    ::sigaddset(&blocked, SIGUSR1);
    ::sigprocmask(SIG_BLOCK, &blocked, &mask_before);
    EXPECT_EQ(run(child_plan({"signals"})).out, "done");
    struct sigaction after {};
    ::sigaction(SIGPIPE, &before, &after);
    EXPECT_EQ(after.sa_handler, SIG_IGN) << "the daemon's own action has changed";
    sigset_t mask_after;
    ::sigprocmask(SIG_SETMASK, &mask_before, &mask_after);
    EXPECT_EQ(sigismember(&mask_after, SIGUSR1), 1);
    EXPECT_EQ(sigismember(&mask_after, SIGUSR2), 0);
}

TEST(SpawnerTest, TheChildRunsAsItsUserWithThatUsersGroups) {
    if (::geteuid() != 0) {
        GTEST_SKIP() << "only root may change the user";
    }
    SpawnPlan plan = child_plan({"user"});
    plan.file = "/usr/bin/id";
    plan.argv = {"id", "-u", "-r"};
    plan.user = Account{"nobody", Nobody, Nobody, {Nobody, 12, 34}};
    EXPECT_EQ(run(plan).out, "65534\n");
    plan.argv = {"id", "-G"};
    EXPECT_EQ(run(plan).out, "65534 12 34\n");
    EXPECT_EQ(::geteuid(), 0u);
    EXPECT_EQ(::prctl(PR_GET_DUMPABLE), 1) << "the daemon could not be debugged any more";
}

TEST(SpawnerTest, NamingTheOwnUserChangesNothing) {
    SpawnPlan plan = shell_plan("exit 3");
    plan.user = Account{"self", ::getuid(), 12345, {12345}};
    EXPECT_EQ(run(plan).status, WaitStatus::from_exit_code(3));
}

TEST(SpawnerTest, AnUnprivilegedDaemonCannotChangeTheUser) {
    const pid_t pid = ::fork();
    if (pid == 0) {
        if (::geteuid() == 0 &&
            (::setresgid(Nobody, Nobody, Nobody) != 0 || ::setresuid(Nobody, Nobody, Nobody) != 0)) {
            ::_exit(2);
        }
        SpawnPlan plan = shell_plan("exit 0");
        plan.user = Account{"daemon", 1, 1, {1}};
        expect_not_spawned(run(plan), "setgroups daemon: Operation not permitted",
                           "supervisor: couldn't setuid to 1: Can't drop privilege as nonroot user\n");
        ::_exit(testing::Test::HasFailure() ? 1 : 0);
    }
    EXPECT_EQ(wait_for(pid), WaitStatus::from_exit_code(0));
}

TEST(SpawnerTest, ADirectoryThatCannotBeEnteredIsReportedByChildAndDaemon) {
    SpawnPlan plan = child_plan({"ids"});
    plan.directory = "/nonexistent";
    expect_not_spawned(run(plan), "chdir /nonexistent: No such file or directory",
                       "supervisor: couldn't chdir to /nonexistent: ENOENT\n");
}

TEST(SpawnerTest, AProgramThatCannotBeExecutedIsReportedByChildAndDaemon) {
    SpawnPlan plan = child_plan({});
    plan.file = "/nonexistent/program";
    plan.argv = {"program"};
    expect_not_spawned(run(plan), "exec /nonexistent/program: No such file or directory",
                       "supervisor: couldn't exec program: ENOENT\n");
    plan.redirect_stderr = true;
    expect_not_spawned(run(plan), "exec /nonexistent/program: No such file or directory",
                       "supervisor: couldn't exec program: ENOENT\n");

    const TempFolder folder;
    plan.file = folder.file("text");
    put(plan.file, "no shebang");
    ::chmod(plan.file.c_str(), 0755);
    expect_not_spawned(run(plan), "exec " + plan.file + ": Exec format error",
                       "supervisor: couldn't exec program: ENOEXEC\n");
}

TEST(SpawnerTest, RunningOutOfDescriptorsMakesNoProcess) {
    struct rlimit before {};
    ::getrlimit(RLIMIT_NOFILE, &before);
    const UniqueFd next(::dup(0));
    const struct rlimit tight { static_cast<rlim_t>(next.get()) + 4, before.rlim_max };
    ::setrlimit(RLIMIT_NOFILE, &tight); // room for two pipes of three
    const Result<SpawnedChild> child = spawn(child_plan({"ids"}));
    ::setrlimit(RLIMIT_NOFILE, &before);
    ASSERT_FALSE(child);
    EXPECT_EQ(child.error().errno_code, EMFILE);
    EXPECT_EQ(child.error().step, "pipe");
    EXPECT_TRUE(reap_all().empty());
    const UniqueFd after(::dup(0));
    EXPECT_EQ(after.get(), next.get() + 1) << "descriptors have leaked";
}

volatile std::sig_atomic_t alarms = 0;

TEST(SpawnerTest, TwoHundredChildrenAreStartedInAStormOfSignals) {
    struct sigaction action {};
    action.sa_handler = [](int) { alarms = alarms + 1; };
    struct sigaction before {};
    ::sigaction(SIGALRM, &action, &before);
    const itimerval storm{{0, 50}, {0, 50}};
    ::setitimer(ITIMER_REAL, &storm, nullptr);

    std::map<pid_t, int> expected;
    int failures = 0;
    for (int i = 0; i < 200; ++i) {
        const Result<SpawnedChild> child = spawn(child_plan({"exit", std::to_string(i)}));
        if (!child || child->failure) {
            ++failures;
            continue;
        }
        expected[child->pid] = i;
    }
    const itimerval calm{};
    ::setitimer(ITIMER_REAL, &calm, nullptr);
    ::sigaction(SIGALRM, &before, nullptr);

    EXPECT_EQ(failures, 0);
    EXPECT_GT(alarms, 0);
    for (const auto& [pid, code] : expected) {
        EXPECT_EQ(wait_for(pid), WaitStatus::from_exit_code(code));
    }
}

} // namespace
} // namespace halberd
