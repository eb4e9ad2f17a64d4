#include "core/process/deadline_queue.hpp"

#include "core/process/process.hpp"
#include "tests/fakes/fake_process_port.hpp"
#include "tests/fakes/recording_log.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace halberd {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::IsEmpty;

class DeadlineQueueTest : public testing::Test {
 protected:
    static ProcessSpec with_startsecs(std::chrono::seconds startsecs) {
        ProcessSpec spec;
        spec.startsecs = startsecs;
        return spec;
    }

    FakeProcessPort port;
    RecordingLog log;
    Process slow{"g", with_startsecs(5s), port, log};
    Process quick{"g", with_startsecs(2s), port, log};
    DeadlineQueue queue;
};

TEST_F(DeadlineQueueTest, HasNothingDueWithoutDeadlines) {
    queue.update(slow);
    EXPECT_EQ(queue.earliest(), std::nullopt);
}

TEST_F(DeadlineQueueTest, OrdersProcessesByTheirDeadlines) {
    for (Process* process : {&slow, &quick}) {
        process->start({});
        queue.update(*process);
    }
    EXPECT_EQ(queue.earliest(), port.steady() + 2s);
    EXPECT_THAT(queue.due(port.steady() + 1s), IsEmpty());
    EXPECT_THAT(queue.due(port.steady() + 5s), ElementsAre(&quick, &slow));
}

TEST_F(DeadlineQueueTest, FollowsADeadlineThatWasMet) {
    quick.start({});
    queue.update(quick);
    port.advance(2s);
    quick.tick();
    queue.update(quick);
    EXPECT_EQ(queue.earliest(), std::nullopt);
}

TEST_F(DeadlineQueueTest, ForgetsARemovedProcess) {
    quick.start({});
    queue.update(quick);
    queue.remove(quick);
    EXPECT_EQ(queue.earliest(), std::nullopt);
}

} // namespace
} // namespace halberd
