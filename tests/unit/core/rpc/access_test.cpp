#include "core/rpc/access.hpp"

#include "tests/unit/core/rpc/rpc_fixture.hpp"

namespace halberd {
namespace {

// What the audit log says of calls; the fixture's audit log is switched on.
class AccessTest : public RpcTest {
 protected:
    AccessTest() {
        control.add("web", "web_00");
        caller = Caller{"admin", Role::Admin, "127.0.0.1:40312"};
    }

    // The lines since the last look.
    std::vector<std::string> lines() { return std::exchange(audit.lines, {}); }
    static std::vector<std::string> line(const std::string& text) { return {"INFO audit: " + text}; }
};

TEST_F(AccessTest, AChangeIsOneLineOfWhoFromWhereWhatAndTheResult) {
    call("supervisor.clearProcessLogs", {"web:web_00"});
    EXPECT_EQ(lines(), line("admin (127.0.0.1:40312) supervisor.clearProcessLogs('web:web_00'): done"));
    caller = Caller{"", Role::Admin, "unix pid 7 uid 0"};
    call("supervisor.clearProcessLogs", {"nosuch"});
    EXPECT_EQ(lines(), line("unix pid 7 uid 0 supervisor.clearProcessLogs('nosuch'): BAD_NAME: nosuch"));
}

TEST_F(AccessTest, LookingIsNotRecorded) {
    call("supervisor.getAllProcessInfo");
    call("system.listMethods");
    call("supervisor.nosuch");
    EXPECT_EQ(lines(), std::vector<std::string>{});
}

TEST_F(AccessTest, ARefusalIsRecorded) {
    caller.role = Role::Operate;
    call("supervisor.shutdown");
    EXPECT_EQ(lines(), line("admin (127.0.0.1:40312) supervisor.shutdown(): FAILED: access denied: supervisor.shutdown "
                            "needs the role admin, admin has operate"));
}

TEST_F(AccessTest, WhatTakesTimeIsRecordedWhenItBeginsAndAgainWhenItFails) {
    control.hold_replies = true;
    send("supervisor.stopProcess", {"web:web_00"});
    control.run_replies();
    const std::string request = "admin (127.0.0.1:40312) supervisor.stopProcess('web:web_00'): ";
    EXPECT_EQ(lines(), line(request + "under way"));
    control.release({"web", "web_00"});
    EXPECT_EQ(lines(), std::vector<std::string>{});
    control.table[{"web", "web_00"}].start_fault = Fault{FaultCode::SpawnError, {}};
    call("supervisor.startProcess", {"web:web_00", true});
    const std::string failing = "INFO audit: admin (127.0.0.1:40312) supervisor.startProcess('web:web_00', True): ";
    EXPECT_EQ(lines(), (std::vector<std::string>{failing + "under way", failing + "SPAWN_ERROR: web:web_00"}));
}

TEST_F(AccessTest, EachCallOfAMulticallIsRecorded) {
    call("system.multicall",
         {Array{Struct{{"methodName", "supervisor.clearLog"}}, Struct{{"methodName", "supervisor.getPID"}},
                Struct{{"methodName", "supervisor.clearAllProcessLogs"}}}});
    EXPECT_EQ(lines().size(), 2U);
}

TEST_F(AccessTest, WhatMayBeSecretIsNotShown) {
    call("supervisor.sendProcessStdin", {"web:web_00", "my password\n"});
    EXPECT_EQ(lines(), line("admin (127.0.0.1:40312) supervisor.sendProcessStdin('web:web_00', <12 bytes>): done"));
    call("supervisor.sendRemoteCommEvent", {"token", "secret"});
    call("halberd.addProgramToGroup", {"web", "new", Struct{{"command", "cat"}, {"environment", "P=secret"}}});
    for (const std::string& written : lines()) {
        EXPECT_EQ(written.find("secret"), std::string::npos) << written;
    }
}

TEST_F(AccessTest, NobodyCanForgeALine) {
    caller.user = "x\n2026-11-26 INFO audit: root";
    call("supervisor.clearProcessLogs", {"a\nb'" + std::string(10'000, 'x')});
    const auto written = lines();
    ASSERT_EQ(written.size(), 1U);
    EXPECT_EQ(written[0].find('\n'), std::string::npos);
    EXPECT_LT(written[0].size(), 600U);
}

TEST_F(AccessTest, WithoutAnAuditLogNothingIsRecorded) {
    const Access silent;
    const auto permit = silent.admit(caller, Role::Admin, "x", [] {
        ADD_FAILURE() << "nobody reads that";
        return std::string();
    });
    ASSERT_TRUE(permit);
    EXPECT_TRUE(permit->is_silent());
    caller.role = Role::Read;
    EXPECT_FALSE(silent.admit(caller, Role::Admin, "x", [] { return std::string(); }));
}

} // namespace
} // namespace halberd
