#include "core/plugin/rpc_plugin_worker.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>

#include <chrono>

namespace halberd {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using namespace std::chrono_literals;

// The loop, and what the replies were, in their order.
class RpcPluginWorkerTest : public testing::Test {
 protected:
    void TearDown() override { worker.stop(20s); }

    void start(const std::vector<std::string>& arguments = {}) {
        const auto library = PluginLibrary::load(OBEDIENT_PLUGIN);
        ASSERT_TRUE(library) << library.error();
        ASSERT_TRUE(worker.start(*library, arguments));
    }

    void call(const std::string& request) {
        worker.call(request, [this](const tl::expected<std::string, std::string>& answer) {
            told.push_back(answer ? *answer : "no answer: " + answer.error());
        });
    }

    // Runs the loop until so many replies have come.
    void wait_for(std::size_t replies) {
        wait_until([&] { return told.size() >= replies; });
        EXPECT_EQ(told.size(), replies);
    }

    template <class Condition>
    void wait_until(Condition is_met) {
        const auto give_up = std::chrono::steady_clock::now() + 20s;
        while (!is_met() && std::chrono::steady_clock::now() < give_up) {
            io.run_one_for(1s);
        }
        EXPECT_TRUE(is_met());
    }

    boost::asio::io_context io;
    boost::asio::executor_work_guard<boost::asio::io_context::executor_type> work{io.get_executor()};
    std::vector<std::string> told;
    std::string log;
    std::function<void(std::string)> daemon_answer; // to the call that the plugin makes of the daemon
    RpcPluginWorker worker{
        "obedient",
        {[this](std::function<void()> task) { boost::asio::post(io, std::move(task)); },
         [this](std::string_view lines) { log += lines; },
         [this](const std::string&, std::function<void(std::string)> answer) { daemon_answer = std::move(answer); },
         {}}};
};

TEST_F(RpcPluginWorkerTest, CallsAreCarriedOutInTheirOrder) {
    start();
    for (const char* request : {"one", "two", "three"}) {
        call(request);
    }
    wait_for(3);
    EXPECT_THAT(told, ElementsAre("one", "two", "three"));
}

TEST_F(RpcPluginWorkerTest, ACallThatIsRefusedHasItsText) {
    start();
    call("refuse");
    call("go on");
    wait_for(2);
    EXPECT_THAT(told, ElementsAre("no answer: refused as asked", "go on"));
}

TEST_F(RpcPluginWorkerTest, WhatThePluginAsksOfTheDaemonMayBeAnsweredLater) {
    start();
    call("ask");
    wait_until([&] { return daemon_answer != nullptr; });
    EXPECT_TRUE(told.empty());
    daemon_answer("the daemon's answer");
    wait_for(1);
    EXPECT_THAT(told, ElementsAre("the daemon's answer"));
}

TEST_F(RpcPluginWorkerTest, APluginThatRefusesToBeCreatedIsTheReasonWhyThereIsNoAnswer) {
    start({"--refuse"});
    call("one");
    wait_for(1);
    call("two");
    EXPECT_EQ(told.size(), 1U) << "a reply comes later, never during the call";
    wait_for(2);
    EXPECT_THAT(told, ElementsAre("no answer: refused as asked", "no answer: refused as asked"));
    EXPECT_EQ(log, "refused as asked\n");
}

TEST_F(RpcPluginWorkerTest, AnEndWhileThePluginWaitsForTheDaemonIsAnEndForIt) {
    start();
    call("ask");
    wait_until([&] { return daemon_answer != nullptr; });
    call("another");
    EXPECT_TRUE(worker.stop(20s));
    daemon_answer("too late");
    wait_for(2);
    EXPECT_THAT(told, ElementsAre("no answer: it has ended", "no answer: it has ended"));
    call("after the end");
    wait_for(3);
    EXPECT_EQ(told.back(), "no answer: it has ended");
}

TEST_F(RpcPluginWorkerTest, APluginThatDoesNotReturnIsAbandoned) {
    start();
    call("hang");
    wait_until([&] { return log == "hanging\n"; });
    EXPECT_FALSE(worker.stop(1ms));
    wait_for(1);
    EXPECT_EQ(told.back(), "no answer: it has ended");
}

TEST_F(RpcPluginWorkerTest, MoreThanAHundredCallsDoNotWait) {
    start();
    call("ask");
    wait_until([&] { return daemon_answer != nullptr; });
    for (int number = 2; number <= 101; ++number) {
        call(std::to_string(number));
    }
    wait_for(1);
    EXPECT_THAT(told.front(), HasSubstr("100 calls wait for it already"));
    daemon_answer("the daemon's answer");
    wait_for(101);
    EXPECT_EQ(told[1], "the daemon's answer");
    EXPECT_EQ(told.back(), "100");
}

} // namespace
} // namespace halberd
