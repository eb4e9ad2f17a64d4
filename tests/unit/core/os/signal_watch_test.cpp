#include "core/os/signal_watch.hpp"

#include "tests/unit/core/os/os_test_support.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <csignal>
#include <optional>

namespace halberd {
namespace {

using testing::UnorderedElementsAre;

TEST(SignalWatchTest, SignalsAreReportedOnTheLoop) {
    boost::asio::io_context context;
    std::vector<int> seen;
    const SignalWatch watch(context, {SIGHUP, SIGUSR2}, [&](int signal) { seen.push_back(signal); });
    ::raise(SIGHUP);
    ::raise(SIGUSR2);
    EXPECT_TRUE(seen.empty());
    ASSERT_TRUE(run_until(context, [&] { return seen.size() == 2; }));
    EXPECT_THAT(seen, UnorderedElementsAre(SIGHUP, SIGUSR2));
    ::raise(SIGHUP);
    ASSERT_TRUE(run_until(context, [&] { return seen.size() == 3; }));
}

TEST(SignalWatchTest, TheEndOfAChildIsReported) {
    boost::asio::io_context context;
    int seen = 0;
    const SignalWatch watch(context, {SIGCHLD}, [&](int signal) { seen = signal; });
    const Result<SpawnedChild> child = spawn(child_plan({"exit", "0"}));
    ASSERT_TRUE(child);
    EXPECT_TRUE(run_until(context, [&] { return seen == SIGCHLD; }));
    wait_for(child->pid);
}

TEST(SignalWatchTest, TheHandlerMayDestroyTheWatchAndThenTheDefaultActionsAreBack) {
    boost::asio::io_context context;
    std::vector<int> seen;
    std::optional<SignalWatch> watch;
    watch.emplace(context, std::initializer_list<int>{SIGHUP, SIGUSR2}, [&](int signal) {
        seen.push_back(signal);
        watch.reset();
    });
    ::raise(SIGHUP);
    ::raise(SIGUSR2);
    ASSERT_TRUE(run_until(context, [&] { return !seen.empty(); }));
    context.poll();
    EXPECT_EQ(seen.size(), 1u);
    struct sigaction action {};
    ::sigaction(SIGHUP, nullptr, &action);
    EXPECT_EQ(action.sa_handler, SIG_DFL);
}

} // namespace
} // namespace halberd
