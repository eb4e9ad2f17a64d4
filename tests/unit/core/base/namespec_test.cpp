#include "core/base/namespec.hpp"

#include <gtest/gtest.h>

namespace halberd {
namespace {

TEST(Namespec, AloneNamesGroupAndProcessAlike) {
    EXPECT_EQ(parse_namespec("cat"), (Namespec{"cat", "cat"}));
    EXPECT_EQ(to_string(Namespec{"cat", "cat"}), "cat");
}

TEST(Namespec, ColonSeparatesGroupFromProcess) {
    EXPECT_EQ(parse_namespec("web:web_00"), (Namespec{"web", "web_00"}));
    EXPECT_EQ(to_string(Namespec{"web", "web_00"}), "web:web_00");
}

TEST(Namespec, StarOrNothingAfterTheColonNamesTheGroup) {
    EXPECT_TRUE(parse_namespec("web:*").names_group());
    EXPECT_TRUE(parse_namespec("web:").names_group());
    EXPECT_EQ(to_string(parse_namespec("web:")), "web:*");
}

TEST(NamespecTest, APatternFitsProcessesAndGroups) {
    const Namespec process{"web", "web_01"};
    EXPECT_TRUE(fits("web:*_0?", process));
    EXPECT_TRUE(fits("*:web_[0-9]1", process));
    EXPECT_TRUE(fits("web_*", process));
    EXPECT_TRUE(fits("we?", process));
    EXPECT_FALSE(fits("web:web", process));
    EXPECT_FALSE(fits("_01", process));
    EXPECT_FALSE(fits("db:*", process));
}

} // namespace
} // namespace halberd
