#include "core/plugin/plugin_worker.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>

#include <algorithm>
#include <chrono>
#include <csignal>
#include <sstream>

namespace halberd {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsSupersetOf;

// The loop and what the worker told on it, as words in order.
class PluginWorkerTest : public testing::Test, protected PluginWorker::Observer {
 protected:
    void on_plugin_ready() override { told.push_back("ready"); }
    void on_plugin_result(std::string_view result) override { told.push_back("result " + std::string(result)); }
    void on_plugin_log(std::string_view lines) override {
        largest_log = std::max(largest_log, lines.size());
        std::istringstream text{std::string(lines)};
        for (std::string line; std::getline(text, line);) {
            told.push_back("log " + line);
        }
    }
    void on_plugin_exit(WaitStatus status, std::string reason) override {
        told.push_back(status.describe() + (reason.empty() ? "" : ": " + reason));
    }

    void TearDown() override {
        if (worker.is_alive()) {
            told.clear();
            worker.request_stop();
            wait_for("exit status");
        }
    }

    void start(std::vector<std::string> arguments = {}) {
        ASSERT_TRUE(worker.start({OBEDIENT_PLUGIN, std::move(arguments)}, {{"GREETING", "hello"}}));
    }

    // Runs the loop until a word was told that contains `text`.
    void wait_for(const std::string& text) {
        const auto give_up = std::chrono::steady_clock::now() + std::chrono::seconds(20);
        const auto seen = [&] {
            for (const std::string& word : told) {
                if (word.find(text) != std::string::npos) {
                    return true;
                }
            }
            return false;
        };
        while (!seen() && std::chrono::steady_clock::now() < give_up) {
            io.run_one_for(std::chrono::seconds(1));
        }
        EXPECT_TRUE(seen()) << "never told: " << text;
    }

    void deliver(const std::string& payload) {
        worker.deliver({1, 2, "REMOTE_COMMUNICATION", payload}, "supervisor", "pool");
    }

    boost::asio::io_context io;
    boost::asio::executor_work_guard<boost::asio::io_context::executor_type> work{io.get_executor()};
    std::vector<std::string> told;
    std::size_t largest_log = 0; // bytes that came at once
    PluginWorker worker{"obedient", [this](std::function<void()> task) { boost::asio::post(io, std::move(task)); },
                        *this};
};

TEST_F(PluginWorkerTest, BecomesReadyHandlesEventsAndEndsWhenAsked) {
    start();
    wait_for("ready");
    deliver("anything");
    wait_for("result OK");
    worker.request_stop();
    wait_for("exit status");
    EXPECT_THAT(told, ElementsAre("ready", "result OK", "log destroyed", "exit status 0"));
    EXPECT_FALSE(worker.is_alive());
}

TEST_F(PluginWorkerTest, AFailureIsAResultWithItsTextInTheLog) {
    start();
    wait_for("ready");
    deliver("fail");
    wait_for("result");
    EXPECT_THAT(told, ElementsAre("ready", "log failed as asked", "result FAIL"));
    EXPECT_TRUE(worker.is_alive());
}

TEST_F(PluginWorkerTest, AFatalErrorEndsItWithItsText) {
    start();
    wait_for("ready");
    deliver("fatal");
    wait_for("exit status");
    EXPECT_EQ(told.back(), "exit status 1: fatal as asked");
}

TEST_F(PluginWorkerTest, ARefusalToBeCreatedEndsItWithItsText) {
    start({"--refuse"});
    wait_for("exit status");
    EXPECT_THAT(told, ElementsAre("exit status 1: refused as asked"));
}

TEST_F(PluginWorkerTest, AMissingLibraryEndsItWithItsPath) {
    ASSERT_TRUE(worker.start({"/nowhere/absent.so", {}}, {}));
    wait_for("exit status");
    EXPECT_THAT(told.back(), HasSubstr("exit status 127: "));
    EXPECT_THAT(told.back(), HasSubstr("/nowhere/absent.so"));
}

TEST_F(PluginWorkerTest, MayBeStartedAgain) {
    start({"--refuse"});
    wait_for("refused");
    start();
    wait_for("ready");
    EXPECT_TRUE(worker.is_alive());
}

TEST_F(PluginWorkerTest, ItsThreadHasAllSignalsBlockedAndOursHasNot) {
    start();
    wait_for("ready");
    deliver("signals");
    wait_for("result");
    EXPECT_THAT(told, Contains("log blocked"));
    sigset_t ours;
    pthread_sigmask(SIG_SETMASK, nullptr, &ours);
    EXPECT_FALSE(sigismember(&ours, SIGTERM));
}

TEST_F(PluginWorkerTest, SeesTheEnvironmentOfTheListener) {
    start();
    wait_for("ready");
    deliver("variable");
    wait_for("result");
    EXPECT_THAT(told, Contains("log hello"));
}

TEST_F(PluginWorkerTest, APluginThatDoesNotReturnIsAbandoned) {
    start();
    wait_for("ready");
    deliver("hang");
    wait_for("hanging");
    worker.request_stop();
    worker.abandon();
    wait_for("terminated");
    EXPECT_THAT(told.back(), HasSubstr("terminated by SIGKILL"));
    EXPECT_FALSE(worker.is_alive());
}

TEST_F(PluginWorkerTest, AFloodOfLinesIsHeldUpAndLosesNothing) {
    start();
    wait_for("ready");
    deliver("flood");
    wait_for("result");
    EXPECT_EQ(std::count(told.begin(), told.end(), "log the same line again and again"), 100000);
    EXPECT_LE(largest_log, 65536U + 64U);
}

TEST_F(PluginWorkerTest, APluginThatIsAbandonedInAFloodIsLetGo) {
    start();
    wait_for("ready");
    deliver("flood");
    wait_for("again");
    worker.abandon();
    wait_for("terminated by SIGKILL");
    const std::size_t before = told.size();
    io.poll();
    EXPECT_EQ(told.size(), before);
}

TEST_F(PluginWorkerTest, ItsThreadHasItsName) {
    start();
    wait_for("ready");
    deliver("thread name");
    wait_for("result");
    EXPECT_THAT(told, Contains("log obedient"));
}

} // namespace
} // namespace halberd
