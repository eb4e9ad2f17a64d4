#include "tests/unit/core/rpc/rpc_fixture.hpp"

namespace halberd {
namespace {

using DaemonMethods = RpcTest;

TEST_F(DaemonMethods, ClientsSeeTheVersionsOfSupervisor) {
    EXPECT_EQ(call("supervisor.getSupervisorVersion"), Value("4.2.5"));
    EXPECT_EQ(call("supervisor.getAPIVersion"), Value("3.0"));
    EXPECT_EQ(call("supervisor.getVersion"), Value("3.0"));
}

TEST_F(DaemonMethods, TheDaemonDescribesItself) {
    EXPECT_EQ(call("supervisor.getIdentification"), Value("supervisor"));
    EXPECT_EQ(call("supervisor.getPID"), Value(42));
    EXPECT_EQ(call("supervisor.getState"), Value(Struct{{"statecode", 1}, {"statename", "RUNNING"}}));
}

TEST_F(DaemonMethods, ShutdownAndRestartAnswerTrue) {
    EXPECT_EQ(call("supervisor.shutdown"), Value(true));
    control.supervisor_state = SupervisorState::Running;
    EXPECT_EQ(call("supervisor.restart"), Value(true));
    EXPECT_EQ(control.calls, (std::vector<std::string>{"shutdown", "restart"}));
}

TEST_F(DaemonMethods, ARestartWithABrokenConfigurationIsRefusedWithItsErrors) {
    control.changes = fault(FaultCode::CantReread, "s.conf:3: parsing error");
    EXPECT_EQ(call("supervisor.restart"), refused("92 CANT_REREAD: s.conf:3: parsing error"));
    EXPECT_EQ(control.state(), SupervisorState::Running);
}

TEST_F(DaemonMethods, RemoteCommunicationTakesAnythingAsText) {
    EXPECT_EQ(call("supervisor.sendRemoteCommEvent", {"type", "data"}), Value(true));
    EXPECT_EQ(call("supervisor.sendRemoteCommEvent", {5, true}), Value(true));
    EXPECT_EQ(call("supervisor.sendRemoteCommEvent", {"type", Array{"a", 1}}), Value(true));
    EXPECT_EQ(control.remote_events,
              (std::vector<std::pair<std::string, std::string>>{{"type", "data"}, {"5", "True"}, {"type", "['a', 1]"}}));
}

// Supervisor refuses all but sendRemoteCommEvent, and judges the number of arguments first.
TEST_F(DaemonMethods, EveryMethodButOneIsRefusedWhileTheDaemonGoesDown) {
    for (const auto state : {SupervisorState::Shutdown, SupervisorState::Restarting}) {
        control.supervisor_state = state;
        for (const std::string& name : methods.names()) {
            const std::size_t required = methods.find(name)->arity.required;
            if (name.starts_with("supervisor.") && name != "supervisor.sendRemoteCommEvent") {
                EXPECT_EQ(call(name, Array(required, Value("x"))), refused("6 SHUTDOWN_STATE")) << name;
            }
        }
        EXPECT_EQ(call("supervisor.getState", {1}), refused("2 INCORRECT_PARAMETERS"));
        EXPECT_EQ(call("supervisor.sendRemoteCommEvent", {"a", "b"}), Value(true));
        EXPECT_TRUE(call("system.listMethods"));
    }
    EXPECT_EQ(control.calls, std::vector<std::string>{});
}

TEST_F(DaemonMethods, AFatalDaemonStillAnswers) {
    control.supervisor_state = SupervisorState::Fatal;
    EXPECT_EQ(call("supervisor.getState"), Value(Struct{{"statecode", 2}, {"statename", "FATAL"}}));
}

} // namespace
} // namespace halberd
