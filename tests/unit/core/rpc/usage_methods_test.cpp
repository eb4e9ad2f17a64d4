#include "tests/unit/core/rpc/rpc_fixture.hpp"

#include <chrono>

namespace halberd {
namespace {

using namespace std::chrono_literals;
using UsageMethods = RpcTest;

TEST_F(UsageMethods, GetProcessUsageTellsWhatEachProcessTakes) {
    control.add("web", "a");
    ProcessUsage usage;
    usage.info = control.table.at({"web", "a"}).info;
    usage.starts = 4;
    usage.restarts = 3;
    usage.own = ResourceUsage{1250ms, 4096, 7, 1};
    usage.tree = ResourceUsage{2s, 5'000'000'000, std::nullopt, 3};
    usage.stdout_bytes = 99;
    control.usages.processes = {usage};
    EXPECT_EQ(call("halberd.getProcessUsage"), Value(Array{Struct{{"name", "a"},
                                                                  {"group", "web"},
                                                                  {"statename", "RUNNING"},
                                                                  {"pid", 101},
                                                                  {"start", 1'795'458'960},
                                                                  {"stop", 0},
                                                                  {"now", 1'795'458'965},
                                                                  {"exitstatus", 0},
                                                                  {"starts", 4},
                                                                  {"restarts", 3},
                                                                  {"cpu", 1.25},
                                                                  {"rss", 4096},
                                                                  {"fds", 7},
                                                                  {"processes", 3},
                                                                  {"tree_cpu", 2.0},
                                                                  {"tree_rss", std::int64_t{5'000'000'000}},
                                                                  {"stdout_bytes", 99}}}));
}

TEST_F(UsageMethods, ANumberBeyond32BitsIsAnI8) {
    control.add("web", "a");
    ProcessUsage usage;
    usage.info = control.table.at({"web", "a"}).info;
    usage.stderr_bytes = 5'000'000'000;
    control.usages.processes = {usage};
    send("halberd.getProcessUsage");
    control.run_replies();
    ASSERT_TRUE(reply);
    EXPECT_NE(reply->xml.find("<i8>5000000000</i8>"), std::string::npos) << reply->xml;
}

TEST_F(UsageMethods, ItTakesNoArgumentsAndIsRefusedWhileTheDaemonGoesDown) {
    EXPECT_EQ(call("halberd.getProcessUsage", {1}), refused("2 INCORRECT_PARAMETERS"));
    control.supervisor_state = SupervisorState::Shutdown;
    EXPECT_EQ(call("halberd.getProcessUsage"), refused("6 SHUTDOWN_STATE"));
}

} // namespace
} // namespace halberd
