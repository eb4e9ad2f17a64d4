// The plugin behind its C table; what it posts is shown by tests/scenario/test_webhook.py.

#include "plugins/shared/gateway/notice.hpp"
#include "sdk/outbox/outbox_file.hpp"
#include "sdk/outbox/silences.hpp"
#include "sdk/testing/fake_host.hpp"
#include "sdk/testing/fake_rpc.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <cstdlib>
#include <filesystem>

namespace halberd {
namespace {

using testing::AllOf;
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

// Nothing leaves; what would is in the outbox.
class WebhookOutboxTest : public testing::Test {
 protected:
    WebhookOutboxTest() {
        std::string name = testing::TempDir() + "halberd-webhook-XXXXXX";
        folder = ::mkdtemp(name.data());
        host.variables["HALBERD_WEBHOOK_URL"] = nowhere;
        host.variables["SUPERVISOR_ALERTS_OUTBOX"] = folder;
    }
    ~WebhookOutboxTest() override {
        host.stop();
        std::filesystem::remove_all(folder);
    }
    // The fields of what waits, by their age.
    std::vector<gateway::Fields> waiting() const {
        std::vector<gateway::Fields> all;
        for (const auto& entry : std::filesystem::directory_iterator(folder)) {
            outbox::OutboxFile file(entry.path());
            if (entry.path().extension() == ".outbox" && file.open()) {
                const std::vector<outbox::Delivery> deliveries = file.list().value();
                for (const outbox::Delivery& delivery : deliveries) {
                    all.push_back(gateway::unpack(delivery.message.body));
                }
            }
        }
        return all;
    }
    std::string waiting(std::size_t at, const char* field) const {
        const auto all = waiting();
        return at < all.size() ? all[at].at(field) : "nothing";
    }

    std::filesystem::path folder;
    test::FakeHost host;
};

TEST_F(WebhookOutboxTest, WhatIsSilentIsHeldForADigest) {
    ASSERT_TRUE(outbox::write_silences(folder, {{"g:foo", std::chrono::system_clock::now() + std::chrono::hours(1)}}));
    ASSERT_TRUE(host.start({"-a"}));
    host.send(test::process_exited("foo", "g", false));
    host.send(test::process_fatal("foo", "g"));
    ASSERT_EQ(waiting().size(), 1U);
    EXPECT_THAT(waiting(0, "summary"), StartsWith("2 alerts about g:foo, which was silent on "));
    EXPECT_EQ(waiting(0, "event"), "DIGEST");
    EXPECT_THAT(waiting(0, "text"), HasSubstr("\ng:foo: 1 crash, FATAL, "));
    host.send(test::process_exited("bar", "g", false));
    EXPECT_EQ(waiting(1, "name"), "g:bar");
}

TEST_F(WebhookOutboxTest, MoreThanTheLimitIsHeldForEachRecipient) {
    ASSERT_TRUE(host.start({"-a", "--rate-limit", "1/1h", "--preset", "sms", "--to", "1,2", "--from", "3"}));
    for (int i = 0; i < 4; ++i) {
        host.send(test::process_exited("foo", "g", false));
    }
    ASSERT_EQ(waiting().size(), 4U);
    EXPECT_THAT(waiting(2, "summary"), StartsWith("3 more crashes of g:foo in 60 min on "));
    EXPECT_EQ(waiting(2, "summary"), waiting(3, "summary"));
}

TEST_F(WebhookOutboxTest, FlappingIsToldWithTheFieldsOfTheCrash) {
    ASSERT_TRUE(host.start({"-a", "--flapping", "2/10m"}));
    host.send(test::process_exited("foo", "g", false, 11));
    host.send(test::process_exited("foo", "g", false, 12));
    EXPECT_THAT(waiting(1, "summary"), StartsWith("g:foo is flapping: 2 crashes in 1 s on "));
    EXPECT_EQ(waiting(1, "pid"), "12");
    EXPECT_THAT(waiting(1, "text"), HasSubstr("\n\nProcess foo in group g exited unexpectedly (pid 12)"));
}

TEST_F(WebhookOutboxTest, ARecoveryIsToldAndResolves) {
    ASSERT_TRUE(host.start({"-a", "--recovery"}));
    host.send(test::process_running("foo", "g"));
    EXPECT_EQ(waiting().size(), 0U);
    host.send(test::process_exited("foo", "g", false, 11));
    host.send(test::process_starting("foo", "g"));
    host.send(test::process_running("foo", "g"));
    ASSERT_EQ(waiting().size(), 2U);
    EXPECT_THAT(waiting(1, "summary"), StartsWith("g:foo is RUNNING again on "));
    EXPECT_EQ(waiting(1, "action"), "resolve");
    EXPECT_EQ(waiting(1, "name"), "g:foo");
    EXPECT_EQ(waiting(1, "process"), "foo");
}

TEST_F(WebhookOutboxTest, RunningIsToldOnceWhereItIsToldInAnyCase) {
    ASSERT_TRUE(host.start({"-a", "--recovery", "--on", "exited,running"}));
    host.send(test::process_exited("foo", "g", false, 11));
    host.send(test::process_running("foo", "g"));
    host.send(test::process_running("foo", "g"));
    EXPECT_EQ(waiting().size(), 3U);
    EXPECT_THAT(waiting(1, "summary"), StartsWith("foo is running on "));
}

TEST_F(WebhookOutboxTest, FatalIsToldEachTimeWithoutReminders) {
    ASSERT_TRUE(host.start({"-a"}));
    host.send(test::process_fatal("foo", "g"));
    host.send(test::process_fatal("foo", "g"));
    EXPECT_EQ(waiting().size(), 2U);
}

TEST_F(WebhookOutboxTest, DetailsAreInTheTextAndInFieldsOfTheirOwn) {
    test::FakeRpc rpc;
    const auto now =
        std::chrono::duration_cast<std::chrono::seconds>(std::chrono::system_clock::now().time_since_epoch());
    const auto change = [&](int ago, const char* to, const char* cause) {
        return xmlrpc::Struct{{"at", std::int64_t{now.count()} - ago}, {"from", "x"}, {"to", to}, {"cause", cause}};
    };
    rpc.answer("halberd.explain",
               xmlrpc::Struct{{"history", xmlrpc::Array{change(90, "STARTING", "start"),
                                                        change(0, "EXITED", "terminated by SIGSEGV")}}});
    host.variables["SUPERVISOR_SERVER_URL"] = rpc.url();
    ASSERT_TRUE(host.start({"-a", "--details"}));
    host.send(test::process_exited("foo", "g", false, 11));
    EXPECT_THAT(waiting(0, "summary"), StartsWith("foo: terminated by SIGSEGV on "));
    EXPECT_EQ(waiting(0, "exit"), "terminated by SIGSEGV");
    EXPECT_EQ(waiting(0, "crashes"), "1");
    EXPECT_THAT(waiting(0, "details"), AllOf(StartsWith("Host:     "), HasSubstr("\nExit:     terminated by SIGSEGV\n"
                                                                                 "Ran:      90 s, since ")));
    EXPECT_THAT(waiting(0, "text"),
                AllOf(StartsWith("Process foo in group g exited unexpectedly (pid 11)"), HasSubstr("\n\nHost:     ")));
    EXPECT_THAT(waiting(0, "started"), StartsWith("20"));
}

TEST_F(WebhookOutboxTest, DetailsThatNobodyTellsHoldUpNoMessage) {
    ASSERT_TRUE(host.start({"-a", "--log-lines", "5"}));
    host.send(test::process_exited("foo", "g", false, 11));
    EXPECT_THAT(waiting(0, "text"), HasSubstr("\nExit:     not known"));
    EXPECT_THAT(host.start({"-a", "--log-lines", "many"}).error(), HasSubstr("--log-lines 'many' is no number"));
}

TEST_F(WebhookOutboxTest, ADigestOfManyProcessesIsCutInTheTextAndWholeInTheDetails) {
    ASSERT_TRUE(host.start({"-a", "--mail-limit", "2/1h"}));
    for (int i = 0; i < 200; ++i) {
        host.send(test::process_exited("p" + std::to_string(i), "g", false));
    }
    ASSERT_EQ(waiting().size(), 2U);
    EXPECT_THAT(waiting(1, "summary"), StartsWith("199 more crashes of 199 processes in 60 min on "));
    EXPECT_LT(waiting(1, "text").size(), 1600U);
    EXPECT_THAT(waiting(1, "text"), testing::ContainsRegex("\nand [0-9]+ more$"));
    const std::string details = waiting(1, "details");
    for (int i = 1; i < 200; ++i) {
        EXPECT_THAT(details, HasSubstr("\ng:p" + std::to_string(i) + ": 1 crash, "));
    }
}

} // namespace
} // namespace halberd
