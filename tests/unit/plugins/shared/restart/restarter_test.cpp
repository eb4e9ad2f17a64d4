#include "plugins/shared/restart/restarter.hpp"

#include "sdk/testing/fake_rpc.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace halberd::restart {
namespace {

using std::chrono::seconds;
using supervisor::ProcessInfo;
using testing::ElementsAre;
using testing::IsEmpty;

ProcessInfo process(const std::string& group, const std::string& name, std::int64_t state = supervisor::state_running) {
    ProcessInfo info;
    info.group = group;
    info.name = name;
    info.state = state;
    info.start = seconds(1000);
    info.now = seconds(1030);
    return info;
}

class RestarterTest : public testing::Test {
 protected:
    RestarterTest() {
        rpc.answer("supervisor.stopProcess", true);
        rpc.answer("supervisor.startProcess", true);
    }

    int restart(const ProcessChoice& choice, const std::vector<ProcessInfo>& processes, seconds grace = seconds(0)) {
        supervisor::Client daemon(xmlrpc::Client(xmlrpc::parse_url(rpc.url()).value()));
        report.clear();
        return Restarter(daemon, choice, grace)
            .restart(
                processes, [this](const std::string& line) { report.push_back(line); },
                [this](const ProcessInfo& stopped) { report.push_back("before the stop of " + stopped.name); });
    }

    std::vector<std::string> calls() const {
        std::vector<std::string> made;
        for (const xmlrpc::Call& call : rpc.calls()) {
            made.push_back(call.method.substr(11) + " " + call.arguments.at(0).value_or(std::string()));
        }
        return made;
    }

    test::FakeRpc rpc;
    std::vector<std::string> report;
};

TEST_F(RestarterTest, RunningOnesAreRestartedAndTheOthersNamed) {
    EXPECT_EQ(restart({false, {"web1", "foo"}, ""},
                      {process("web", "web1"), process("web", "web2"), process("foo", "foo", 0)}),
              1);
    EXPECT_THAT(report, ElementsAre("Restarting selected processes ['web1', 'foo']", "before the stop of web1",
                                    "web:web1 is in RUNNING state, restarting", "web:web1 restarted",
                                    "foo not in RUNNING state, NOT restarting"));
    EXPECT_THAT(calls(), ElementsAre("stopProcess web:web1", "startProcess web:web1"));
}

TEST_F(RestarterTest, AnyRestartsAllButTheListenerItself) {
    EXPECT_EQ(restart({true, {}, "httpok:httpok"}, {process("foo", "foo"), process("httpok", "httpok")}), 1);
    EXPECT_THAT(report, ElementsAre("Restarting all running processes", "before the stop of foo",
                                    "foo is in RUNNING state, restarting", "foo restarted"));
    EXPECT_THAT(calls(), ElementsAre("stopProcess foo", "startProcess foo"));
}

TEST_F(RestarterTest, AFailedStopIsReportedAndTheStartIsTriedAnyway) {
    rpc.refuse("supervisor.stopProcess", {70, "NOT_RUNNING: foo"});
    rpc.refuse("supervisor.startProcess", {50, "SPAWN_ERROR: foo"});
    EXPECT_EQ(restart({false, {"foo"}, ""}, {process("foo", "foo")}), 0);
    EXPECT_THAT(report, ElementsAre("Restarting selected processes ['foo']", "before the stop of foo",
                                    "foo is in RUNNING state, restarting",
                                    "Failed to stop process foo: <Fault 70: 'NOT_RUNNING: foo'>",
                                    "Failed to start process foo: <Fault 50: 'SPAWN_ERROR: foo'>"));
    EXPECT_THAT(calls(), ElementsAre("stopProcess foo", "startProcess foo"));
}

TEST_F(RestarterTest, NamesWithoutAProcessAreReported) {
    restart({false, {"foo", "gone"}, ""}, {process("foo", "foo", 0)});
    EXPECT_EQ(report.back(), "Programs not restarted because they did not exist: ['gone']");
}

TEST_F(RestarterTest, AProcessInItsGracePeriodIsLeftAlone) {
    EXPECT_EQ(restart({false, {"foo"}, ""}, {process("foo", "foo")}, seconds(31)), 0);
    EXPECT_EQ(report.back(), "foo was started 30 s ago, NOT restarting before 31 s");
    EXPECT_THAT(calls(), IsEmpty());
    EXPECT_EQ(restart({false, {"foo"}, ""}, {process("foo", "foo")}, seconds(30)), 1);
}

} // namespace
} // namespace halberd::restart
