// The plugin behind its C table, with a supervisor to ask and real processes to measure.

#include "tests/unit/plugins/shared/restart/restarting_fixture.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <filesystem>

namespace halberd {
namespace {

using testing::AllOf;
using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::MatchesRegex;
using testing::StartsWith;

// A process that does nothing, while this lives.
class Idler {
 public:
    Idler() : pid_(::fork()) {
        while (pid_ == 0) {
            ::pause();
        }
    }
    ~Idler() {
        ::kill(pid_, SIGKILL);
        ::waitpid(pid_, nullptr, 0);
    }
    Idler(const Idler&) = delete;
    Idler& operator=(const Idler&) = delete;
    pid_t pid() const { return pid_; }

 private:
    pid_t pid_;
};

struct WithIdler {
    Idler idler;
};

// The process is forked before the supervisor has threads.
class MemmonTest : protected WithIdler, public RestartingPlugin {
 protected:
    MemmonTest() : RestartingPlugin("memmon") { have({process("g", "foo", idler.pid())}); }

    static xmlrpc::Value process(const char* group, const char* name, pid_t pid) {
        return xmlrpc::Struct{{"group", group}, {"name", name}, {"pid", int(pid)}, {"start", 1000}, {"now", 1060}};
    }
    void have(const xmlrpc::Array& processes) {
        rpc.answer("supervisor.getAllProcessInfo", processes);
        rpc.answer("supervisor.getProcessInfo", processes.front());
    }

    // What becomes of a tick when memmon runs with these arguments.
    Result tick(const std::vector<std::string>& arguments) {
        start(arguments);
        return RestartingPlugin::tick();
    }
};

TEST_F(MemmonTest, AProcessThatUsesTooMuchIsRestartedInSuperlancesOrderAndMailed) {
    EXPECT_EQ(tick({"-p", "foo=1KB"}).kind(), Result::Kind::Ok);
    EXPECT_THAT(calls(),
                ElementsAre("getAllProcessInfo", "getProcessInfo g:foo", "stopProcess g:foo", "startProcess g:foo"));
    EXPECT_THAT(mail(),
                MatchesRegex("To: ops@example.com\nSubject: memmon: process g:foo restarted\n\n"
                             "memmon.py restarted the process named g:foo at .* because it was consuming too much "
                             "memory .[0-9]+ bytes RSS."));
    EXPECT_THAT(host.log(), AllOf(Contains("Checking programs foo=1024"), Contains(StartsWith("RSS of g:foo is ")),
                                  Contains("Restarting g:foo")));
}

TEST_F(MemmonTest, AProcessWithinItsLimitIsLeftAlone) {
    EXPECT_EQ(tick({"-a", "100GB"}).kind(), Result::Kind::Ok);
    EXPECT_THAT(calls(), ElementsAre("getAllProcessInfo"));
    EXPECT_EQ(mail(), "");
}

TEST_F(MemmonTest, TwoLimitsThatAreExceededAreOneRestart) {
    tick({"-p", "foo=1KB", "-p", "g:foo=1KB", "-g", "g=1KB", "-a", "1KB"});
    EXPECT_THAT(calls(),
                ElementsAre("getAllProcessInfo", "getProcessInfo g:foo", "stopProcess g:foo", "startProcess g:foo"));
}

TEST_F(MemmonTest, ItLeavesOutItselfTheDaemonAndWhatDoesNotRun) {
    have({process("memmon", "memmon", idler.pid()), process("in-daemon", "plugin", ::getpid()),
          process("in-daemon", "other", ::getppid()), process("g", "stopped", 0)});
    EXPECT_EQ(tick({"-a", "0", "-p", "memmon=0"}).kind(), Result::Kind::Ok);
    EXPECT_THAT(calls(), ElementsAre("getAllProcessInfo"));
}

TEST_F(MemmonTest, AnUptimeAboveTheLimitIsNotMailed) {
    tick({"-a", "0", "-u", "59"});
    EXPECT_EQ(mail(), "");
    tick({"-a", "0", "-u", "1m"});
    EXPECT_THAT(mail(), HasSubstr("process g:foo restarted"));
}

TEST_F(MemmonTest, AStopThatFailsIsMailedWhateverTheUptimeAndEndsMemmon) {
    rpc.refuse("supervisor.stopProcess", {70, "NOT_RUNNING: g:foo"});
    const Result result = tick({"-a", "0", "-u", "1", "-n", "Shop"});
    EXPECT_EQ(result.kind(), Result::Kind::Fatal);
    EXPECT_THAT(result.reason(), HasSubstr("exiting: <Fault 70: 'NOT_RUNNING: g:foo'>"));
    EXPECT_THAT(mail(),
                StartsWith("To: ops@example.com\nSubject: memmon [Shop]: failed to stop process g:foo, exiting\n\n"
                           "Failed to stop process g:foo (RSS "));
    EXPECT_THAT(calls(), ElementsAre("getAllProcessInfo", "getProcessInfo g:foo", "stopProcess g:foo"));
}

TEST_F(MemmonTest, AStartThatFailsIsMailedAndEndsMemmon) {
    rpc.refuse("supervisor.startProcess", {50, "SPAWN_ERROR: g:foo"});
    EXPECT_EQ(tick({"-a", "0"}).kind(), Result::Kind::Fatal);
    EXPECT_THAT(mail(), HasSubstr("\n\nFailed to start process g:foo after stopping it, exiting: <Fault 50: "));
}

TEST_F(MemmonTest, AProcessThatWasRemovedMeanwhileIsSkippedAndTheOthersAreNot) {
    const Idler other;
    have({process("g", "foo", idler.pid()), process("g", "bar", other.pid())});
    rpc.handle("supervisor.getProcessInfo",
               [](const xmlrpc::Array& name) -> tl::expected<xmlrpc::Value, xmlrpc::FaultReply> {
                   if (name.at(0) == "g:foo") {
                       return tl::unexpected(xmlrpc::FaultReply{10, "BAD_NAME: g:foo"});
                   }
                   return process("g", "bar", 1);
               });
    EXPECT_EQ(tick({"-a", "0"}).kind(), Result::Kind::Ok);
    EXPECT_THAT(calls(), ElementsAre("getAllProcessInfo", "getProcessInfo g:foo", "getProcessInfo g:bar",
                                     "stopProcess g:bar", "startProcess g:bar"));
    EXPECT_THAT(host.log(), Contains(HasSubstr("memmon: g:foo is not restarted")));
}

TEST_F(MemmonTest, ASupervisordThatDoesNotAnswerEndsMemmonWithALine) {
    rpc.refuse("supervisor.getAllProcessInfo", {6, "SHUTDOWN_STATE"});
    const Result result = tick({"-a", "0"});
    EXPECT_EQ(result.kind(), Result::Kind::Fatal);
    EXPECT_EQ(result.reason(),
              "memmon: supervisord doesn't tell its processes: the server answered fault 6: SHUTDOWN_STATE");
}

TEST_F(MemmonTest, OtherEventsAreAnsweredOk) {
    ASSERT_TRUE(host.start({"-a", "0"}));
    EXPECT_EQ(host.send(test::process_exited("foo", "g", false)).kind(), Result::Kind::Ok);
    EXPECT_THAT(calls(), IsEmpty());
}

TEST_F(MemmonTest, WithoutAServerItDoesNotStartAndSaysWhatIsMissing) {
    host.variables.erase("SUPERVISOR_SERVER_URL");
    EXPECT_THAT(host.start({"-a", "0"}).error(), HasSubstr("memmon: SUPERVISOR_SERVER_URL is not set"));
}

TEST_F(MemmonTest, ASilentProcessIsRestartedAndNothingIsMailedUntilThatIsOver) {
    silence({{"g:foo", in_an_hour()}});
    EXPECT_EQ(tick({"-p", "foo=1KB", "-n", "shop"}).kind(), Result::Kind::Ok);
    EXPECT_THAT(calls(), Contains("startProcess g:foo"));
    EXPECT_EQ(mail(), "");
    EXPECT_THAT(host.log(), Contains(StartsWith("memmon: an alert about g:foo is held until its silence ends, at 20")));
    EXPECT_THAT(held(), ElementsAre(StartsWith("memmon [shop]: 1 restart of g:foo, which was silent on ")));
}

TEST_F(MemmonTest, MoreRestartsThanTheLimitAreHeld) {
    start({"-p", "foo=1KB", "--rate-limit", "1/1h"});
    RestartingPlugin::tick();
    EXPECT_THAT(mail(), HasSubstr("memmon: process g:foo restarted"));
    std::filesystem::remove(folder / "mail");
    host.log();
    RestartingPlugin::tick();
    EXPECT_EQ(mail(), "");
    EXPECT_THAT(host.log(), Contains(StartsWith("memmon: an alert about g:foo is held for the digest at 20")));
}

TEST_F(MemmonTest, TheEnvironmentHasDefaultsForTheLimits) {
    host.variables["SUPERVISOR_ALERTS_MAIL_LIMIT"] = "2/3600";
    start({"-p", "foo=1KB"});
    RestartingPlugin::tick();
    host.log();
    RestartingPlugin::tick();
    EXPECT_THAT(host.log(), Contains(StartsWith("memmon: an alert about g:foo is held for the digest at 20")));
    host.variables["SUPERVISOR_ALERTS_MAIL_LIMIT"] = "2";
    EXPECT_EQ(host.start({"-p", "foo=1KB"}).error(),
              "memmon: SUPERVISOR_ALERTS_MAIL_LIMIT '2' is none; write it like 20/10m, with 2 or more");
}

} // namespace
} // namespace halberd
