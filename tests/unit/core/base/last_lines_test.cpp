#include "core/base/last_lines.hpp"

#include <gtest/gtest.h>

namespace halberd {
namespace {

TEST(LastLines, AreWholeLines) {
    EXPECT_EQ(last_lines("a\nb\nc\n", 2), "b\nc\n");
    EXPECT_EQ(last_lines("a\nb\nc", 2), "b\nc");
    EXPECT_EQ(last_lines("a\n\n\n", 2), "\n\n");
    EXPECT_EQ(last_lines("a\n", 5), "a\n");
    EXPECT_EQ(last_lines("a\nb\n", 0), "");
    EXPECT_EQ(last_lines("", 3), "");
}

TEST(LastLines, ALineWithoutItsBeginningGoesUnlessThereIsNoOther) {
    EXPECT_EQ(without_cut_line("ginning\nb\nc"), "b\nc");
    EXPECT_EQ(without_cut_line("ginning\n"), "ginning\n");
    EXPECT_EQ(without_cut_line("ginning"), "ginning");
    EXPECT_EQ(without_cut_line(""), "");
}

} // namespace
} // namespace halberd
