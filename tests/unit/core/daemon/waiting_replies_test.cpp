#include "core/daemon/waiting_replies.hpp"
#include "tests/fakes/fake_process_port.hpp"
#include "tests/fakes/recording_log.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <boost/asio/io_context.hpp>

#include <optional>

namespace halberd {
namespace {

using namespace std::chrono_literals;
using testing::Contains;

ProcessSpec named(const char* name) {
    ProcessSpec spec;
    spec.name = name;
    return spec;
}

class WaitingRepliesTest : public testing::Test {
 protected:
    WaitingRepliesTest() { process.start(request); }

    Control::Reply into(std::optional<Answer<void>>& place) {
        return [&place](Answer<void> given) { place = std::move(given); };
    }
    void transition() {
        waiting.on_transition(process);
        io.restart();
        io.poll();
    }

    boost::asio::io_context io;
    RecordingLog log;
    FakeProcessPort port;
    const Cause request{Cause::Kind::Request, {}, {}, {}};
    Process process{"p", named("p"), port, log};
    Process other{"q", named("q"), port, log};
    WaitingReplies waiting{io, log};
    std::optional<Answer<void>> answer;
};

TEST_F(WaitingRepliesTest, AStartIsAnsweredWhenTheProcessIsRunning) {
    waiting.until_running(process, into(answer));
    transition();
    EXPECT_FALSE(answer);
    port.advance(1s);
    process.tick();
    transition();
    ASSERT_TRUE(answer);
    EXPECT_TRUE(answer->has_value());
}

TEST_F(WaitingRepliesTest, AnEarlyExitIsASpawnError) {
    waiting.until_running(process, into(answer));
    process.on_exit(WaitStatus::from_exit_code(1));
    transition();
    ASSERT_TRUE(answer);
    EXPECT_EQ(answer->error().code, FaultCode::SpawnError);
}

TEST_F(WaitingRepliesTest, BeingStoppedMeanwhileIsAnAbnormalTermination) {
    waiting.until_running(process, into(answer));
    static_cast<void>(process.stop(request));
    transition();
    ASSERT_TRUE(answer);
    EXPECT_EQ(answer->error().code, FaultCode::AbnormalTermination);
}

TEST_F(WaitingRepliesTest, AStopIsAnsweredWhenTheProcessHasEnded) {
    static_cast<void>(process.stop(request));
    waiting.until_stopped(process, into(answer));
    transition();
    EXPECT_FALSE(answer);
    EXPECT_THAT(log.lines, Contains("INFO waiting for p to stop"));
    process.on_exit(WaitStatus::from_signal(15));
    transition();
    ASSERT_TRUE(answer);
    EXPECT_TRUE(answer->has_value());
}

TEST_F(WaitingRepliesTest, EachProcessThatIsWaitedForIsNamedAtOnce) {
    other.start(request);
    for (Process* each : {&process, &other}) {
        static_cast<void>(each->stop(request));
        waiting.until_stopped(*each, into(answer));
    }
    EXPECT_THAT(log.lines, Contains("INFO waiting for p to stop"));
    EXPECT_THAT(log.lines, Contains("INFO waiting for q to stop"));
}

TEST_F(WaitingRepliesTest, AReplyNeverComesInsideTheCall) {
    static_cast<void>(process.stop(request));
    process.on_exit(WaitStatus::from_signal(15));
    waiting.until_stopped(process, into(answer));
    EXPECT_FALSE(answer);
    transition();
    EXPECT_TRUE(answer);
}

} // namespace
} // namespace halberd
