#include "plugins/shared/gateway/notice.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

namespace halberd::gateway {
namespace {

TEST(NoticeTest, FieldsComeBackAsTheyWere) {
    const Fields fields{{"text", "a\n\"b\" é"}, {"process", "foo"}, {"empty", ""}};
    EXPECT_EQ(unpack(pack(fields)), fields);
}

TEST(NoticeTest, WhatIsNoUtf8BecomesAQuestionMark) {
    EXPECT_EQ(unpack(pack({{"process", "f\xff\xc3"}})), (Fields{{"process", "f??"}}));
}

TEST(NoticeTest, AnyOtherTextIsTheText) {
    EXPECT_EQ(unpack("It rains"), (Fields{{"text", "It rains"}}));
    EXPECT_EQ(unpack("[1]\xff"), (Fields{{"text", "[1]?"}}));
}

TEST(ShortenedTest, WhatHasRoomStays) {
    EXPECT_EQ(shortened("a\nb"), "a\nb");
    EXPECT_EQ(shortened(std::string(1500, 'x')), std::string(1500, 'x'));
}

TEST(ShortenedTest, LinesThatHaveNoRoomAreCounted) {
    std::string lines = std::string(99, 'x');
    for (int line = 1; line < 20; ++line) {
        lines += "\n" + std::string(99, 'x');
    }
    const std::string text = shortened(lines);
    EXPECT_THAT(text, testing::EndsWith("x\nand 5 more"));
    EXPECT_EQ(std::count(text.begin(), text.end(), 'x'), 15 * 99);
}

TEST(ShortenedTest, ALineThatIsTooLongIsCut) {
    EXPECT_EQ(shortened(std::string(5000, 'x')), std::string(1500, 'x'));
}

} // namespace
} // namespace halberd::gateway
