#include "core/base/shown_text.hpp"

#include <gtest/gtest.h>

namespace halberd {
namespace {

TEST(ShownText, PlainTextIsShownAsItIs) {
    EXPECT_EQ(shown_text("web:web_00 'x'"), "web:web_00 'x'");
}

TEST(ShownText, NothingCanForgeALineOrSpeakToATerminal) {
    EXPECT_EQ(shown_text("a\nb\r\x1b[31m\x7f\xc3\xa9"), "a\\nb\\x0d\\x1b[31m\\x7f\\xc3\\xa9");
}

TEST(ShownText, LongTextIsCut) {
    EXPECT_EQ(shown_text("abcdef", 3), "abc...");
    EXPECT_EQ(shown_text("abc", 3), "abc");
}

} // namespace
} // namespace halberd
