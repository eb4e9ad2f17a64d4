#include "core/events/event.hpp"

#include <gtest/gtest.h>

namespace halberd {
namespace {

// The expected texts were read off Debian's supervisord 4.2.5.
struct StateCase {
    ProcessState to;
    std::string payload;
};

class ProcessStatePayload : public testing::TestWithParam<StateCase> {};

TEST_P(ProcessStatePayload, IsSupervisors) {
    const ProcessStateEvent event{{"g", "p"}, ProcessState::Running, GetParam().to, 42, 2, false, {}};
    EXPECT_EQ(payload_of(event), "processname:p groupname:g from_state:RUNNING" + GetParam().payload);
    EXPECT_EQ(name_of(type_of(event)), "PROCESS_STATE_" + std::string(name_of(GetParam().to)));
}

INSTANTIATE_TEST_SUITE_P(
    AllStates, ProcessStatePayload,
    testing::Values(StateCase{ProcessState::Stopped, " pid:42"}, StateCase{ProcessState::Starting, " tries:2"},
                    StateCase{ProcessState::Running, " pid:42"}, StateCase{ProcessState::Backoff, " tries:2"},
                    StateCase{ProcessState::Stopping, " pid:42"}, StateCase{ProcessState::Exited, " expected:0 pid:42"},
                    StateCase{ProcessState::Fatal, ""}, StateCase{ProcessState::Unknown, ""}));

TEST(EventPayload, OfOtherEvents) {
    EXPECT_EQ(payload_of(ProcessLogEvent{{"g", "p"}, 7, Stream::Stderr, "x\n"}),
              "processname:p groupname:g pid:7 channel:stderr\nx\n");
    EXPECT_EQ(payload_of(ProcessCommunicationEvent{{"g", "p"}, 7, Stream::Stdout, "x"}),
              "processname:p groupname:g pid:7\nx");
    EXPECT_EQ(payload_of(RemoteCommunicationEvent{"t", "d"}), "type:t\nd");
    EXPECT_EQ(payload_of(ProcessGroupEvent{ProcessGroupEvent::Change::Added, "g"}), "groupname:g\n");
    EXPECT_EQ(payload_of(TickEvent{std::chrono::seconds(60), std::chrono::seconds(1800000000)}), "when:1800000000");
    EXPECT_EQ(payload_of(SupervisorStateEvent{}), "");
}

} // namespace
} // namespace halberd
