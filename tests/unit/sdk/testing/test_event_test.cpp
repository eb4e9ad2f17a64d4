#include "sdk/testing/test_event.hpp"

#include <gtest/gtest.h>

namespace halberd::test {
namespace {

void expect(const TestEvent& made, const std::string& name, const std::string& payload) {
    EXPECT_EQ(made.name(), name);
    EXPECT_EQ(made.payload(), payload);
    EXPECT_EQ(made.event().name(), name);
    EXPECT_EQ(made.event().payload(), payload);
}

// The payloads of Supervisor's manual.
TEST(TestEventTest, StatesHaveTheTokensOfTheirs) {
    expect(process_starting("cat", "pets"), "PROCESS_STATE_STARTING",
           "processname:cat groupname:pets from_state:STOPPED tries:0");
    expect(process_running("cat", "pets", 2766), "PROCESS_STATE_RUNNING",
           "processname:cat groupname:pets from_state:STARTING pid:2766");
    expect(process_backoff("cat", "pets", 3), "PROCESS_STATE_BACKOFF",
           "processname:cat groupname:pets from_state:STARTING tries:3");
    expect(process_exited("cat", "pets", false, 2766), "PROCESS_STATE_EXITED",
           "processname:cat groupname:pets from_state:RUNNING expected:0 pid:2766");
    expect(process_stopped("cat", "pets", 2766), "PROCESS_STATE_STOPPED",
           "processname:cat groupname:pets from_state:STOPPING pid:2766");
    expect(process_fatal("cat", "pets"), "PROCESS_STATE_FATAL", "processname:cat groupname:pets from_state:BACKOFF");
}

TEST(TestEventTest, OutputHasItsDataAfterTheFirstLine) {
    expect(process_log("cat", "pets", "stderr", "miaow\n"), "PROCESS_LOG_STDERR",
           "processname:cat groupname:pets pid:4711 channel:stderr\nmiaow\n");
    expect(process_communication("cat", "pets", "stdout", "hungry"), "PROCESS_COMMUNICATION_STDOUT",
           "processname:cat groupname:pets pid:4711\nhungry");
    expect(remote_communication("deploy", "web"), "REMOTE_COMMUNICATION", "type:deploy\nweb");
}

TEST(TestEventTest, TheOthersAreAsTheManualSays) {
    expect(tick(std::chrono::seconds(60), std::chrono::system_clock::time_point(std::chrono::seconds(1201063860))),
           "TICK_60", "when:1201063860");
    expect(process_group_added("pets"), "PROCESS_GROUP_ADDED", "groupname:pets\n");
    expect(process_group_removed("pets"), "PROCESS_GROUP_REMOVED", "groupname:pets\n");
    expect(supervisor_running(), "SUPERVISOR_STATE_CHANGE_RUNNING", "");
    expect(supervisor_stopping(), "SUPERVISOR_STATE_CHANGE_STOPPING", "");
}

TEST(TestEventTest, ACopyOutlivesTheOriginal) {
    auto original = std::make_unique<TestEvent>(process_running("a-name-that-is-not-short", "pets"));
    const TestEvent copy = *original;
    original.reset();
    EXPECT_EQ(copy.event().process_state()->process_name, "a-name-that-is-not-short");
}

} // namespace
} // namespace halberd::test
