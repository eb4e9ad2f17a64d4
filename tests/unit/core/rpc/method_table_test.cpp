#include "tests/unit/core/rpc/rpc_fixture.hpp"

#include <map>
#include <set>

namespace halberd {
namespace {

class MethodTableTest : public RpcTest {
 protected:
    MethodTableTest() { control.add("cat", "cat"); }

    static std::string denied(const std::string& method, const std::string& needed, const std::string& has) {
        return "30 FAILED: access denied: " + method + " needs the role " + needed + ", viewer has " + has;
    }
};

TEST_F(MethodTableTest, ACallerWithoutTheRoleIsRefusedAndNothingHappens) {
    caller.role = Role::Read;
    EXPECT_EQ(call("supervisor.stopProcess", {"cat"}), refused(denied("supervisor.stopProcess", "operate", "read")));
    caller.role = Role::Operate;
    EXPECT_EQ(call("supervisor.shutdown"), refused(denied("supervisor.shutdown", "admin", "operate")));
    EXPECT_EQ(control.calls, std::vector<std::string>{});
}

TEST_F(MethodTableTest, ARoleIncludesThoseBeforeIt) {
    caller.role = Role::Operate;
    EXPECT_EQ(call("supervisor.stopProcess", {"cat"}), Value(true));
    EXPECT_EQ(call("supervisor.getPID"), Value(42));
    caller.role = Role::Admin;
    EXPECT_EQ(call("supervisor.startProcess", {"cat"}), Value(true));
}

TEST_F(MethodTableTest, TheRefusalNamesWhereACallerWithoutNameIs) {
    caller = Caller{"", Role::Read, "unix pid 7 uid 8"};
    EXPECT_EQ(call("supervisor.clearLog"),
              refused("30 FAILED: access denied: supervisor.clearLog needs the role admin, "
                      "unix pid 7 uid 8 has read"));
}

TEST_F(MethodTableTest, FrontEndsTellARefusalFromOtherFailures) {
    caller.role = Role::Read;
    MethodAnswer answer;
    const auto take = [&](MethodAnswer given) { answer = std::move(given); };
    methods.call("supervisor.stopProcess", {"cat"}, caller, take);
    ASSERT_FALSE(answer);
    EXPECT_TRUE(answer.error().is_access_denied);
    methods.call("supervisor.getProcessInfo", {"nosuch"}, caller, take);
    ASSERT_FALSE(answer);
    EXPECT_FALSE(answer.error().is_access_denied);
}

TEST_F(MethodTableTest, EachCallOfAMulticallIsJudgedByItself) {
    caller.role = Role::Read;
    const auto result = call("system.multicall", {Array{
                                                     Struct{{"methodName", "supervisor.getPID"}},
                                                     Struct{{"methodName", "supervisor.shutdown"}},
                                                 }});
    EXPECT_EQ(result,
              Value(Array{
                  42,
                  Struct{{"faultCode", 30}, {"faultString", denied("supervisor.shutdown", "admin", "read").substr(3)}},
              }));
}

// Whoever adds a method decides what it needs, and says so here.
TEST_F(MethodTableTest, WhatOnlyLooksNeedsTheRoleRead) {
    std::map<Role, std::set<std::string>> needing;
    for (const std::string& name : methods.names()) {
        needing[methods.find(name)->role].insert(name);
    }
    EXPECT_EQ(needing[Role::Operate],
              (std::set<std::string>{
                  "halberd.rotateProcessLogs", "supervisor.clearAllProcessLogs", "supervisor.clearProcessLog",
                  "supervisor.clearProcessLogs", "supervisor.sendProcessStdin", "supervisor.sendRemoteCommEvent",
                  "supervisor.signalAllProcesses", "supervisor.signalProcess", "supervisor.signalProcessGroup",
                  "supervisor.startAllProcesses", "supervisor.startProcess", "supervisor.startProcessGroup",
                  "supervisor.stopAllProcesses", "supervisor.stopProcess", "supervisor.stopProcessGroup"}));
    EXPECT_EQ(needing[Role::Admin],
              (std::set<std::string>{"halberd.addProgramToGroup", "halberd.log", "halberd.removeProcessFromGroup",
                                     "halberd.updateProcessGroup", "supervisor.addProcessGroup", "supervisor.clearLog",
                                     "supervisor.reloadConfig", "supervisor.removeProcessGroup", "supervisor.restart",
                                     "supervisor.shutdown"}));
    EXPECT_EQ(needing[Role::Read].count("supervisor.getAllProcessInfo"), 1U);
}

} // namespace
} // namespace halberd
