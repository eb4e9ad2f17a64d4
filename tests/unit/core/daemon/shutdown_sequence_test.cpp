#include "core/daemon/shutdown_sequence.hpp"
#include "tests/fakes/recording_log.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <boost/asio/io_context.hpp>

#include <set>

namespace halberd {
namespace {

using testing::ElementsAre;

class FakeGroups : public ShutdownSequence::Groups {
 public:
    void stop_group(const std::string& group) override {
        asked.push_back(group);
        if (ends_at_once) {
            running.erase(group);
        }
    }
    std::vector<std::string> unstopped() const override { return {running.begin(), running.end()}; }
    bool is_stopped(const std::string& group) const override { return !running.contains(group); }

    std::vector<std::string> asked;
    std::set<std::string> running;
    bool ends_at_once = false;
};

class ShutdownSequenceTest : public testing::Test {
 protected:
    void begin() {
        sequence.emplace(io, log, groups, std::vector<std::vector<std::string>>{{"web", "queue"}, {"db"}},
                         [this] { ++done; });
        io.poll();
    }
    void end(const std::string& group) {
        groups.running.erase(group);
        sequence->on_transition();
        io.restart();
        io.poll();
    }

    boost::asio::io_context io;
    RecordingLog log;
    FakeGroups groups;
    int done = 0;
    std::optional<ShutdownSequence> sequence;
};

TEST_F(ShutdownSequenceTest, StopsTheNextBatchWhenTheOneBeforeHasEnded) {
    groups.running = {"web", "queue", "db"};
    begin();
    EXPECT_THAT(groups.asked, ElementsAre("web", "queue"));
    end("web");
    EXPECT_THAT(groups.asked, ElementsAre("web", "queue"));
    end("queue");
    EXPECT_THAT(groups.asked, ElementsAre("web", "queue", "db"));
    EXPECT_EQ(done, 0);
    end("db");
    EXPECT_EQ(done, 1);
}

TEST_F(ShutdownSequenceTest, SaysWhomItWaitsFor) {
    groups.running = {"db", "web"};
    begin();
    EXPECT_THAT(log.lines, ElementsAre("INFO waiting for db, web to die"));
}

TEST_F(ShutdownSequenceTest, WaitsForNobodyWhomTheStopHasEndedAtOnce) {
    groups.running = {"web"};
    groups.ends_at_once = true;
    begin();
    EXPECT_TRUE(log.lines.empty());
}

TEST_F(ShutdownSequenceTest, IsDoneAtOnceWhenNothingRuns) {
    begin();
    EXPECT_EQ(done, 1);
    EXPECT_TRUE(log.lines.empty());
}

TEST_F(ShutdownSequenceTest, IsDoneOnlyOnce) {
    begin();
    sequence->on_transition();
    io.restart();
    io.poll();
    EXPECT_EQ(done, 1);
}

} // namespace
} // namespace halberd
