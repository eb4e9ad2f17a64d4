#include "plugins/shared/gateway/notice.hpp"

#include <gtest/gtest.h>

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

} // namespace
} // namespace halberd::gateway
