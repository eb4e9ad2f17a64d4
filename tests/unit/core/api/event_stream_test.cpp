#include "tests/unit/core/api/api_fixture.hpp"

#include <gmock/gmock.h>

namespace halberd {
namespace {

using testing::HasSubstr;

class EventStreamTest : public ApiTest {
 protected:
    static EventFeed::Entry event(std::uint64_t id) { return {id, WallTime{}, "TICK_5", "when:5"}; }

    // The daemon answers the question that waits.
    void happen(const EventFeed::Entries& entries) {
        ASSERT_FALSE(control.feed.waiting.empty());
        const auto reply = std::move(control.feed.waiting.back());
        control.feed.waiting.pop_back();
        reply(entries);
    }
    const EventFeed::Query& last_query() const { return control.feed.queries.back(); }
};

TEST_F(EventStreamTest, EventsComeAsTheyHappen) {
    control.feed.entries = {event(4)};
    const auto client = send("GET", "/events");
    ASSERT_TRUE(client->streaming);
    EXPECT_EQ(client->answer->content_type, "text/event-stream");
    EXPECT_EQ(client->streamed, "retry: 2000\n\n");
    EXPECT_EQ(last_query().after, 4U);
    happen({event(5), event(6)});
    EXPECT_THAT(client->streamed, HasSubstr("\n\nid: ff-5\ndata: {\"id\":5,\"type\":\"TICK_5\","));
    EXPECT_THAT(client->streamed, HasSubstr("\n\nid: ff-6\ndata: {\"id\":6,"));
    EXPECT_EQ(last_query().after, 6U);
}

TEST_F(EventStreamTest, WhatIsInMemoryComesWithTheHead) {
    control.feed.entries = {event(4), event(5)};
    last_event_id = "ff-4";
    const auto client = send("GET", "/events");
    EXPECT_THAT(client->streamed, HasSubstr("retry: 2000\n\nid: ff-5\ndata: "));
    EXPECT_EQ(last_query().after, 5U);
}

TEST_F(EventStreamTest, ACommentKeepsASilentConnection) {
    const auto client = send("GET", "/events");
    happen({});
    EXPECT_EQ(client->streamed, "retry: 2000\n\n: nothing new\n\n");
    EXPECT_EQ(control.feed.waiting.size(), 1U);
}

TEST_F(EventStreamTest, AClientThatComesAgainGoesOnWhereItWas) {
    last_event_id = "ff-12";
    send("GET", "/events");
    EXPECT_EQ(last_query().after, 12U);
    last_event_id = "fe-12"; // of an earlier daemon: all that this one has
    send("GET", "/events");
    EXPECT_EQ(last_query().after, 0U);
    last_event_id = "ff-12"; // a browser asks with the same address each time
    send("GET", "/events?after=3");
    EXPECT_EQ(last_query().after, 12U);
    last_event_id = "what";
    send("GET", "/events");
    EXPECT_EQ(last_query().after, 0U);
    last_event_id.clear();
    send("GET", "/events?after=3");
    EXPECT_EQ(last_query().after, 3U);
    EXPECT_EQ(problem("GET", "/events?after=x"), "400 query: after: must be an id of the stream, or a number");
}

TEST_F(EventStreamTest, NothingIsAskedForAClientThatHasGone) {
    const auto client = send("GET", "/events");
    client->close();
    happen({event(1)});
    EXPECT_EQ(client->streamed, "retry: 2000\n\n");
    EXPECT_TRUE(control.feed.waiting.empty());
}

TEST_F(EventStreamTest, TypesAreThoseOfListeners) {
    send("GET", "/events?types=PROCESS_STATE(web:*),TICK_5");
    ASSERT_EQ(last_query().selections.size(), 2U);
    EXPECT_EQ(last_query().selections[0].processes, "web:*");
    EXPECT_THAT(problem("GET", "/events?types=TICK_6"), HasSubstr("400 query: types: "));
}

TEST_F(EventStreamTest, PastEventsAreListed) {
    control.feed.entries = {event(1)};
    EXPECT_EQ(
        ask("GET", "/events/history?after=0&limit=5&types=TICK_5"),
        R"(200 [{"id":1,"type":"TICK_5","happened":null,"happened_at":null,"fields":{"when":"5"},"payload":"when:5"}])");
    EXPECT_EQ(last_query().most, 5U);
    EXPECT_EQ(problem("GET", "/events/history?limit=0"), "400 query: limit: must be an integer from 1 to 10000");
}

TEST_F(EventStreamTest, AnEventIsSentAndPoolsAreListed) {
    EXPECT_EQ(ask("POST", "/events", R"({"type": "t", "data": "d"})"), R"(202 {"sent":true})");
    EXPECT_EQ(control.remote_events.size(), 1U);
    control.pools = {{"mail", 9, 4, 1, 2, 1, 2, 10, WallTime(std::chrono::seconds(77)), std::nullopt}};
    EXPECT_THAT(ask("GET", "/pools"), HasSubstr(R"(200 [{"name":"mail","accepted":9,"delivered":4,)"));
}

} // namespace
} // namespace halberd
