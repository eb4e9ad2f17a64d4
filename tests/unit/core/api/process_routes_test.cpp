#include "tests/unit/core/api/api_fixture.hpp"

#include <gmock/gmock.h>

namespace halberd {
namespace {

using testing::HasSubstr;
using Calls = std::vector<std::string>;

class ProcessRoutes : public ApiTest {
 protected:
    ProcessRoutes() {
        control.add("web", "web_0");
        control.add("web", "web_1", ProcessState::Stopped);
        control.add("cat", "cat", ProcessState::Stopped);
    }

    std::string names() const {
        std::string text;
        for (const auto& process : answer.as_array()) {
            text += std::string(process.at("name").as_string()) + " ";
        }
        return text;
    }
};

TEST_F(ProcessRoutes, AProcessIsDescribed) {
    EXPECT_EQ(ask("GET", "/processes/web:web_0"),
              R"(200 {"name":"web:web_0","group":"web","process":"web_0","state":"RUNNING","statecode":20,)"
              R"("description":"pid 101, uptime 0:00:05","pid":101,"started":1.79545896E9,)"
              R"("started_at":"2026-11-23T18:36:00.000+00:00","stopped":null,"stopped_at":null,"now":1.795458965E9,)"
              R"("now_at":"2026-11-23T18:36:05.000+00:00","uptime":5,"exit_status":0,"spawn_error":null,)"
              R"("stdout_logfile":"/log/web_0.out","stderr_logfile":"/log/web_0.err"})");
    EXPECT_EQ(problem("GET", "/processes/nosuch"), "404 BAD_NAME: nosuch");
    EXPECT_EQ(problem("GET", "/processes/web:*"), "404 BAD_NAME: web:*");
    EXPECT_EQ(answer.at("type").as_string(), "urn:supervisor:fault:BAD_NAME");
}

TEST_F(ProcessRoutes, AListMayBeNarrowed) {
    ask("GET", "/processes");
    EXPECT_EQ(names(), "web:web_0 web:web_1 cat ");
    ask("GET", "/processes?group=web");
    EXPECT_EQ(names(), "web:web_0 web:web_1 ");
    ask("GET", "/processes?state=STOPPED");
    EXPECT_EQ(names(), "web:web_1 cat ");
    EXPECT_EQ(problem("GET", "/processes?sate=STOPPED"), "400 query: sate: unknown; there are group, state");
}

TEST_F(ProcessRoutes, OneIsStartedAndStopped) {
    EXPECT_THAT(ask("POST", "/processes/cat/start"), HasSubstr(R"(200 {"name":"cat","group":"cat")"));
    EXPECT_EQ(answer.at("state").as_string(), "RUNNING");
    EXPECT_EQ(problem("POST", "/processes/cat/start"), "409 ALREADY_STARTED: cat");
    EXPECT_EQ(ask("POST", "/processes/cat/stop", R"({"wait": false})").substr(0, 4), "202 ");
    EXPECT_EQ(problem("POST", "/processes/cat/stop", "{}"), "409 NOT_RUNNING: cat");
    EXPECT_EQ(control.calls, (Calls{"start cat wait rpc", "start cat wait rpc", "stop cat rpc", "stop cat wait rpc"}));
}

TEST_F(ProcessRoutes, ARestartStartsWhatDidNotRunToo) {
    EXPECT_EQ(ask("POST", "/processes/cat/restart").substr(0, 4), "200 ");
    EXPECT_EQ(answer.at("state").as_string(), "RUNNING");
    EXPECT_EQ(problem("POST", "/processes/nosuch/restart"), "404 BAD_NAME: nosuch");
    control.table[{"web", "web_0"}].stop_fault = Fault{FaultCode::Failed, "it resists"};
    EXPECT_EQ(problem("POST", "/processes/web:web_0/restart"), "500 FAILED: it resists");
}

TEST_F(ProcessRoutes, GroupsAndAllAreAnsweredProcessByProcess) {
    EXPECT_EQ(ask("POST", "/processes/web:*/start"),
              R"(200 [{"name":"web:web_1","group":"web","process":"web_1","ok":true,"fault":null,"detail":"OK"}])");
    control.table[{"cat", "cat"}].start_fault = Fault{FaultCode::SpawnError, "?"};
    EXPECT_THAT(ask("POST", "/processes/*/start"),
                HasSubstr(R"("ok":false,"fault":"SPAWN_ERROR","detail":"SPAWN_ERROR: cat")"));
    ask("POST", "/processes/*/stop");
    EXPECT_EQ(answer.as_array().size(), 2U);
    ask("POST", "/processes/*/restart");
    EXPECT_EQ(answer.as_array().size(), 3U);
}

TEST_F(ProcessRoutes, SignalsAndStandardInput) {
    EXPECT_EQ(ask("POST", "/processes/web:web_0/signal", R"({"signal": "HUP"})").substr(0, 4), "200 ");
    EXPECT_EQ(control.table[(Namespec{"web", "web_0"})].signals, std::vector<int>{1});
    EXPECT_EQ(problem("POST", "/processes/web:web_0/signal", R"({"signal": "NOSUCH"})"), "400 BAD_SIGNAL: NOSUCH");
    EXPECT_EQ(problem("POST", "/processes/web:web_0/signal"), "400 body: /signal: is missing");
    ask("POST", "/processes/web:web_0/stdin", R"({"data": "hi\n"})");
    ask("POST", "/processes/web:web_0/stdin", R"({"data": "/wE=", "encoding": "base64"})");
    EXPECT_EQ(control.table[(Namespec{"web", "web_0"})].stdin_text, "hi\n\xFF\x01");
    EXPECT_EQ(problem("POST", "/processes/web:web_0/stdin", R"({"data": "?", "encoding": "base64"})"),
              "400 body: /data: is not base64");
    EXPECT_EQ(problem("POST", "/processes/cat/stdin", R"({"data": "x"})"), "409 NOT_RUNNING: cat");
}

TEST_F(ProcessRoutes, EachChangeNeedsItsRole) {
    role = Role::Read;
    EXPECT_THAT(problem("POST", "/processes/cat/start"), HasSubstr("403 FAILED: access denied: "));
    EXPECT_THAT(problem("DELETE", "/processes/cat/logs"), HasSubstr("403 "));
    EXPECT_EQ(ask("GET", "/processes/cat").substr(0, 4), "200 ");
    EXPECT_EQ(control.calls, Calls{});
    role = Role::Operate;
    EXPECT_EQ(ask("POST", "/processes/cat/start").substr(0, 4), "200 ");
    EXPECT_THAT(problem("POST", "/daemon/shutdown"), HasSubstr("403 "));
    EXPECT_THAT(problem("POST", "/config/update"), HasSubstr("403 "));
    EXPECT_THAT(problem("PUT", "/groups/x"), HasSubstr("403 "));
}

TEST_F(ProcessRoutes, NothingIsChangedWhileTheDaemonGoesDown) {
    control.supervisor_state = SupervisorState::Shutdown;
    EXPECT_EQ(problem("POST", "/processes/cat/start"), "503 SHUTDOWN_STATE");
    EXPECT_EQ(ask("GET", "/processes").substr(0, 4), "200 ");
}

TEST_F(ProcessRoutes, LogsAreReadTailedClearedAndRotated) {
    control.logs["cat stdout"] = "0123456789";
    EXPECT_EQ(ask("GET", "/processes/cat/logs/stdout"), R"(200 {"encoding":"utf-8","data":"0123456789"})");
    EXPECT_EQ(ask("GET", "/processes/cat/logs/stdout?offset=2&length=3"), R"(200 {"encoding":"utf-8","data":"234"})");
    EXPECT_EQ(ask("GET", "/processes/cat/logs/stdout?offset=-4"), R"(200 {"encoding":"utf-8","data":"6789"})");
    EXPECT_EQ(ask("GET", "/processes/cat/logs/stdout/tail?length=4"),
              R"(200 {"encoding":"utf-8","data":"6789","offset":10,"overflow":true})");
    EXPECT_EQ(problem("GET", "/processes/cat/logs/stderr").substr(0, 12), "404 NO_FILE:");
    EXPECT_EQ(problem("GET", "/processes/cat/logs/stdin"), "404 There is no stream stdin; there are stdout and stderr");
    EXPECT_EQ(problem("GET", "/processes/nosuch/logs/stdout"), "404 BAD_NAME: nosuch");
    EXPECT_EQ(problem("GET", "/processes/cat/logs/stdout?offset=-4&length=2"),
              "400 query: length: must be 0 with an offset from the end");
    EXPECT_EQ(ask("DELETE", "/processes/cat/logs"), R"(200 {"cleared":true})");
    control.table[{"cat", "cat"}].rotations = {
        {LogTarget::Kind::Stdout, "/log/cat.out", LogRotation::Outcome::Rotated, "/log/cat.out.1"}};
    EXPECT_EQ(ask("POST", "/processes/cat/logs/rotate"),
              R"(200 [{"name":"cat","group":"cat","stream":"stdout","logfile":"/log/cat.out","status":"rotated",)"
              R"("description":"/log/cat.out.1"}])");
}

} // namespace
} // namespace halberd
