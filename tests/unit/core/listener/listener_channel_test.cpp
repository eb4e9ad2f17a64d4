#include "core/listener/listener_channel.hpp"

#include <gtest/gtest.h>

namespace halberd {
namespace {

using Kind = ListenerChannel::Notice::Kind;
using State = ListenerChannel::State;

class ListenerChannelTest : public testing::Test {
 protected:
    void make_busy() {
        channel.read("READY\n");
        channel.sent();
    }
    ListenerChannel channel;
};

TEST_F(ListenerChannelTest, ReadyAndResultGoRoundTheStates) {
    EXPECT_EQ(channel.state(), State::Acknowledged);
    EXPECT_EQ(channel.read("READY\n").at(0).kind, Kind::Ready);
    EXPECT_EQ(channel.state(), State::Ready);
    channel.sent();
    EXPECT_EQ(channel.state(), State::Busy);
    const auto notices = channel.read("RESULT 2\nOK");
    ASSERT_EQ(notices.size(), 1u);
    EXPECT_EQ(notices[0].kind, Kind::Result);
    EXPECT_EQ(notices[0].text, "OK");
    EXPECT_EQ(channel.state(), State::Acknowledged);
}

TEST_F(ListenerChannelTest, ResultAndReadyMayComeInOneWrite) {
    make_busy();
    const auto notices = channel.read("RESULT 4\nFAILREADY\n");
    ASSERT_EQ(notices.size(), 2u);
    EXPECT_EQ(notices[0].text, "FAIL");
    EXPECT_EQ(notices[1].kind, Kind::Ready);
    EXPECT_EQ(channel.state(), State::Ready);
}

TEST_F(ListenerChannelTest, InputMayComeByteByByte) {
    make_busy();
    std::vector<ListenerChannel::Notice> notices;
    for (const char byte : std::string("RESULT 2\nOKREADY\n")) {
        for (auto& notice : channel.read(std::string_view(&byte, 1))) {
            notices.push_back(std::move(notice));
        }
    }
    ASSERT_EQ(notices.size(), 2u);
    EXPECT_EQ(notices[0].text, "OK");
    EXPECT_EQ(notices[1].kind, Kind::Ready);
}

TEST_F(ListenerChannelTest, AResultLineThatIsTooLongBreaksTheProtocolWhereverItIsCut) {
    const std::string line = "RESULT 2" + std::string(1500, ' ') + "\nOK";
    make_busy();
    EXPECT_EQ(channel.read(line).at(0).kind, Kind::Violation);
    channel.reset();
    make_busy();
    EXPECT_TRUE(channel.read(line.substr(0, 1000)).empty());
    EXPECT_EQ(channel.read(line.substr(1000)).at(0).kind, Kind::Violation);
}

TEST_F(ListenerChannelTest, AnEmptyResultIsAResult) {
    make_busy();
    const auto notices = channel.read("RESULT 0\n");
    ASSERT_EQ(notices.size(), 1u);
    EXPECT_EQ(notices[0].text, "");
}

TEST_F(ListenerChannelTest, OtherTextInsteadOfReadyIsAViolation) {
    const auto notices = channel.read("REARY\n");
    ASSERT_EQ(notices.size(), 1u);
    EXPECT_EQ(notices[0].kind, Kind::Violation);
    EXPECT_EQ(notices[0].text, "REARY\n");
    EXPECT_FALSE(notices[0].was_busy);
    EXPECT_EQ(channel.state(), State::Unknown);
}

TEST_F(ListenerChannelTest, TalkingWhileReadyIsAViolation) {
    channel.read("READY\n");
    EXPECT_EQ(channel.read("x").at(0).kind, Kind::Violation);
}

TEST_F(ListenerChannelTest, AMalformedResultLineIsAViolationWhileBusy) {
    for (const char* line : {"RESULT x\n", "RESULT -1\n", "RESULT \n", "hello\n", "RESULT 99999999999999999999\n"}) {
        channel.reset();
        make_busy();
        const auto notices = channel.read(line);
        ASSERT_EQ(notices.size(), 1u) << line;
        EXPECT_EQ(notices[0].kind, Kind::Violation) << line;
        EXPECT_TRUE(notices[0].was_busy) << line;
    }
}

TEST_F(ListenerChannelTest, AnEndlessResultLineIsAViolation) {
    make_busy();
    const auto notices = channel.read(std::string(100'000, 'x'));
    ASSERT_EQ(notices.size(), 1u);
    EXPECT_EQ(notices[0].kind, Kind::Violation);
    EXPECT_EQ(notices[0].text, std::string(200, 'x'));
}

TEST_F(ListenerChannelTest, UnknownIsLeftByARestartOnly) {
    channel.read("bad text");
    EXPECT_TRUE(channel.read("READY\n").empty());
    channel.reset();
    EXPECT_EQ(channel.read("READY\n").at(0).kind, Kind::Ready);
}

} // namespace
} // namespace halberd
