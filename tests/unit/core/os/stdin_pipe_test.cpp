#include "core/os/stdin_pipe.hpp"

#include "tests/unit/core/os/os_test_support.hpp"

#include <fcntl.h>
#include <gtest/gtest.h>

#include <cerrno>
#include <csignal>
#include <optional>

namespace halberd {
namespace {

constexpr std::size_t Limit = 100'000;

class StdinPipeTest : public testing::Test {
 protected:
    StdinPipeTest() {
        int ends[2] = {-1, -1};
        EXPECT_EQ(::pipe2(ends, O_CLOEXEC | O_NONBLOCK), 0);
        reader.reset(ends[0]);
        pipe.emplace(context, UniqueFd(ends[1]), Limit);
    }
    // Everything that can be read at this moment.
    std::string read_available() {
        std::string bytes;
        std::vector<char> buffer(65536);
        for (;;) {
            const ssize_t count = ::read(reader.get(), buffer.data(), buffer.size());
            if (count <= 0) {
                return bytes;
            }
            bytes.append(buffer.data(), static_cast<std::size_t>(count));
        }
    }
    // Fills the pipe, so that something is queued.
    std::string fill() {
        std::string bytes(80'000, 'x');
        EXPECT_TRUE(pipe->write(bytes));
        EXPECT_GT(pipe->queued(), 0u);
        return bytes;
    }

    void SetUp() override { before = ::signal(SIGPIPE, SIG_IGN); }
    void TearDown() override { ::signal(SIGPIPE, before); }

    sighandler_t before = SIG_DFL;
    boost::asio::io_context context;
    UniqueFd reader;
    std::optional<StdinPipe> pipe;
};

TEST_F(StdinPipeTest, WhatThePipeTakesIsWrittenAtOnce) {
    ASSERT_TRUE(pipe->write("hello "));
    ASSERT_TRUE(pipe->write("world"));
    EXPECT_EQ(read_available(), "hello world");
    EXPECT_EQ(pipe->queued(), 0u);
}

TEST_F(StdinPipeTest, WhatItDoesNotTakeFollowsInOrderWhenTheChildReads) {
    std::string expected = fill();
    ASSERT_TRUE(pipe->write("end"));
    expected += "end";
    std::string seen;
    ASSERT_TRUE(run_until(context, [&] {
        seen += read_available();
        return seen.size() >= expected.size();
    }));
    EXPECT_EQ(seen, expected);
    EXPECT_EQ(pipe->queued(), 0u);
}

TEST_F(StdinPipeTest, TheQueueIsBoundedAndARefusedWriteLeavesNothingBehind) {
    fill();
    const std::size_t queued = pipe->queued();
    const Result<void> written = pipe->write(std::string(Limit - queued + 1, 'y'));
    ASSERT_FALSE(written);
    EXPECT_EQ(written.error().errno_code, ENOBUFS);
    EXPECT_EQ(pipe->queued(), queued);
    EXPECT_TRUE(pipe->write(std::string(Limit - queued, 'z')));
}

TEST_F(StdinPipeTest, AnEmptyQueueTakesAnySize) {
    EXPECT_TRUE(pipe->write(std::string(10 * Limit, 'x')));
    EXPECT_GT(pipe->queued(), Limit);
}

TEST_F(StdinPipeTest, WritingToAChildThatHasClosedItsEndIsEpipe) {
    reader.reset();
    for (int attempt = 0; attempt < 2; ++attempt) {
        const Result<void> written = pipe->write("x");
        ASSERT_FALSE(written);
        EXPECT_EQ(written.error().errno_code, EPIPE);
        EXPECT_FALSE(pipe->is_open());
    }
}

TEST_F(StdinPipeTest, AChildThatClosesItsEndWhileBytesWaitIsReportedOnce) {
    int broken = 0;
    pipe->set_on_broken([&] {
        ++broken;
        pipe.reset();
    });
    fill();
    reader.reset();
    ASSERT_TRUE(run_until(context, [&] { return broken > 0; }));
    context.poll();
    EXPECT_EQ(broken, 1);
}

TEST_F(StdinPipeTest, AfterCloseTheChildReadsTheEnd) {
    ASSERT_TRUE(pipe->write("x"));
    pipe->close();
    EXPECT_EQ(read_to_end(reader), "x");
}

TEST_F(StdinPipeTest, AnIdlePipeKeepsNothingOnTheLoop) {
    ASSERT_TRUE(pipe->write("x"));
    context.restart();
    EXPECT_EQ(context.run(), 0u);
}

} // namespace
} // namespace halberd
