#include "tests/unit/core/web/web_fixture.hpp"

namespace halberd {
namespace {

using StatusPage = WebTest;

TEST_F(StatusPage, EveryProcessIsShownWithItsStateAndDescription) {
    control.add("web", "web_00").info.pid = 17;
    control.add("cat", "cat", ProcessState::Fatal).info.spawn_error = "Exited too quickly";
    for (const char* path : {"/", "/index.html", "//index.html"}) {
        const HttpResponse page = get(path);
        EXPECT_EQ(page.status, 200);
        EXPECT_EQ(page.content_type, "text/html;charset=utf-8");
        EXPECT_TRUE(has(page, "<span class=\"statusrunning\">running</span>"));
        EXPECT_TRUE(has(page, "pid 17, uptime 0:00:05"));
        EXPECT_TRUE(has(page, "<span class=\"statuserror\">fatal</span>"));
        EXPECT_TRUE(has(page, "Exited too quickly"));
        EXPECT_TRUE(has(page, "<a href=\"tail.html?processname=web%3Aweb_00\">web:web_00</a>"));
        EXPECT_LT(page.body.find(">cat</a>"), page.body.find(">web:web_00</a>")); // by name
    }
}

TEST_F(StatusPage, ThePageNamesTheDaemon) {
    const HttpResponse page = get("/");
    EXPECT_TRUE(has(page, "<title>Halberd Status: supervisor</title>"));
    EXPECT_TRUE(has(page, "<span class=\"identifier\">supervisor</span>"));
    EXPECT_TRUE(has(page, "No programs to manage"));
}

TEST_F(StatusPage, ButtonsFitTheState) {
    control.add("cat", "cat");
    const HttpResponse running = get("/");
    EXPECT_TRUE(has(running, "value=\"stop\""));
    EXPECT_TRUE(has(running, "value=\"restart\""));
    EXPECT_FALSE(has(running, "value=\"start\""));
    control.table[{"cat", "cat"}].info.state = ProcessState::Exited;
    const HttpResponse exited = get("/");
    EXPECT_TRUE(has(exited, "value=\"start\""));
    EXPECT_FALSE(has(exited, "value=\"stop\""));
    control.table[{"cat", "cat"}].info.state = ProcessState::Stopping;
    const HttpResponse stopping = get("/");
    EXPECT_FALSE(has(stopping, "value=\"start\""));
    EXPECT_FALSE(has(stopping, "value=\"stop\""));
    EXPECT_TRUE(has(stopping, "value=\"clearlog\""));
    EXPECT_TRUE(has(stopping, "href=\"logtail/cat/stderr\""));
}

TEST_F(StatusPage, WhatComesFromOutsideIsEscaped) {
    control.add("<g>", "\"p&'", ProcessState::Fatal).info.spawn_error = "<script>alert(1)</script>";
    const HttpResponse page = get("/?message=%3Cimg+src=x%3E");
    EXPECT_FALSE(has(page, "<script"));
    EXPECT_FALSE(has(page, "<img"));
    EXPECT_TRUE(has(page, "&lt;img src=x&gt;"));
    EXPECT_TRUE(has(page, "value=\"&lt;g&gt;:&quot;p&amp;&#39;\""));
    EXPECT_TRUE(has(page, "processname=%3Cg%3E%3A%22p%26%27\""));
}

TEST_F(StatusPage, TheBrowserMayLoadNothingButOurStyleSheet) {
    const auto exchange = request("GET", "/");
    answer_to(exchange);
    EXPECT_TRUE(exchange->header("Content-Security-Policy").starts_with("default-src 'none'; style-src 'self'"));
    EXPECT_EQ(exchange->header("Cache-Control"), "no-cache");
}

TEST_F(StatusPage, OtherPathsAndMethodsAreRefused) {
    EXPECT_EQ(get("/nosuch").status, 404);
    EXPECT_EQ(get("/../etc/passwd").status, 404);
    EXPECT_EQ(answer_to(request("DELETE", "/")).status, 400);
    EXPECT_EQ(get("/ok.html").body, "OK");
}

class StatusActions : public WebTest {
 protected:
    StatusActions() {
        control.add("web", "web_00");
        control.add("cat", "cat", ProcessState::Stopped);
    }
};

TEST_F(StatusActions, OneProcessIsStartedStoppedOrRestarted) {
    EXPECT_EQ(message_of("/index.html?processname=cat&action=start"), "Process%20cat%20started");
    EXPECT_EQ(message_of("/index.html?processname=web:web_00&action=stop"), "Process%20web%3Aweb_00%20stopped");
    EXPECT_EQ(message_of("/index.html?processname=web%3Aweb_00&action=restart"), "Process%20web%3Aweb_00%20restarted");
    EXPECT_EQ(message_of("/?processname=cat&action=clearlog"), "Log%20for%20cat%20cleared");
    EXPECT_EQ(control.calls,
              (std::vector<std::string>{"start cat wait web", "stop web:web_00 wait web", "stop web:web_00 wait web",
                                        "start web:web_00 wait web", "clear cat"}));
}

TEST_F(StatusActions, TheAnswerWaitsForTheProcess) {
    control.hold_replies = true;
    const auto exchange = request("GET", "/index.html?processname=cat&action=start");
    pages.handle(exchange);
    control.run_replies();
    EXPECT_FALSE(exchange->answer);
    control.release({"cat", "cat"});
    ASSERT_TRUE(exchange->answer);
    EXPECT_EQ(exchange->answer->status, 301);
}

TEST_F(StatusActions, FailuresBecomeMessages) {
    EXPECT_EQ(message_of("/?processname=web:web_00&action=start"),
              "ERROR%3A%20Process%20web%3Aweb_00%3A%20already%20started");
    EXPECT_EQ(message_of("/?processname=cat&action=stop"),
              "unexpected%20rpc%20fault%20%5B70%5D%20NOT_RUNNING%3A%20cat");
    EXPECT_EQ(message_of("/?processname=nosuch&action=stop"), "No%20such%20process%20named%20nosuch");
    EXPECT_EQ(message_of("/?processname=web:*&action=stop"), "No%20such%20process%20named%20web%3A%2A");
    for (const auto& [code, text] :
         std::vector<std::pair<FaultCode, std::string>>{{FaultCode::NoFile, "no%20such%20file"},
                                                        {FaultCode::NotExecutable, "file%20not%20executable"},
                                                        {FaultCode::SpawnError, "spawn%20error"},
                                                        {FaultCode::AbnormalTermination, "abnormal%20termination"}}) {
        control.table[{"cat", "cat"}].start_fault = Fault{code, "x"};
        EXPECT_EQ(message_of("/?processname=cat&action=start"), "ERROR%3A%20Process%20cat%3A%20" + text);
    }
}

TEST_F(StatusActions, ARestartThatFailsSaysSo) {
    control.table[{"web", "web_00"}].start_fault = Fault{FaultCode::SpawnError, {}};
    EXPECT_EQ(message_of("/?processname=web:web_00&action=restart"),
              "ERROR%3A%20Process%20web%3Aweb_00%3A%20spawn%20error");
}

TEST_F(StatusActions, AllAreStoppedOrRestarted) {
    EXPECT_EQ(message_of("/?action=stopall"), "All%20stopped%20at%20Mon%20Nov%2023%2018%3A36%3A05%202026");
    EXPECT_EQ(message_of("/?action=restartall"), "All%20restarted%20at%20Mon%20Nov%2023%2018%3A36%3A05%202026");
    EXPECT_EQ(message_of("/?action=refresh"), "Page%20refreshed%20at%20Mon%20Nov%2023%2018%3A36%3A05%202026");
    EXPECT_EQ(control.calls, (std::vector<std::string>{"stop web:web_00 wait web", "start web:web_00 wait web",
                                                       "start cat wait web"}));
    EXPECT_EQ(control.calls_off.at(0), "cat web");
}

TEST_F(StatusActions, AnUnknownActionIsABadRequest) {
    EXPECT_EQ(get("/?action=explode").status, 400);
    EXPECT_EQ(get("/?action=start").status, 400);
    EXPECT_EQ(get("/?processname=cat&action=explode").status, 400);
}

TEST_F(StatusActions, NothingIsDoneWhileTheDaemonGoesDown) {
    control.supervisor_state = SupervisorState::Shutdown;
    EXPECT_EQ(message_of("/?processname=cat&action=start"), "unexpected%20rpc%20fault%20%5B6%5D%20SHUTDOWN_STATE");
    EXPECT_EQ(message_of("/?action=stopall"), "unexpected%20rpc%20fault%20%5B6%5D%20SHUTDOWN_STATE");
    EXPECT_EQ(control.calls, std::vector<std::string>{});
}

TEST_F(StatusActions, AFormIsAnsweredWithARelativeAddress) {
    const auto exchange = request("POST", "/index.html");
    exchange->asked.body = "processname=web%3Aweb_00&action=stop";
    EXPECT_EQ(answer_to(exchange).status, 303);
    EXPECT_EQ(exchange->header("Location"), "./?message=Process%20web%3Aweb_00%20stopped");
}

TEST_F(StatusActions, AHeadRequestDoesNothing) {
    EXPECT_EQ(answer_to(request("HEAD", "/?action=stopall")).status, 200);
    EXPECT_EQ(control.calls, std::vector<std::string>{});
}

TEST_F(StatusActions, TheHostOfARedirectIsTheOneAskedFor) {
    const auto location = [this](const std::string& host) {
        const auto exchange = request("GET", "/?action=refresh");
        exchange->asked.host = host;
        answer_to(exchange);
        return exchange->header("Location").substr(0, exchange->header("Location").find('?'));
    };
    EXPECT_EQ(location("example.org"), "http://example.org/");
    EXPECT_EQ(location("example.org:80"), "http://example.org/");
    EXPECT_EQ(location("[::1]:9001"), "http://[::1]:9001/");
    EXPECT_EQ(location(""), "/");
    EXPECT_EQ(location("evil.example/path?"), "/");
}

TEST_F(StatusPage, AnActionIsRecordedWithWhatThePageSays) {
    control.add("cat", "cat", ProcessState::Stopped);
    control.hold_replies = true;
    pages.handle(request("GET", "/index.html?processname=cat&action=start"));
    control.run_replies();
    control.release({"cat", "cat"});
    EXPECT_EQ(log.lines,
              (std::vector<std::string>{"INFO audit: admin (127.0.0.1:40312) page start('cat'): under way",
                                        "INFO audit: admin (127.0.0.1:40312) page start('cat'): Process cat started"}));
    log.lines.clear();
    get("/?processname=cat&action=clearlog");
    EXPECT_EQ(log.lines, std::vector<std::string>{
                             "INFO audit: admin (127.0.0.1:40312) page clearlog('cat'): Log for cat cleared"});
    log.lines.clear();
    get("/?action=refresh");
    get("/?action=start");
    get("/");
    EXPECT_EQ(log.lines, std::vector<std::string>{});
}

TEST_F(StatusPage, WhoMayOnlyLookIsToldSo) {
    control.add("cat", "cat");
    const auto exchange = request("GET", "/?processname=cat&action=stop");
    exchange->asked.caller = Caller{"viewer", Role::Read, "127.0.0.1:40312"};
    answer_to(exchange);
    EXPECT_EQ(exchange->header("Location"),
              "http://host:9001/?message=unexpected%20rpc%20fault%20%5B30%5D%20FAILED%3A%20access%20denied%3A%20this%20"
              "action%20needs%20the%20role%20operate%2C%20viewer%20has%20read");
    EXPECT_EQ(control.calls, std::vector<std::string>{});
    EXPECT_EQ(log.lines.size(), 1U);
}

} // namespace
} // namespace halberd
