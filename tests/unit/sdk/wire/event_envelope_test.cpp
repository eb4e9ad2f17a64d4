#include "sdk/wire/event_envelope.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace halberd::wire {
namespace {

using testing::ElementsAre;
using testing::Pair;

EventHeader exited() {
    EventHeader header;
    header.server = "supervisor";
    header.serial = 21;
    header.pool = "crashmail";
    header.pool_serial = 10;
    header.event_name = "PROCESS_STATE_EXITED";
    return header;
}

TEST(EventEnvelope, HasSupervisorsTokensInOrder) {
    EXPECT_EQ(format_event(exited(), "processname:cat", EventLength::Characters),
              "ver:3.0 server:supervisor serial:21 pool:crashmail poolserial:10 eventname:PROCESS_STATE_EXITED len:15\n"
              "processname:cat");
}

TEST(EventEnvelope, LengthCountsCharactersOrBytesAsAsked) {
    EXPECT_THAT(format_event(exited(), "größe €", EventLength::Characters), testing::HasSubstr("len:7\n"));
    EXPECT_THAT(format_event(exited(), "größe €", EventLength::Bytes), testing::HasSubstr("len:11\n"));
}

TEST(EventEnvelope, EachByteThatIsNotUtf8CountsOne) {
    EXPECT_EQ(payload_length("a\xFFz", EventLength::Characters), 3u);
    EXPECT_EQ(payload_length("\xC0\xAF", EventLength::Characters), 2u) << "overlong slash";
    EXPECT_EQ(payload_length("\xED\xA0\x80", EventLength::Characters), 3u) << "surrogate";
    EXPECT_EQ(payload_length("\xF4\x90\x80\x80", EventLength::Characters), 4u) << "above U+10FFFF";
    EXPECT_EQ(payload_length("\xE2\x82", EventLength::Characters), 2u) << "broken off";
    EXPECT_EQ(payload_length("\xE2\x82\xE2\x82\xAC", EventLength::Characters), 3u) << "broken off, then a euro";
}

TEST(EventEnvelope, LargestAndSmallestCodePointsOfEachLengthCountOne) {
    for (const char* character : {"\x7F", "\xC2\x80", "\xDF\xBF", "\xE0\xA0\x80", "\xED\x9F\xBF", "\xEE\x80\x80",
                                  "\xEF\xBF\xBF", "\xF0\x90\x80\x80", "\xF4\x8F\xBF\xBF"}) {
        EXPECT_EQ(payload_length(character, EventLength::Characters), 1u) << character;
    }
}

TEST(EventEnvelope, HeaderIsReadBack) {
    const auto header = parse_event_header(
        "ver:3.0 server:supervisor serial:18446744073709551615 pool:l poolserial:10 eventname:TICK_5 len:15");
    ASSERT_TRUE(header);
    EXPECT_EQ(header->version, "3.0");
    EXPECT_EQ(header->server, "supervisor");
    EXPECT_EQ(header->serial, 18446744073709551615u);
    EXPECT_EQ(header->pool, "l");
    EXPECT_EQ(header->pool_serial, 10u);
    EXPECT_EQ(header->event_name, "TICK_5");
    EXPECT_EQ(header->length, 15u);
}

TEST(EventEnvelope, HeaderMayHaveFurtherTokensInAnyOrder) {
    const auto header =
        parse_event_header("len:3 new:thing eventname:TICK_5 poolserial:1 pool:l serial:2 server:a:b ver:3.1");
    ASSERT_TRUE(header);
    EXPECT_EQ(header->server, "a:b");
    EXPECT_EQ(header->length, 3u);
}

TEST(EventEnvelope, HeaderWithoutARequiredTokenOrWithABadNumberIsRefused) {
    EXPECT_FALSE(parse_event_header(""));
    EXPECT_FALSE(parse_event_header("ver:3.0 server:s serial:1 pool:p poolserial:1 eventname:TICK_5"));
    EXPECT_FALSE(parse_event_header("ver:3.0 server:s serial:1 pool:p poolserial:1 len:5"));
    EXPECT_FALSE(parse_event_header("ver:3.0 server:s serial:1 pool:p poolserial:1 eventname:TICK_5 len:5x"));
    EXPECT_FALSE(parse_event_header("ver:3.0 server:s serial:1 pool:p poolserial:1 eventname:TICK_5 len:-5"));
    EXPECT_FALSE(parse_event_header("ver:3.0 server:s serial:one pool:p poolserial:1 eventname:TICK_5 len:5"));
}

TEST(EventTokens, ComeInOrderAndSplitAtTheFirstColon) {
    EXPECT_THAT(
        parse_tokens("processname:cat groupname:a:b  stray expected:0\npid:"),
        ElementsAre(Pair("processname", "cat"), Pair("groupname", "a:b"), Pair("expected", "0"), Pair("pid", "")));
}

} // namespace
} // namespace halberd::wire
