// The daemon itself, its groups and its configuration.

#include "tests/unit/core/api/api_fixture.hpp"

#include <gmock/gmock.h>

namespace halberd {
namespace {

using testing::HasSubstr;
using Calls = std::vector<std::string>;

class SettingsRoutes : public ApiTest {};

TEST_F(SettingsRoutes, TheDaemonIsDescribedAndEnded) {
    EXPECT_EQ(
        ask("GET", "/daemon"),
        R"(200 {"identifier":"supervisor","state":"RUNNING","statecode":1,"pid":42,"supervisor_version":"4.2.5"})");
    EXPECT_EQ(ask("POST", "/daemon/shutdown").substr(0, 4), "202 ");
    EXPECT_EQ(answer.at("state").as_string(), "SHUTDOWN");
    EXPECT_EQ(problem("POST", "/daemon/restart"), "503 SHUTDOWN_STATE");
}

TEST_F(SettingsRoutes, ABrokenConfigurationCannotBeProcessed) {
    control.changes = fault(FaultCode::CantReread, "supervisord.conf:3: what");
    EXPECT_EQ(problem("POST", "/config/reread"), "422 CANT_REREAD: supervisord.conf:3: what");
    EXPECT_EQ(problem("POST", "/config/update"), "422 CANT_REREAD: supervisord.conf:3: what");
    EXPECT_EQ(problem("POST", "/daemon/restart"), "422 CANT_REREAD: supervisord.conf:3: what");
}

TEST_F(SettingsRoutes, GroupsAreAddedUpdatedAndRemoved) {
    control.add("web", "web");
    control.editor.names = {"web"};
    EXPECT_THAT(ask("GET", "/groups"), HasSubstr(R"(200 [{"name":"web","processes":[{"name":"web")"));
    EXPECT_THAT(ask("PUT", "/groups/web"), HasSubstr(R"(201 {"name":"web","processes":[)"));
    control.updates.insert_or_assign("web", std::vector<ProcessPlan>{{"web", PlannedChange::Changed, true, {}}});
    EXPECT_EQ(ask("POST", "/groups/web/update"), R"(200 [{"name":"web","group":"web","action":"changed"}])");
    EXPECT_EQ(ask("DELETE", "/groups/web"), R"(200 {"removed":true})");
    EXPECT_EQ(control.calls, (Calls{"add web", "update web", "remove web"}));
    control.group_faults = {{"web", FaultCode::StillRunning}, {"db", FaultCode::AlreadyAdded}};
    EXPECT_EQ(problem("DELETE", "/groups/web"), "409 STILL_RUNNING: web");
    EXPECT_EQ(problem("PUT", "/groups/db"), "409 ALREADY_ADDED: db");
    EXPECT_EQ(problem("GET", "/groups/none"), "404 BAD_NAME: none");
}

TEST_F(SettingsRoutes, AnUpdateRemovesThenChangesThenAdds) {
    control.add("old", "old");
    control.add("new", "new");
    control.changes = GroupChanges{{"new"}, {"web"}, {"old"}};
    control.updates.insert_or_assign("web", std::vector<ProcessPlan>{{"w", PlannedChange::Added, true, {}}});
    EXPECT_EQ(ask("POST", "/config/reread"), R"(200 {"added":["new"],"changed":["web"],"removed":["old"]})");
    EXPECT_EQ(ask("POST", "/config/update"),
              R"(200 {"groups":[{"name":"old","action":"removed","processes":[]},)"
              R"({"name":"web","action":"changed","processes":[{"name":"w","group":"web","action":"added"}]},)"
              R"({"name":"new","action":"added","processes":[]}]})");
    EXPECT_EQ(control.calls, (Calls{"stop old wait rpc", "remove old", "update web", "add new"}));
}

TEST_F(SettingsRoutes, AnUpdateMayBeOfSomeGroupsAndEndsWithTheFirstFailure) {
    control.changes = GroupChanges{{"a", "b"}, {}, {}};
    EXPECT_THAT(ask("POST", "/config/update", R"({"groups": ["b"]})"), HasSubstr(R"([{"name":"b","action":"added")"));
    EXPECT_EQ(control.calls, Calls{"add b"});
    control.group_faults = {{"a", FaultCode::AlreadyAdded}};
    EXPECT_EQ(problem("POST", "/config/update"), "409 ALREADY_ADDED: a");
    EXPECT_EQ(problem("POST", "/config/update", R"({"groups": "b"})"),
              "400 body: /groups: must be an array of strings");
}

TEST_F(SettingsRoutes, ParametersOfAPostStandInItsBody) {
    EXPECT_EQ(problem("POST", "/config/update?groups=b"), "400 query: must be empty; parameters stand in the body");
}

} // namespace
} // namespace halberd
