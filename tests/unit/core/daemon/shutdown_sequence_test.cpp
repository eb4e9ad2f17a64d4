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
    bool has_news(const std::string& group) const override { return busy.contains(group); }

    std::vector<std::string> asked;
    std::set<std::string> running;
    std::set<std::string> busy;
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
        sequence->on_progress();
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

TEST_F(ShutdownSequenceTest, ListenersHearOfTheEndsBeforeTheirOwn) {
    groups.running = {"web", "db"};
    groups.busy = {"db"};
    begin();
    end("web");
    EXPECT_THAT(groups.asked, ElementsAre("web", "queue"));
    groups.busy.clear();
    sequence->on_progress();
    io.restart();
    io.poll();
    EXPECT_THAT(groups.asked, ElementsAre("web", "queue", "db"));
}

TEST_F(ShutdownSequenceTest, AListenerThatDoesNotAnswerIsStoppedAfterASecond) {
    groups.running = {"web", "db"};
    groups.busy = {"db"};
    begin();
    const auto before = std::chrono::steady_clock::now();
    end("web");
    while (groups.asked.size() < 3) {
        io.restart();
        io.run_one_for(std::chrono::seconds(10));
    }
    EXPECT_GE(std::chrono::steady_clock::now() - before, std::chrono::seconds(1));
    end("db");
    EXPECT_EQ(done, 1);
}

TEST_F(ShutdownSequenceTest, TheSecondOfTwoBatchesOfListenersHasASecondOfItsOwn) {
    groups.running = {"web"};
    groups.busy = {"db"};
    groups.ends_at_once = true;
    begin(); // web ends, db has news
    EXPECT_THAT(groups.asked, ElementsAre("web", "queue"));
    groups.busy.clear();
    sequence->on_progress();
    io.restart();
    io.poll();
    EXPECT_EQ(done, 1);
    sequence.emplace(io, log, groups, std::vector<std::vector<std::string>>{{"a"}, {"b"}}, [this] { ++done; });
    groups.busy = {"a"};
    io.restart();
    io.poll();
    groups.busy = {"b"};
    groups.asked.clear();
    while (done < 2) {
        io.restart();
        io.run_one_for(std::chrono::seconds(10));
    }
    EXPECT_THAT(groups.asked, ElementsAre("a", "b"));
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
    sequence->on_progress();
    io.restart();
    io.poll();
    EXPECT_EQ(done, 1);
}

} // namespace
} // namespace halberd
