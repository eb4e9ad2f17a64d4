#include "core/base/byte_size.hpp"

#include <gtest/gtest.h>

namespace halberd {
namespace {

TEST(ByteSize, ReadsSuffixesOfAnyCase) {
    EXPECT_EQ(parse_byte_size("50MB"), ByteSize{50 * 1024 * 1024});
    EXPECT_EQ(parse_byte_size("2kb"), ByteSize{2048});
    EXPECT_EQ(parse_byte_size("1Gb"), ByteSize{1024ull * 1024 * 1024});
    EXPECT_EQ(parse_byte_size("1024"), ByteSize{1024});
    EXPECT_EQ(parse_byte_size("0"), ByteSize{0});
}

TEST(ByteSize, RefusesWhatIsNoSize) {
    for (const char* text : {"", "MB", "10XB", "1.5MB", "-1", "ten", "99999999999999999999", "9999999999999GB"}) {
        EXPECT_FALSE(parse_byte_size(text)) << text;
    }
}

TEST(ByteSize, IsWrittenWithTheLargestSuffixThatFits) {
    for (const char* text : {"0", "1", "1023", "1KB", "1025", "50MB", "1025KB", "3GB"}) {
        EXPECT_EQ(to_string(*parse_byte_size(text)), text);
    }
    EXPECT_EQ(to_string(*parse_byte_size("2048MB")), "2GB");
}

} // namespace
} // namespace halberd
