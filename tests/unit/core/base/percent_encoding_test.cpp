#include "core/base/percent_encoding.hpp"

#include <gtest/gtest.h>

namespace halberd {
namespace {

TEST(PercentEncoding, EverythingButUnreservedBytesIsEncoded) {
    EXPECT_EQ(percent_encode("web:* a/b_c.d-e~f"), "web%3A%2A%20a/b_c.d-e~f");
    EXPECT_EQ(percent_encode("\xc3\xa9\n&"), "%C3%A9%0A%26");
}

TEST(PercentEncoding, DecodingReversesIt) {
    EXPECT_EQ(percent_decode("web%3A%2a%20x"), "web:* x");
    EXPECT_EQ(percent_decode(percent_encode("caf\xc3\xa9 <&%>")), "caf\xc3\xa9 <&%>");
}

TEST(PercentEncoding, APercentSignWithoutTwoDigitsStandsForItself) {
    EXPECT_EQ(percent_decode("100%"), "100%");
    EXPECT_EQ(percent_decode("%4"), "%4");
    EXPECT_EQ(percent_decode("%zz%+1%-1% 1%41"), "%zz%+1%-1% 1A");
}

} // namespace
} // namespace halberd
