#include "plugins/shared/gateway/answer.hpp"

#include <gtest/gtest.h>

namespace halberd::gateway {
namespace {

Answer answer(long status, const std::string& body = "") {
    return {status, body, {}};
}

TEST(JudgeTest, AStatusOf2xxIsASuccess) {
    EXPECT_TRUE(judge(answer(200), ""));
    EXPECT_TRUE(judge(answer(202, "1"), "errcode"));
    EXPECT_TRUE(judge(answer(200, R"({"errcode":0,"errmsg":"ok"})"), "errcode"));
    EXPECT_TRUE(judge(answer(200, R"({"code":17})"), ""));
}

TEST(JudgeTest, OnlyWhatTheSenderDidWrongIsFinal) {
    for (const long status : {400, 401, 403, 404, 410, 413}) {
        EXPECT_TRUE(judge(answer(status), "").error().is_final) << status;
    }
    for (const long status : {0, 302, 408, 429, 500, 502, 503}) {
        EXPECT_FALSE(judge(answer(status), "").error().is_final) << status;
    }
}

TEST(JudgeTest, TheReasonIsOneShortLine) {
    EXPECT_EQ(judge(answer(404, "no\r\n team"), "").error().reason, "status 404, no  team");
    EXPECT_EQ(judge(answer(500), "").error().reason, "status 500");
    EXPECT_LT(judge(answer(500, std::string(5000, 'x')), "").error().reason.size(), 330U);
}

TEST(JudgeTest, AnErrorInTheBodyIsNoSuccessAndNotFinal) {
    const auto judged = judge(answer(200, R"({"errcode":93000,"errmsg":"invalid webhook url"})"), "errcode");
    ASSERT_FALSE(judged);
    EXPECT_FALSE(judged.error().is_final);
}

TEST(JudgeTest, ThePauseOfTheServerIsHandedOn) {
    EXPECT_EQ(judge({429, "", std::chrono::seconds(30)}, "").error().pause, std::chrono::seconds(30));
}

} // namespace
} // namespace halberd::gateway
