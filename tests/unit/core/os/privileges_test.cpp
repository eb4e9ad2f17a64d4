#include "core/os/privileges.hpp"

#include "tests/unit/core/os/os_test_support.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/resource.h>

#include <cerrno>

namespace halberd {
namespace {

using testing::HasSubstr;

constexpr uid_t Nobody = 65534;

// Runs the checks in a process of its own, which may change itself for good.
template <class Checks>
void in_a_process(Checks checks) {
    const pid_t pid = ::fork();
    if (pid == 0) {
        checks();
        ::_exit(testing::Test::HasFailure() ? 1 : 0);
    }
    EXPECT_EQ(wait_for(pid), WaitStatus::from_exit_code(0));
}

void become_nobody() {
    if (::geteuid() == 0) {
        EXPECT_TRUE(drop_privileges({"nobody", Nobody, Nobody, {Nobody, 12}}));
    }
}

// The line to log, "" when there is none, or the error's message.
std::string text_of(const Result<std::optional<std::string>>& raised) {
    return raised ? raised->value_or("") : raised.error().message();
}

TEST(PrivilegesTest, TheProcessBecomesTheAccountForGood) {
    if (::geteuid() != 0) {
        GTEST_SKIP() << "only root may change the user";
    }
    in_a_process([] {
        ASSERT_TRUE(drop_privileges({"nobody", Nobody, 60000, {60000, 12}}));
        uid_t real = 0;
        uid_t effective = 0;
        uid_t saved = 0;
        ::getresuid(&real, &effective, &saved);
        EXPECT_TRUE(real == Nobody && effective == Nobody && saved == Nobody);
        EXPECT_EQ(::getgid(), 60000u);
        gid_t groups[8] = {};
        EXPECT_EQ(::getgroups(8, groups), 2);
        EXPECT_NE(::setuid(0), 0);
    });
}

TEST(PrivilegesTest, TheOwnAccountNeedsNoPrivilege) {
    in_a_process([] {
        become_nobody();
        EXPECT_TRUE(drop_privileges({"self", ::getuid(), 1, {1}}));
    });
}

TEST(PrivilegesTest, AnotherAccountNeedsRoot) {
    in_a_process([] {
        become_nobody();
        const Result<void> dropped = drop_privileges({"root", 0, 0, {0}});
        ASSERT_FALSE(dropped);
        EXPECT_EQ(dropped.error().message(), "Can't drop privilege as nonroot user");
        EXPECT_EQ(dropped.error().errno_code, EPERM);
    });
}

TEST(PrivilegesTest, ALimitThatIsHighEnoughIsLeftAlone) {
    in_a_process([] {
        struct rlimit before {};
        ::getrlimit(RLIMIT_NOFILE, &before);
        EXPECT_EQ(text_of(require_descriptors(before.rlim_cur)), "");
        struct rlimit after {};
        ::getrlimit(RLIMIT_NOFILE, &after);
        EXPECT_EQ(after.rlim_cur, before.rlim_cur);
    });
}

TEST(PrivilegesTest, ALowLimitIsRaised) {
    in_a_process([] {
        const struct rlimit low { 100, 200 };
        ASSERT_EQ(::setrlimit(RLIMIT_NOFILE, &low), 0);
        EXPECT_EQ(text_of(require_descriptors(150)), "Increased RLIMIT_NOFILE limit to 150");
        struct rlimit after {};
        ::getrlimit(RLIMIT_NOFILE, &after);
        EXPECT_EQ(after.rlim_cur, 150u);
        EXPECT_EQ(after.rlim_max, 200u);
        const struct rlimit higher { 150, 250 };
        if (::setrlimit(RLIMIT_NOFILE, &higher) == 0) { // with the privilege to do so
            EXPECT_EQ(text_of(require_descriptors(300)), "Increased RLIMIT_NOFILE limit to 300");
        }
    });
}

TEST(PrivilegesTest, ALimitThatCannotBeRaisedIsExplained) {
    in_a_process([] {
        const struct rlimit low { 100, 200 };
        ASSERT_EQ(::setrlimit(RLIMIT_NOFILE, &low), 0);
        ASSERT_EQ(::setrlimit(RLIMIT_NPROC, &low), 0);
        become_nobody();
        EXPECT_EQ(text_of(require_descriptors(1024)),
                  "The minimum number of file descriptors required to run this process is 1024 as per the \"minfds\" "
                  "command-line argument or config file setting. The current environment will only allow you to open "
                  "200 file descriptors.  Either raise the number of usable file descriptors in your environment (see "
                  "README.rst) or lower the minfds setting in the config file to allow the process to start.");
        EXPECT_THAT(text_of(require_processes(1024)),
                    HasSubstr("The minimum number of available processes required to run "
                              "this program is 1024 as per the \"minprocs\""));
    });
}

} // namespace
} // namespace halberd
