#include "tests/unit/core/rpc/rpc_fixture.hpp"

namespace halberd {
namespace {

using ConfigMethods = RpcTest;

TEST_F(ConfigMethods, RereadAnswersThreeListsInOne) {
    control.changes = GroupChanges{{"new"}, {"other", "more"}, {}};
    EXPECT_EQ(call("supervisor.reloadConfig"), Value(Array{Array{Array{"new"}, Array{"other", "more"}, Array{}}}));
}

TEST_F(ConfigMethods, RereadOfABrokenFileSaysWhatIsWrong) {
    control.changes = fault(FaultCode::CantReread, "x.conf:3: no such section");
    EXPECT_EQ(call("supervisor.reloadConfig"), refused("92 CANT_REREAD: x.conf:3: no such section"));
}

TEST_F(ConfigMethods, GroupsAreAddedAndRemoved) {
    control.group_faults = {
        {"nosuch", FaultCode::BadName}, {"5", FaultCode::AlreadyAdded}, {"up", FaultCode::StillRunning}};
    EXPECT_EQ(call("supervisor.addProcessGroup", {"web"}), Value(true));
    EXPECT_EQ(call("supervisor.addProcessGroup", {"nosuch"}), refused("10 BAD_NAME: nosuch"));
    EXPECT_EQ(call("supervisor.addProcessGroup", {5}), refused("90 ALREADY_ADDED: 5"));
    EXPECT_EQ(call("supervisor.removeProcessGroup", {Struct{}}), refused("2 INCORRECT_PARAMETERS"));
    EXPECT_EQ(call("supervisor.removeProcessGroup", {"web"}), Value(true));
    EXPECT_EQ(call("supervisor.removeProcessGroup", {"up"}), refused("91 STILL_RUNNING: up"));
    EXPECT_EQ(control.calls, (std::vector<std::string>{"add web", "add nosuch", "add 5", "remove web", "remove up"}));
}

TEST_F(ConfigMethods, TheNameOfAGroupIsShownAsPythonShowsIt) {
    control.group_faults = {{"['a']", FaultCode::BadName}, {"1.0", FaultCode::BadName}};
    EXPECT_EQ(call("supervisor.addProcessGroup", {Array{"a"}}), refused("10 BAD_NAME: ['a']"));
    EXPECT_EQ(call("supervisor.removeProcessGroup", {1.0}), refused("10 BAD_NAME: 1.0"));
}

// Keys, order and types as Supervisor 4.2.5 answers them for a program with nothing but a command.
TEST_F(ConfigMethods, ConfigInfoOfAPlainProgramIsTheStructOfSupervisor) {
    ProgramInfo cat{"cat", 999, true, {}};
    cat.spec.name = "cat";
    cat.spec.command = "/bin/cat";
    cat.spec.stdout_log.path = "/log/cat-stdout---supervisor-bv8jdv77.log"; // AUTO, chosen
    control.programs = {cat};
    EXPECT_EQ(call("supervisor.getAllConfigInfo"),
              Value(Array{Struct{{"autostart", true},
                                 {"directory", "none"},
                                 {"uid", "none"},
                                 {"command", "/bin/cat"},
                                 {"exitcodes", Array{0}},
                                 {"group", "cat"},
                                 {"group_prio", 999},
                                 {"inuse", true},
                                 {"killasgroup", false},
                                 {"name", "cat"},
                                 {"process_prio", 999},
                                 {"redirect_stderr", false},
                                 {"startretries", 3},
                                 {"startsecs", 1},
                                 {"stdout_capture_maxbytes", 0},
                                 {"stdout_events_enabled", false},
                                 {"stdout_logfile", "/log/cat-stdout---supervisor-bv8jdv77.log"},
                                 {"stdout_logfile_backups", 10},
                                 {"stdout_logfile_maxbytes", 52428800},
                                 {"stdout_syslog", false},
                                 {"stopsignal", 15},
                                 {"stopwaitsecs", 10},
                                 {"stderr_capture_maxbytes", 0},
                                 {"stderr_events_enabled", false},
                                 {"stderr_logfile", "auto"},
                                 {"stderr_logfile_backups", 10},
                                 {"stderr_logfile_maxbytes", 52428800},
                                 {"stderr_syslog", false},
                                 {"serverurl", "none"}}}));
}

TEST_F(ConfigMethods, ConfigInfoShowsWhatIsSet) {
    ProgramInfo program{"g", 5, false, {}};
    program.spec.name = "p";
    program.spec.directory = "/tmp";
    program.spec.user = Account{"daemon", 1, 1, {}};
    program.spec.exitcodes = {0, 2};
    program.spec.redirect_stderr = true;
    program.spec.stdout_log.target = LogSpec::Target::None;
    program.spec.serverurl = "http://x:1";
    control.programs = {program};
    const auto infos = call("supervisor.getAllConfigInfo");
    ASSERT_TRUE(infos);
    const Value& info = infos->get<Array>()->at(0);
    EXPECT_EQ(*info.member("directory"), Value("/tmp"));
    EXPECT_EQ(*info.member("uid"), Value(1));
    EXPECT_EQ(*info.member("exitcodes"), Value(Array{0, 2}));
    EXPECT_EQ(*info.member("inuse"), Value(false));
    EXPECT_EQ(*info.member("stdout_logfile"), Value("none"));
    EXPECT_EQ(*info.member("stderr_logfile"), Value("none"));
    EXPECT_EQ(*info.member("serverurl"), Value("http://x:1"));
}

TEST_F(ConfigMethods, ConfigInfoIsSortedByProcessName) {
    for (const char* name : {"b", "c", "a"}) {
        control.programs.push_back(ProgramInfo{std::string("group_") + name, 1, true, {}});
        control.programs.back().spec.name = name;
    }
    const auto infos = call("supervisor.getAllConfigInfo");
    std::string names;
    for (const Value& info : *infos->get<Array>()) {
        names += info.member("name")->value_or<std::string>("");
    }
    EXPECT_EQ(names, "abc");
}

} // namespace
} // namespace halberd
