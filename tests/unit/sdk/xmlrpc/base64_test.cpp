#include "sdk/xmlrpc/base64.hpp"

#include <gtest/gtest.h>

namespace halberd::xmlrpc {
namespace {

std::string encoded(std::string_view bytes) {
    std::string out;
    append_base64(out, bytes);
    return out;
}

TEST(Base64, EncodesTheVectorsOfTheStandard) {
    EXPECT_EQ(encoded(""), "");
    EXPECT_EQ(encoded("f"), "Zg==");
    EXPECT_EQ(encoded("fo"), "Zm8=");
    EXPECT_EQ(encoded("foo"), "Zm9v");
    EXPECT_EQ(encoded("foobar"), "Zm9vYmFy");
    EXPECT_EQ(encoded(std::string_view("\xFB\xFF\x00", 3)), "+/8A");
}

TEST(Base64, DecodesWhatItEncodedForEveryByteAndLength) {
    std::string bytes;
    for (int i = 0; i < 260; ++i) {
        EXPECT_EQ(decode_base64(encoded(bytes)), bytes) << i;
        bytes += static_cast<char>(i);
    }
}

TEST(Base64, IgnoresLineBreaks) {
    EXPECT_EQ(decode_base64("\nZm9v\r\n YmFy\n"), "foobar");
    EXPECT_EQ(decode_base64("Zg=\n="), "f");
}

TEST(Base64, RefusesForeignCharactersAndCutGroups) {
    EXPECT_EQ(decode_base64("Zm9v!"), std::nullopt);
    EXPECT_EQ(decode_base64("Z"), std::nullopt);
    EXPECT_EQ(decode_base64("Z==="), std::nullopt);
    EXPECT_EQ(decode_base64("Zg"), std::nullopt);
    EXPECT_EQ(decode_base64("Zg="), std::nullopt);
    EXPECT_EQ(decode_base64("Zg==Zg=="), std::nullopt);
}

} // namespace
} // namespace halberd::xmlrpc
