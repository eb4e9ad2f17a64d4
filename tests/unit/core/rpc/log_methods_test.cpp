#include "tests/unit/core/rpc/rpc_fixture.hpp"

namespace halberd {
namespace {

class LogMethods : public RpcTest {
 protected:
    LogMethods() {
        control.add("web", "web_00");
        control.add("off", "off", ProcessState::Stopped);
        control.logs["main"] = "0123456789";
        control.logs["web:web_00 stdout"] = "stdout text";
        control.logs["web:web_00 stderr"] = "stderr text";
    }
};

TEST_F(LogMethods, TheMainLogIsReadFromAnOffset) {
    EXPECT_EQ(call("supervisor.readLog", {2, 3}), Value("234"));
    EXPECT_EQ(call("supervisor.readMainLog", {-3, 0}), Value("789"));
    EXPECT_EQ(call("supervisor.readLog", {0, 0}), Value("0123456789"));
}

TEST_F(LogMethods, NumbersMayComeAsTextFractionsOrBooleans) {
    EXPECT_EQ(call("supervisor.readLog", {"1", " 2 "}), Value("12"));
    EXPECT_EQ(call("supervisor.readLog", {1.9, 2.2}), Value("12"));
    EXPECT_EQ(call("supervisor.readLog", {true, "+2"}), Value("12"));
    EXPECT_EQ(call("supervisor.readLog", {"a", 1}), refused("2 INCORRECT_PARAMETERS"));
    EXPECT_EQ(call("supervisor.readLog", {Array{}, 1}), refused("2 INCORRECT_PARAMETERS"));
    EXPECT_EQ(call("supervisor.readLog", {1e300, 1}), refused("2 INCORRECT_PARAMETERS"));
}

TEST_F(LogMethods, ReadFaultsAreThoseOfSupervisor) {
    EXPECT_EQ(call("supervisor.readLog", {-3, 5}), refused("3 BAD_ARGUMENTS"));
    EXPECT_EQ(call("supervisor.readLog", {0, -5}), refused("3 BAD_ARGUMENTS"));
    EXPECT_EQ(call("supervisor.readProcessStdoutLog", {"off", 0, 0}), refused("20 NO_FILE: /log/missing"));
    EXPECT_EQ(call("supervisor.readProcessStdoutLog", {"off", "a", 0}), refused("20 NO_FILE: /log/missing"));
    EXPECT_EQ(call("supervisor.readProcessStdoutLog", {"nosuch", "a", 0}), refused("10 BAD_NAME: nosuch"));
    EXPECT_EQ(call("supervisor.readProcessStdoutLog", {"web:*", 0, 0}), refused("10 BAD_NAME: web:*"));
}

TEST_F(LogMethods, EachStreamHasItsMethods) {
    EXPECT_EQ(call("supervisor.readProcessStdoutLog", {"web:web_00", 0, 6}), Value("stdout"));
    EXPECT_EQ(call("supervisor.readProcessLog", {"web:web_00", 0, 6}), Value("stdout"));
    EXPECT_EQ(call("supervisor.readProcessStderrLog", {"web:web_00", 0, 6}), Value("stderr"));
    EXPECT_EQ(call("supervisor.tailProcessStdoutLog", {"web:web_00", 0, 4}), Value(Array{"text", 11, true}));
    EXPECT_EQ(call("supervisor.tailProcessLog", {"web:web_00", 0, 4}), Value(Array{"text", 11, true}));
    EXPECT_EQ(call("supervisor.tailProcessStderrLog", {"web:web_00", 7, 4}), Value(Array{"text", 11, false}));
}

TEST_F(LogMethods, TailOfAMissingFileIsEmpty) {
    EXPECT_EQ(call("supervisor.tailProcessStdoutLog", {"off", 0, 4}), Value(Array{"", 0, false}));
    EXPECT_EQ(call("supervisor.tailProcessStdoutLog", {"off", "a", 4}), Value(Array{"", 0, false}));
    EXPECT_EQ(call("supervisor.tailProcessStdoutLog", {"web:web_00", "a", 4}), refused("2 INCORRECT_PARAMETERS"));
    EXPECT_EQ(call("supervisor.tailProcessStdoutLog", {"nosuch", 0, 4}), refused("10 BAD_NAME: nosuch"));
}

TEST_F(LogMethods, TheMainLogIsCleared) {
    EXPECT_EQ(call("supervisor.clearLog"), Value(true));
    EXPECT_EQ(control.calls, std::vector<std::string>{"clear main log"});
    control.clear_main_fault = Fault{FaultCode::NoFile, "not shown"};
    EXPECT_EQ(call("supervisor.clearLog"), refused("20 NO_FILE"));
}

TEST_F(LogMethods, LogsOfProcessesAreCleared) {
    control.table[{"off", "off"}].clear_fault = Fault{FaultCode::Failed, "unlink: Permission denied"};
    EXPECT_EQ(call("supervisor.clearProcessLogs", {"web:web_00"}), Value(true));
    EXPECT_EQ(call("supervisor.clearProcessLog", {"web:web_00"}), Value(true));
    EXPECT_EQ(call("supervisor.clearProcessLogs", {"web:*"}), refused("10 BAD_NAME: web:*"));
    EXPECT_EQ(call("supervisor.clearProcessLogs", {"nosuch"}), refused("10 BAD_NAME: nosuch"));
    EXPECT_EQ(call("supervisor.clearProcessLogs", {"off"}), refused("30 FAILED: off"));
    EXPECT_EQ(call("supervisor.clearAllProcessLogs"),
              Value(Array{outcome("web_00", "web", 80, "OK"), outcome("off", "off", 30, "FAILED: off")}));
}

} // namespace
} // namespace halberd
