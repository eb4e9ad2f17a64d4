#include "core/web/logtail_handler.hpp"

#include "tests/unit/core/web/web_fixture.hpp"

namespace halberd {
namespace {

class Logtail : public WebTest {
 protected:
    Logtail() {
        control.add("web", "web_00");
        control.logs["web:web_00 stdout"] = std::string(2000, 'a') + std::string(1024, 'b');
        control.logs["web:web_00 stderr"] = "err";
        control.logs["main"] = "main";
    }
    std::shared_ptr<FakeExchange> follow(const std::string& path, const std::string& method = "GET") {
        auto exchange = request(method, path);
        handler.handle(exchange);
        control.run_replies();
        return exchange;
    }
    LogtailHandler handler{control};
};

TEST_F(Logtail, TheLast1024BytesComeFirstThenWhatIsAppended) {
    const auto client = follow("/logtail/web:web_00");
    EXPECT_TRUE(client->streaming);
    EXPECT_EQ(client->streamed, std::string(1024, 'b'));
    control.append_log("web:web_00 stdout", "more");
    EXPECT_EQ(client->streamed, std::string(1024, 'b') + "more");
}

TEST_F(Logtail, AClientMayAskForMoreOrLess) {
    const auto ask = [&](const std::string& query) {
        auto exchange = request("GET", "/logtail/web:web_00/stdout?" + query);
        handler.handle(exchange);
        control.run_replies();
        return exchange->streamed;
    };
    EXPECT_EQ(ask("tail=2").size(), 2U);
    EXPECT_EQ(ask("tail=0"), "");
    EXPECT_EQ(ask("tail=3000").size(), 3000U);
    EXPECT_EQ(ask("tail=99999999999").size(), 3024U);
    for (const char* query : {"tail=", "tail=-1", "tail=1k", "tail=99999999999999999999", "limit=2"}) {
        EXPECT_EQ(ask(query).size(), 1024U) << query;
    }
}

TEST_F(Logtail, HeadersAreThoseOfSupervisor) {
    const auto client = follow("/logtail/web:web_00");
    EXPECT_EQ(client->answer->content_type, "text/plain;charset=utf-8");
    EXPECT_EQ(client->header("X-Accel-Buffering"), "no");
}

TEST_F(Logtail, TheStreamIsChosenByThePath) {
    EXPECT_EQ(follow("/logtail/web:web_00/stderr")->streamed, "err");
    EXPECT_EQ(follow("/logtail/web:web_00/stdout")->streamed, std::string(1024, 'b'));
    EXPECT_EQ(follow("/mainlogtail")->streamed, "main");
}

TEST_F(Logtail, WhatDoesNotExistIsNotFound) {
    for (const char* path : {"/logtail", "/logtail/", "/logtail/nosuch", "/logtail/web:*", "/logtail/web:web_00/stdin",
                             "/logtail/web:web_00/stdout/x", "/logtails", "/mainlogtail/x"}) {
        EXPECT_EQ(follow(path)->answer->status, 404) << path;
    }
    control.logs.clear();
    EXPECT_EQ(follow("/logtail/web:web_00")->answer->status, 404);
    EXPECT_EQ(follow("/mainlogtail")->answer->status, 404);
}

TEST_F(Logtail, OnlyGetIsAnswered) {
    EXPECT_EQ(follow("/mainlogtail", "POST")->answer->status, 400);
    EXPECT_EQ(follow("/logtail/web:web_00", "HEAD")->answer->status, 400);
}

TEST_F(Logtail, FollowingEndsWithTheClient) {
    const auto client = follow("/logtail/web:web_00");
    EXPECT_EQ(control.follower_count(), 1U);
    client->close();
    EXPECT_EQ(control.follower_count(), 0U);
    control.append_log("web:web_00 stdout", "unheard");
    EXPECT_EQ(client->streamed, std::string(1024, 'b'));
}

TEST_F(Logtail, FollowingEndsWithTheExchange) {
    follow("/logtail/web:web_00");
    EXPECT_EQ(control.follower_count(), 0U);
}

} // namespace
} // namespace halberd
