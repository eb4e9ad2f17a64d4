// The plugin behind its C table, with a web server to check and a supervisor to ask.

#include "tests/unit/plugins/shared/restart/restarting_fixture.hpp"
#include "tests/unit/sdk/xmlrpc/scripted_server.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>

namespace halberd {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::StartsWith;
using xmlrpc::ScriptedServer;

constexpr const char* dead_url = "http://127.0.0.1:1/";

class HttpokTest : public RestartingPlugin {
 protected:
    HttpokTest() : RestartingPlugin("httpok") {
        have({process("web", "web1", 20), process("foo", "foo", 20), process("old", "old", 0),
              process("httpok", "httpok", 20)});
    }

    static xmlrpc::Value process(const char* group, const char* name, int state) {
        return xmlrpc::Struct{{"group", group}, {"name", name},  {"state", state},
                              {"pid", 4711},    {"start", 1000}, {"now", 1060}};
    }
    void have(const xmlrpc::Array& processes) { rpc.answer("supervisor.getAllProcessInfo", processes); }

    // What becomes of a tick when httpok runs with these arguments.
    Result tick(std::vector<std::string> arguments, const std::string& url = dead_url) {
        arguments.insert(arguments.begin(), {"-t", "5"});
        arguments.push_back(url);
        start(arguments);
        return RestartingPlugin::tick();
    }
};

TEST_F(HttpokTest, ABadStatusRestartsAndMailsInSuperlancesWords) {
    const ScriptedServer server({{"HTTP/1.1 500 Oh No\r\nContent-Length: 0\r\n\r\n", true}},
                                ScriptedServer::Transport::Tcp);
    EXPECT_EQ(tick({"-p", "web1", "-p", "old", "-p", "gone"}, server.url() + "/").kind(), Result::Kind::Ok);
    EXPECT_THAT(calls(),
                ElementsAre("getAllProcessInfo", "getAllProcessInfo", "stopProcess web:web1", "startProcess web:web1"));
    EXPECT_EQ(mail(), "To: ops@example.com\nSubject: httpok: " + server.url() + "/: bad status returned\n\n" +
                          "status contacting " + server.url() + "/: 500 Oh No\n" +
                          "Restarting selected processes ['web1', 'old', 'gone']\n"
                          "web:web1 is in RUNNING state, restarting\n"
                          "web:web1 restarted\n"
                          "old not in RUNNING state, NOT restarting\n"
                          "Programs not restarted because they did not exist: ['gone']");
    EXPECT_THAT(host.log(), Contains("web:web1 restarted"));
}

TEST_F(HttpokTest, AGoodAnswerChangesNothing) {
    const ScriptedServer server({{xmlrpc::http_ok("it works"), true}}, ScriptedServer::Transport::Tcp);
    EXPECT_EQ(tick({"-a", "-b", "works"}, server.url() + "/").kind(), Result::Kind::Ok);
    EXPECT_THAT(calls(), ElementsAre("getAllProcessInfo"));
    EXPECT_EQ(mail(), "");
}

TEST_F(HttpokTest, AnyRestartsAllThatRunButNotItself) {
    tick({"-a"});
    EXPECT_THAT(calls(), ElementsAre("getAllProcessInfo", "getAllProcessInfo", "stopProcess web:web1",
                                     "startProcess web:web1", "stopProcess foo", "startProcess foo"));
    EXPECT_THAT(mail(), StartsWith("To: ops@example.com\nSubject: httpok: http://127.0.0.1:1/: bad status returned\n\n"
                                   "error contacting http://127.0.0.1:1/:\n\n "));
    EXPECT_THAT(mail(), HasSubstr("\nRestarting all running processes\nweb:web1 is in RUNNING state, restarting\n"));
}

TEST_F(HttpokTest, AMailGoesOutEvenIfNothingWasRestarted) {
    tick({"-p", "old"});
    EXPECT_THAT(mail(), HasSubstr("\nold not in RUNNING state, NOT restarting"));
    EXPECT_THAT(calls(), ElementsAre("getAllProcessInfo", "getAllProcessInfo"));
}

TEST_F(HttpokTest, NotEagerChecksOnlyWhenOneOfThemRuns) {
    for (const std::vector<std::string>& sleeping :
         std::vector<std::vector<std::string>>{{"-p", "old"}, {"-p", "old:old"}}) {
        tick({"-E", sleeping[0], sleeping[1]});
        EXPECT_EQ(mail(), "") << sleeping[1];
    }
    for (const std::vector<std::string>& running :
         std::vector<std::vector<std::string>>{{"-a"}, {"-pweb1"}, {"-pweb:web1"}}) {
        tick({"-E", running[0]});
        EXPECT_THAT(mail(), HasSubstr("bad status")) << running[0];
        std::filesystem::remove(folder / "mail");
    }
}

TEST_F(HttpokTest, ACoreFileIsWrittenBeforeTheStopAndItsOutputMailed) {
    tick({"-p", "web1", "-d", (folder / "cores").string() + "/", "-g", "echo saved as"});
    EXPECT_THAT(mail(), HasSubstr("\ngcore output for web:web1:\n\n saved as " + (folder / "cores/web:web1").string() +
                                  " 4711\n\nweb:web1 is in RUNNING state, restarting\n"));
}

TEST_F(HttpokTest, WhenTheStatesCantBeReadAgainNothingIsDone) {
    auto count = std::make_shared<int>(0);
    rpc.handle("supervisor.getAllProcessInfo",
               [count](const xmlrpc::Array&) -> tl::expected<xmlrpc::Value, xmlrpc::FaultReply> {
                   if (++*count > 1) {
                       return tl::unexpected(xmlrpc::FaultReply{6, "SHUTDOWN_STATE"});
                   }
                   return xmlrpc::Value(xmlrpc::Array{process("web", "web1", 20)});
               });
    EXPECT_EQ(tick({"-a"}).kind(), Result::Kind::Ok);
    EXPECT_EQ(mail(), "");
    EXPECT_THAT(host.log(), Contains(HasSubstr("nothing is restarted")));
}

TEST_F(HttpokTest, ASupervisordThatDoesNotAnswerEndsHttpokWithALine) {
    rpc.refuse("supervisor.getAllProcessInfo", {6, "SHUTDOWN_STATE"});
    const Result result = tick({"-a"});
    EXPECT_EQ(result.kind(), Result::Kind::Fatal);
    EXPECT_THAT(result.reason(), StartsWith("httpok: supervisord doesn't tell its processes: "));
}

TEST_F(HttpokTest, AProcessInItsGracePeriodIsLeftAlone) {
    tick({"-p", "web1", "--grace", "61"});
    EXPECT_THAT(calls(), ElementsAre("getAllProcessInfo", "getAllProcessInfo"));
    EXPECT_THAT(mail(), HasSubstr("web:web1 was started 60 s ago, NOT restarting before 61 s"));
}

TEST_F(HttpokTest, APasswordOfTheUrlIsInNoText) {
    tick({"-p", "old"}, "http://user:s3cret@127.0.0.1:1/");
    EXPECT_THAT(mail(), HasSubstr("error contacting http://127.0.0.1:1/:"));
    EXPECT_THAT(mail(), testing::Not(HasSubstr("s3cret")));
}

TEST_F(HttpokTest, OtherEventsAreAnsweredOk) {
    ASSERT_TRUE(host.start({dead_url}));
    EXPECT_EQ(host.send(test::process_exited("foo", "g", false)).kind(), Result::Kind::Ok);
    EXPECT_THAT(calls(), IsEmpty());
}

TEST_F(HttpokTest, AFailureIsSilentWithOneOfTheNamedProcessesAndRestartsAllTheSame) {
    silence({{"web:web1", in_an_hour()}});
    EXPECT_EQ(tick({"-p", "web1", "-p", "foo"}).kind(), Result::Kind::Ok);
    EXPECT_THAT(calls(), Contains("startProcess web:web1"));
    EXPECT_THAT(calls(), Contains("startProcess foo"));
    EXPECT_EQ(mail(), "");
    EXPECT_THAT(held(), ElementsAre(StartsWith("httpok: 1 failure of http://127.0.0.1:1/, which was silent on ")));
}

TEST_F(HttpokTest, WithAnyItIsSilentWhenAllProcessesAre) {
    silence({{"web:web1", in_an_hour()}});
    tick({"-a"});
    EXPECT_THAT(mail(), HasSubstr("Subject: httpok: http://127.0.0.1:1/: bad status returned"));
    std::filesystem::remove(folder / "mail");
    host.stop();
    ASSERT_TRUE(outbox::write_silences(
        folder / "outbox", {{"web:web1", in_an_hour()}, {"foo:foo", in_an_hour()}, {"old:old", in_an_hour()}}));
    tick({"-a"});
    EXPECT_EQ(mail(), "");
}

TEST_F(HttpokTest, MoreFailuresThanTheLimitAreHeld) {
    tick({"-p", "old", "--rate-limit", "1/1h"});
    EXPECT_THAT(mail(), HasSubstr("bad status returned"));
    std::filesystem::remove(folder / "mail");
    RestartingPlugin::tick();
    EXPECT_EQ(mail(), "");
    EXPECT_THAT(host.log(), Contains(StartsWith("httpok: an alert about http://127.0.0.1:1/ is held for the digest")));
}

} // namespace
} // namespace halberd
