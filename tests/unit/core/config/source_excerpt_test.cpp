#include "core/config/source_excerpt.hpp"

#include <gtest/gtest.h>

namespace halberd {
namespace {

TEST(SourceExcerpt, PutsTheCaretBelowTheCharacter) {
    EXPECT_EQ(source_excerpt("startsecs=x", 12, 11),
              "  12 | startsecs=x\n"
              "     |           ^\n");
    EXPECT_EQ(source_excerpt("a=\xC3\xA9\xE2\x82\xACx", 3, 5),
              "  3 | a=\xC3\xA9\xE2\x82\xACx\n"
              "    |     ^\n");
}

TEST(SourceExcerpt, MayPointBehindTheLineOrAtTheWholeOfIt) {
    EXPECT_EQ(source_excerpt("[open", 1, 6),
              "  1 | [open\n"
              "    |      ^\n");
    EXPECT_EQ(source_excerpt("p=***", 1, 40),
              "  1 | p=***\n"
              "    |      ^\n");
    EXPECT_EQ(source_excerpt("[open", 1, 0), "  1 | [open\n");
}

TEST(SourceExcerpt, KeepsTheCaretAlignedBehindTabs) {
    EXPECT_EQ(source_excerpt("\ta\t=x", 7, 5),
              "  7 |     a    =x\n"
              "    |           ^\n");
}

TEST(SourceExcerpt, ShowsWhatATerminalWouldActUpon) {
    EXPECT_EQ(source_excerpt("a=\x1b[2J\xE2\x80\xAEx\xC2\x9B\xFF!", 1, 11),
              "  1 | a=\\x1b[2J\\u202ex\\x9b\\xff!\n"
              "    |                         ^\n");
}

TEST(SourceExcerpt, CutsALongLineAroundTheCaret) {
    const std::string line = std::string(50, 'a') + "X" + std::string(50, 'b');
    EXPECT_EQ(source_excerpt(line, 1, 51, 10),
              "  1 | \xE2\x80\xA6"
              "aaaaaXbbbb\xE2\x80\xA6\n"
              "    |       ^\n");
    EXPECT_EQ(source_excerpt(line, 1, 1, 10), "  1 | aaaaaaaaaa\xE2\x80\xA6\n    | ^\n");
    EXPECT_EQ(source_excerpt(line, 1, 101, 10),
              "  1 | \xE2\x80\xA6"
              "bbbbbbbbbb\n    |           ^\n");
}

TEST(VisibleText, IsOneLine) {
    EXPECT_EQ(visible_text("a\nb\r\tc\x7F"), "a\\nb\\r c\\x7f");
}

} // namespace
} // namespace halberd
