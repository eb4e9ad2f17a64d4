#include "ctl/command.hpp"
#include "ctl/fault_codes.hpp"
#include "ctl/interpreter.hpp"

#include "fakes.hpp"

#include <gtest/gtest.h>
#include <boost/json.hpp>

namespace halberd::ctl {
namespace {

using boost::json::parse;
using xmlrpc::Array;
using xmlrpc::Struct;

// --json: one document on standard output, whatever happens. docs/supervisorctl.md tells the shapes.
struct JsonAnswers : testing::Test, FakeSession {
    boost::json::value run(std::string_view line) {
        console.output.clear();
        console.errors.clear();
        session.set_exit_status(ExitStatus::Success);
        interpreter.execute(line);
        return parse(console.output); // throws unless it is one document
    }
    int status() const { return static_cast<int>(session.exit_status()); }

    Interpreter interpreter{session, all_commands()};
};

TEST_F(JsonAnswers, StatusTellsWhatGetAllProcessInfoTells) {
    remote.will_answer("getAllProcessInfo", Array{Struct{{"name", "a"},
                                                         {"group", "web"},
                                                         {"state", 100},
                                                         {"statename", "EXITED"},
                                                         {"pid", 0},
                                                         {"description", "Nov 25 11:00 PM"},
                                                         {"start", 5},
                                                         {"stop", 7},
                                                         {"now", 9},
                                                         {"exitstatus", 3},
                                                         {"spawnerr", "Bad exit code 3"},
                                                         {"stdout_logfile", "/log/a"},
                                                         {"stderr_logfile", ""},
                                                         {"logfile", "/log/a"}}});
    EXPECT_EQ(run("status --json"), parse(R"([{"name": "a", "group": "web", "state": "EXITED", "pid": 0,
        "description": "Nov 25 11:00 PM", "start": 5, "stop": 7, "now": 9, "exitstatus": 3,
        "spawnerr": "Bad exit code 3", "stdout_logfile": "/log/a", "stderr_logfile": ""}])"));
    EXPECT_EQ(status(), 3);
}

TEST_F(JsonAnswers, StatusComplainsOfUnknownNamesOnStandardError) {
    remote.will_answer("getAllProcessInfo", Array{process_struct("cat", "cat", 20, "RUNNING", "")});
    EXPECT_EQ(run("status --json cat nope").as_array().size(), 1u);
    EXPECT_EQ(console.errors, "nope: ERROR (no such process)\n");
    EXPECT_EQ(status(), 4);
}

TEST_F(JsonAnswers, WithoutAServerThereIsAnError) {
    remote.fails("getVersion", FakeRemote::connect(ENOENT));
    EXPECT_EQ(run("status --json"), parse(R"({"error": "unix:///fake.sock no such file"})"));
    EXPECT_EQ(status(), 4);
    remote.fails("getAllConfigInfo", FakeRemote::connect(ENOENT));
    EXPECT_TRUE(run("avail --json").as_object().contains("error"));
    EXPECT_EQ(status(), 1);
    remote.fails("getVersion", FakeRemote::http(401));
    EXPECT_EQ(run("status --json"), parse(R"({"error": "Server requires authentication"})"));
}

TEST_F(JsonAnswers, TheNextCommandSpeaksPlainlyAgain) {
    remote.will_answer("getAllProcessInfo", Array{});
    run("status --json");
    console.output.clear();
    interpreter.execute("start");
    EXPECT_TRUE(console.output.starts_with("Error: start requires a process name\n"));
}

TEST_F(JsonAnswers, AvailTellsTheConfiguration) {
    remote.will_answer("getAllConfigInfo", Array{Struct{{"name", "a"},
                                                        {"group", "web"},
                                                        {"inuse", true},
                                                        {"autostart", false},
                                                        {"group_prio", 999},
                                                        {"process_prio", 5}}});
    EXPECT_EQ(run("avail --json"), parse(R"([{"name": "a", "group": "web", "in_use": true, "autostart": false,
        "group_priority": 999, "process_priority": 5}])"));
}

TEST_F(JsonAnswers, RereadTellsTheChanges) {
    remote.will_answer("reloadConfig", Array{Array{Array{"new"}, Array{}, Array{"old", "older"}}});
    EXPECT_EQ(run("reread --json"), parse(R"({"added": ["new"], "changed": [], "removed": ["old", "older"]})"));
    remote.answers["supervisor.reloadConfig"] = {FakeRemote::fault(fault::CantReread, "CANT_REREAD: line 3")};
    EXPECT_EQ(run("reread --json"), parse(R"({"error": "CANT_REREAD: line 3"})"));
    EXPECT_EQ(status(), 1);
}

TEST_F(JsonAnswers, UpdateTellsWhatWasDone) {
    remote.will_answer("reloadConfig", Array{Array{Array{"new"}, Array{"web"}, Array{"old"}}});
    remote.will_answer("stopProcessGroup", Array{result_struct("old", "old", fault::Success)});
    remote.will_answer("removeProcessGroup", true);
    remote.will_answer("addProcessGroup", true);
    remote.answers["halberd.plan"] = {FakeRemote::Answer(Array{Struct{
        {"name", "web"}, {"action", "changed"}, {"processes", Array{Struct{{"name", "a"}, {"action", "kept"}}}}}})};
    remote.answers["halberd.updateProcessGroup"] = {FakeRemote::Answer(
        Array{Struct{{"name", "a"}, {"action", "kept"}}, Struct{{"name", "b"}, {"action", "added"}}})};
    EXPECT_EQ(run("update --json"), parse(R"({"groups": [
        {"name": "old", "action": "removed", "processes": []},
        {"name": "web", "action": "changed", "processes": [{"name": "a", "group": "web", "action": "kept"},
                                                           {"name": "b", "group": "web", "action": "added"}]},
        {"name": "new", "action": "added", "processes": []}]})"));
    EXPECT_EQ(console.errors, "");
    EXPECT_EQ(status(), 0);
}

TEST_F(JsonAnswers, UpdateTellsWhatFailed) {
    remote.will_answer("reloadConfig", Array{Array{Array{}, Array{}, Array{"old"}}});
    remote.will_answer("stopProcessGroup", Array{result_struct("old", "old", fault::Failed)});
    EXPECT_EQ(run("update --json"), parse(R"({"groups": [{"name": "old", "action": "failed", "processes": []}]})"));
    EXPECT_EQ(console.errors, "old: has problems; not removing\n");
    EXPECT_EQ(status(), 1);
}

} // namespace
} // namespace halberd::ctl
