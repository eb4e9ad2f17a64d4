#include "sdk/supervisor/process_exit.hpp"

#include <gtest/gtest.h>

namespace halberd::supervisor {
namespace {

using xmlrpc::Array;
using xmlrpc::Struct;

TEST(ReadProcessExit, TakesWhatExplainExitAnswers) {
    const auto exit = read_process_exit(
        Struct{{"pid", 77},
               {"started", 100},
               {"ended", 160},
               {"description", "terminated by SIGSEGV (core dumped)"},
               {"exitstatus", -1},
               {"signal", 11},
               {"core_dumped", true},
               {"directory", "/srv"},
               {"program", "bin/a"},
               {"uid", 33},
               {"gid", 34},
               {"output", Array{Struct{{"stream", "stdout"}, {"status", "gone"}, {"description", "why"}, {"lines", ""}},
                                Struct{{"stream", "stderr"}, {"status", "complete"}, {"lines", "a\n"}}}}});
    ASSERT_TRUE(exit);
    EXPECT_EQ(exit->pid, 77);
    EXPECT_EQ(exit->ended - exit->started, std::chrono::seconds(60));
    EXPECT_EQ(exit->description, "terminated by SIGSEGV (core dumped)");
    EXPECT_EQ(exit->exit_status, -1);
    EXPECT_EQ(exit->signal, 11);
    EXPECT_TRUE(exit->has_dumped_core);
    EXPECT_EQ(exit->directory + ":" + exit->program, "/srv:bin/a");
    EXPECT_EQ(exit->uid, 33);
    EXPECT_EQ(exit->gid, 34);
    EXPECT_EQ(exit->last_stdout.status, "gone");
    EXPECT_EQ(exit->last_stdout.description, "why");
    EXPECT_EQ(exit->last_stderr.lines, "a\n");
}

TEST(ReadProcessExit, IsNothingForWhatIsNoEnd) {
    EXPECT_FALSE(read_process_exit(true));
    EXPECT_FALSE(read_process_exit(Struct{{"pid", 77}}));
}

} // namespace
} // namespace halberd::supervisor
