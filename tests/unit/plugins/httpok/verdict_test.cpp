#include "plugins/httpok/verdict.hpp"

#include <gtest/gtest.h>

namespace halberd::httpok {
namespace {

Answer answer(int status, const std::string& reason, bool has_text = false) {
    Answer answer;
    answer.status = status;
    answer.reason = reason;
    answer.has_text = has_text;
    return answer;
}

Expectation expected(std::vector<int> statuses = {200}) {
    return {"http://shop/", "", std::move(statuses), false};
}

TEST(Judge, AnExpectedStatusIsGood) {
    EXPECT_FALSE(judge(answer(200, "OK"), expected()));
    EXPECT_FALSE(judge(answer(404, "Not Found"), expected({302, 404})));
}

TEST(Judge, AnotherStatusIsTold) {
    const auto failure = judge(answer(500, "Internal Server Error"), expected());
    ASSERT_TRUE(failure);
    EXPECT_EQ(failure->subject, "httpok: http://shop/: bad status returned");
    EXPECT_EQ(failure->first_line, "status contacting http://shop/: 500 Internal Server Error");
    EXPECT_TRUE(judge(answer(200, "OK"), expected({302, 404})));
}

TEST(Judge, ABodyWithoutTheTextIsTold) {
    Expectation wants_text = expected();
    wants_text.wants_text = true;
    EXPECT_FALSE(judge(answer(200, "OK", true), wants_text));
    const auto failure = judge(answer(200, "OK", false), wants_text);
    ASSERT_TRUE(failure);
    EXPECT_EQ(failure->subject, "httpok: http://shop/: bad body returned");
    EXPECT_EQ(failure->first_line, "status contacting http://shop/: 200 OK");
}

TEST(Judge, NoAnswerIsABadStatusWithTheReason) {
    Answer none;
    none.error = "Connection refused";
    Expectation named = expected();
    named.name = "Shop";
    const auto failure = judge(none, named);
    ASSERT_TRUE(failure);
    EXPECT_EQ(failure->subject, "httpok [Shop]: http://shop/: bad status returned");
    EXPECT_EQ(failure->first_line, "error contacting http://shop/:\n\n Connection refused");
}

} // namespace
} // namespace halberd::httpok
