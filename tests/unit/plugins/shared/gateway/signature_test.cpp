// The expected signatures were made by Python's hmac module.
#include "plugins/shared/gateway/signature.hpp"

#include <gtest/gtest.h>

namespace halberd::gateway {
namespace {

constexpr const char* secret = "SECabc/+é";
constexpr std::chrono::system_clock::time_point moment{std::chrono::milliseconds(1795445880124)};

TEST(SignatureTest, DingTalkHasItInTheUrlEncoded) {
    const Request made = sign(Signing::DingTalk, secret, moment, {"https://x/robot/send?access_token=a%2Fb", "{}"});
    EXPECT_EQ(made.url,
              "https://x/robot/send?access_token=a%2Fb&timestamp=1795445880124"
              "&sign=0DuiSBacyzQ%2bTHb%2fg0xO2LRbDukHZOguccxo%2b%2by8Zd8%3d");
    EXPECT_EQ(made.body, "{}");
}

TEST(SignatureTest, DingTalksParametersMayBeTheOnlyOnes) {
    const Request made = sign(Signing::DingTalk, secret, moment, {"http://me:p%40@x:8080/send", ""});
    EXPECT_TRUE(made.url.starts_with("http://me:p%40@x:8080/send?timestamp=1795445880124&sign=")) << made.url;
}

TEST(SignatureTest, FeishuHasItInTheBody) {
    const Request made = sign(Signing::Feishu, secret, moment, {"https://x/hook/1", R"({"msg_type":"text"})"});
    EXPECT_EQ(made.url, "https://x/hook/1");
    EXPECT_EQ(made.body,
              R"({"msg_type":"text","timestamp":"1795445880","sign":"vij4Dg+raX4LYvHt6mrjDURMNvxs7UmqhOJTfjQ5Ucw="})");
}

TEST(SignatureTest, AnotherMomentIsAnotherSignature) {
    const auto later = moment + std::chrono::seconds(1);
    for (const Signing signing : {Signing::DingTalk, Signing::Feishu}) {
        const Request first = sign(signing, secret, moment, {"https://x/", "{}"});
        const Request second = sign(signing, secret, later, {"https://x/", "{}"});
        EXPECT_NE(first.url + first.body, second.url + second.body);
    }
}

TEST(SignatureTest, NothingIsAddedForOthers) {
    const Request made = sign(Signing::None, secret, moment, {"https://x/?a=1", "{}"});
    EXPECT_EQ(made.url, "https://x/?a=1");
    EXPECT_EQ(made.body, "{}");
}

} // namespace
} // namespace halberd::gateway
