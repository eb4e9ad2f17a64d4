#include "plugins/portcheck/escapes.hpp"

#include <gtest/gtest.h>

namespace halberd::portcheck {
namespace {

TEST(Unescaped, EscapesAreBytes) {
    EXPECT_EQ(unescaped("PING\\r\\n"), "PING\r\n");
    EXPECT_EQ(unescaped("a\\tb\\\\n\\x41\\xfF"), "a\tb\\nA\xFF");
    EXPECT_EQ(unescaped("\\0"), std::string(1, '\0'));
    EXPECT_EQ(unescaped("größe"), "größe");
    EXPECT_EQ(unescaped(""), "");
}

TEST(Unescaped, ABackslashBeforeAnythingElseIsNone) {
    for (const char* text : {"\\", "a\\", "\\q", "\\x", "\\x4", "\\xg0"}) {
        EXPECT_FALSE(unescaped(text)) << text;
    }
}

TEST(Shown, IsOneLineOfAscii) {
    EXPECT_EQ(shown("-ERR no\r\n\\\x01\xFF"), "-ERR no\\r\\n\\\\\\x01\\xff");
    EXPECT_EQ(shown(std::string(80, 'x')), std::string(80, 'x'));
    EXPECT_EQ(shown(std::string(81, 'x')), std::string(80, 'x') + "…");
}

} // namespace
} // namespace halberd::portcheck
