// The plugin behind its C table; what it posts is shown by tests/scenario/test_webhook.py.

#include "sdk/testing/fake_host.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace halberd {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::StartsWith;

// A port at which nobody listens.
constexpr const char* nowhere = "http://127.0.0.1:1/s3cret";

TEST(WebhookTest, WithoutProgramsTheLogSaysThatNothingWillBeTold) {
    test::FakeHost host;
    host.variables["HALBERD_WEBHOOK_URL"] = nowhere;
    ASSERT_TRUE(host.start({}));
    EXPECT_EQ(host.send(test::process_exited("foo", "g", false)).kind(), Result::Kind::Ok);
    EXPECT_THAT(host.log(), ElementsAre(HasSubstr("neither -p nor -a")));
}

TEST(WebhookTest, OnlyNamedProgramsAreTold) {
    test::FakeHost host;
    host.variables["HALBERD_WEBHOOK_URL"] = nowhere;
    ASSERT_TRUE(host.start({"-p", "g:bar"}));
    host.send(test::process_exited("foo", "g", false));
    EXPECT_THAT(host.log(), IsEmpty());
    EXPECT_EQ(host.send(test::process_fatal("bar", "g")).kind(), Result::Kind::Ok);
    EXPECT_THAT(host.log(), ElementsAre(StartsWith("webhook: message to webhook about g:bar, which failed to start too "
                                                   "many times was not sent: http://127.0.0.1:1: ")));
}

TEST(WebhookTest, WhatItCanNotStartWithIsAnError) {
    test::FakeHost host;
    EXPECT_THAT(host.start({"-a"}).error(), HasSubstr("webhook: nothing says where to: set HALBERD_WEBHOOK_URL"));
    EXPECT_THAT(host.start({"-a", "--preset", "irc"}).error(), HasSubstr("webhook: --preset 'irc' is none of"));
}

TEST(WebhookTest, TheCommandLinePrintsTheUsage) {
    test::FakeHost host;
    const auto help = host.command_line({"-h"});
    ASSERT_TRUE(help);
    EXPECT_EQ(help->status, 0);
    EXPECT_THAT(help->out, StartsWith("Usage: webhook "));
    EXPECT_FALSE(host.command_line({"-a", "--url", nowhere}));
}

} // namespace
} // namespace halberd
