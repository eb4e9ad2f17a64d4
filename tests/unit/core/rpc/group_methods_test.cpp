#include "tests/unit/core/rpc/rpc_fixture.hpp"

namespace halberd {
namespace {

using GroupMethods = RpcTest;

std::string level_number(LogLevel level) {
    return std::to_string(static_cast<int>(level));
}

TEST_F(GroupMethods, GroupsAreNamed) {
    control.editor.names = {"pets", "web"};
    EXPECT_EQ(call("halberd.getGroupNames"), Value(Array{"pets", "web"}));
}

TEST_F(GroupMethods, AProgramIsAddedWithItsOptionsAsTexts) {
    EXPECT_EQ(call("halberd.addProgramToGroup",
                   {"pets", "cat", Struct{{"command", "/bin/cat"}, {"numprocs", 2}, {"autostart", false}}}),
              Value(true));
    EXPECT_EQ(control.editor.asked.at(0), "add cat to pets: command=/bin/cat numprocs=2 autostart=false");
}

TEST_F(GroupMethods, OptionsThatAreNoTextsAreRefused) {
    EXPECT_EQ(call("halberd.addProgramToGroup", {"pets", "cat", "command=x"}), refused("2 INCORRECT_PARAMETERS"));
    EXPECT_EQ(call("halberd.addProgramToGroup", {"pets", "cat", Struct{{"command", Array{}}}}),
              refused("2 INCORRECT_PARAMETERS: command is neither a text nor a number"));
    EXPECT_TRUE(control.editor.asked.empty());
}

TEST_F(GroupMethods, FaultsOfTheDaemonArePassedOn) {
    control.editor.answer = fault(FaultCode::BadName, "group: pets");
    EXPECT_EQ(call("halberd.addProgramToGroup", {"pets", "cat", Struct{}}), refused("10 BAD_NAME: group: pets"));
    control.editor.answer = fault(FaultCode::StillRunning, "cat");
    EXPECT_EQ(call("halberd.removeProcessFromGroup", {"pets", "cat"}), refused("91 STILL_RUNNING: cat"));
    EXPECT_EQ(control.editor.asked.back(), "remove pets:cat");
}

TEST_F(GroupMethods, AMessageIsLoggedAtItsLevel) {
    for (const auto& [level, expected] : std::initializer_list<std::pair<Value, LogLevel>>{
             {"WARN", LogLevel::Warning}, {"info", LogLevel::Info}, {50, LogLevel::Critical}, {3, LogLevel::Blather}}) {
        EXPECT_EQ(call("halberd.log", {"hello", level}), Value(true));
        EXPECT_EQ(control.editor.asked.back(), "log " + level_number(expected) + " hello");
    }
    EXPECT_EQ(call("halberd.log", {"hello"}), Value(true));
    EXPECT_EQ(control.editor.asked.back(), "log " + level_number(LogLevel::Info) + " hello");
    for (const Value& level : {Value("LOUD"), Value(7), Value(true)}) {
        EXPECT_EQ(call("halberd.log", {"hello", level}), refused("2 INCORRECT_PARAMETERS"));
    }
}

TEST_F(GroupMethods, NothingIsDoneWhileTheDaemonGoesDown) {
    control.supervisor_state = SupervisorState::Shutdown;
    EXPECT_EQ(call("halberd.log", {"hello"}), refused("6 SHUTDOWN_STATE"));
    EXPECT_EQ(call("halberd.removeProcessFromGroup", {"pets", "cat"}), refused("6 SHUTDOWN_STATE"));
}

} // namespace
} // namespace halberd
