#include "core/http/turns.hpp"

#include <gtest/gtest.h>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>

#include <chrono>
#include <optional>
#include <vector>

namespace halberd {
namespace {

struct TurnsTest : ::testing::Test {
    boost::asio::io_context context;
    std::optional<Turns> turns{std::in_place, context};
    std::vector<int> done;
};

void be_busy(std::chrono::milliseconds time) {
    const auto end = std::chrono::steady_clock::now() + time;
    while (std::chrono::steady_clock::now() < end) {
    }
}

TEST_F(TurnsTest, WorkIsDoneInItsOrderAndNotDuringTheCall) {
    turns->add([this] { done.push_back(1); });
    turns->add([this] { done.push_back(2); });
    EXPECT_TRUE(done.empty());
    context.run();
    EXPECT_EQ(done, (std::vector{1, 2}));
}

TEST_F(TurnsTest, WorkMayAddWork) {
    turns->add([this] { turns->add([this] { done.push_back(1); }); });
    context.run();
    EXPECT_EQ(done, std::vector{1});
    context.restart();
    turns->add([this] { done.push_back(2); });
    context.run();
    EXPECT_EQ(done, (std::vector{1, 2}));
}

TEST_F(TurnsTest, WhatElseTheLoopHasToDoComesBetweenLongWorks) {
    turns->add([this] {
        boost::asio::post(context, [this] { done.push_back(0); });
        be_busy(std::chrono::milliseconds(3));
        done.push_back(1);
    });
    turns->add([this] { done.push_back(2); });
    context.run();
    EXPECT_EQ(done, (std::vector{1, 0, 2}));
}

TEST_F(TurnsTest, WorkThatWaitsIsDroppedAtTheEnd) {
    turns->add([this] { done.push_back(1); });
    turns.reset();
    context.run();
    EXPECT_TRUE(done.empty());
}

} // namespace
} // namespace halberd
