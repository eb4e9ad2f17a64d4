#include "ctl/status_table.hpp"

#include <gtest/gtest.h>

namespace halberd::ctl {
namespace {

ProcessInfo process(const std::string& group, const std::string& name, const std::string& state,
                    const std::string& description) {
    return {{group, name}, 0, state, description, 0};
}

TEST(StatusTable, PadsTheNameTo33AndTheStateTo10) {
    const ProcessInfo processes[] = {process("cat", "cat", "RUNNING", "pid 7, uptime 0:00:01"),
                                     process("web", "web_00", "STOPPED", "Not started")};
    EXPECT_EQ(format_status_table(processes),
              "cat                              RUNNING   pid 7, uptime 0:00:01\n"
              "web:web_00                       STOPPED   Not started\n");
}

TEST(StatusTable, KeepsTheBlanksOfAStateWithoutDescription) {
    const ProcessInfo processes[] = {process("cat", "cat", "STARTING", "")};
    EXPECT_EQ(format_status_table(processes), "cat                              STARTING  \n");
}

TEST(StatusTable, GrowsWithTheLongestName) {
    const ProcessInfo processes[] = {process("g", std::string(30, 'x'), "RUNNING", "d"),
                                     process("a", "a", "FATAL", "e")};
    EXPECT_EQ(format_status_table(processes), "g:" + std::string(30, 'x') + "   RUNNING   d\n" + //
                                                  "a" + std::string(34, ' ') + "FATAL     e\n");
}

TEST(StatusTable, CountsCharactersNotBytes) {
    const ProcessInfo processes[] = {process("监控", "监控", "RUNNING", "d")};
    EXPECT_EQ(format_status_table(processes), "监控" + std::string(31, ' ') + "RUNNING   d\n");
}

TEST(StatusTable, OfNothingIsEmpty) {
    EXPECT_EQ(format_status_table({}), "");
}

} // namespace
} // namespace halberd::ctl
