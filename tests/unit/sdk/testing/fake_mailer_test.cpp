#include "sdk/testing/fake_mailer.hpp"

#include <gtest/gtest.h>

namespace halberd::test {
namespace {

TEST(FakeMailerTest, KeepsWhatItSendsUntilItIsToldToFail) {
    FakeMailer mailer;
    EXPECT_TRUE(mailer.send({"a@example.com", {"b@example.com"}, "subject", "body"}));
    mailer.failure = "the server is away";
    EXPECT_EQ(mailer.send({}).error(), "the server is away");
    ASSERT_EQ(mailer.sent.size(), 1U);
    EXPECT_EQ(mailer.sent[0].subject, "subject");
}

} // namespace
} // namespace halberd::test
