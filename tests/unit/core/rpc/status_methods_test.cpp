#include "tests/unit/core/rpc/rpc_fixture.hpp"

namespace halberd {
namespace {

using StatusMethods = RpcTest;

TEST_F(StatusMethods, GetProcessStatusTellsWhatGetAllProcessInfoTellsOfThemInTheSameOrder) {
    control.add("web", "b");
    control.add("cat", "cat", ProcessState::Fatal).info.spawn_error = "can't find <command>";
    control.add("web", "a");
    const auto all = call("supervisor.getAllProcessInfo");
    ASSERT_TRUE(all && all->is<Array>());
    Array expected;
    for (const Value& info : *all->get<Array>()) {
        expected.emplace_back(
            Array{*info.member("group"), *info.member("name"), *info.member("state"), *info.member("description")});
    }
    EXPECT_EQ(expected.front(), Value(Array{"cat", "cat", 200, "can't find <command>"}));
    EXPECT_EQ(call("halberd.getProcessStatus"), Value(expected));
}

TEST_F(StatusMethods, WithoutProcessesItIsEmpty) {
    EXPECT_EQ(call("halberd.getProcessStatus"), Value(Array{}));
}

TEST_F(StatusMethods, ItTakesNoArgumentsAndIsRefusedWhileTheDaemonGoesDown) {
    EXPECT_EQ(call("halberd.getProcessStatus", {1}), refused("2 INCORRECT_PARAMETERS"));
    control.supervisor_state = SupervisorState::Shutdown;
    EXPECT_EQ(call("halberd.getProcessStatus"), refused("6 SHUTDOWN_STATE"));
}

} // namespace
} // namespace halberd
