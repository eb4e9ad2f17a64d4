#include "sdk/supervisor/process_info.hpp"

#include <gtest/gtest.h>

namespace halberd::supervisor {
namespace {

TEST(ReadProcessInfo, TakesWhatGetProcessInfoAnswers) {
    const auto info = read_process_info(xmlrpc::Struct{{"name", "cat"},
                                                       {"group", "pets"},
                                                       {"state", 20},
                                                       {"pid", 4711},
                                                       {"start", 1000},
                                                       {"now", 1065},
                                                       {"exitstatus", 3}});
    ASSERT_TRUE(info);
    EXPECT_EQ(info->full_name(), "pets:cat");
    EXPECT_TRUE(info->is_running());
    EXPECT_EQ(info->pid, 4711);
    EXPECT_EQ(info->exit_status, 3);
    EXPECT_EQ(info->uptime(), std::chrono::seconds(65));
}

TEST(ReadProcessInfo, IsNothingForWhatNamesNoProcess) {
    EXPECT_FALSE(read_process_info(true));
    EXPECT_FALSE(read_process_info(xmlrpc::Struct{{"name", "cat"}}));
}

TEST(ProcessInfoTest, ANamespecIsTheNameAloneWhenTheGroupHasIt) {
    ProcessInfo info;
    info.name = "cat";
    info.group = "cat";
    EXPECT_EQ(info.namespec(), "cat");
    EXPECT_EQ(info.full_name(), "cat:cat");
    info.group = "pets";
    EXPECT_EQ(info.namespec(), "pets:cat");
}

} // namespace
} // namespace halberd::supervisor
