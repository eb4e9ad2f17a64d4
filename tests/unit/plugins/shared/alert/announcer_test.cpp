#include "plugins/shared/alert/announcer.hpp"

#include "plugins/shared/alert/own_process_host.hpp"
#include "sdk/outbox/outbox_file.hpp"
#include "sdk/testing/fake_mailer.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>

namespace halberd::alert {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::StartsWith;
using Kind = Notice::Kind;
using Time = Notice::Time;

const halberd_event nothing{}; // an Event refers to it
const Event some_event{nothing};

// Mails that are tried at once, an outbox in a folder, and a clock of its own that is ahead of the machine's: what is
// held stays there.
class AnnouncerTest : public testing::Test {
 protected:
    AnnouncerTest() {
        std::string name = testing::TempDir() + "halberd-announcer-XXXXXX";
        folder = ::mkdtemp(name.data());
        ::setenv("SUPERVISOR_ALERTS_OUTBOX", folder.c_str(), 1);
    }
    ~AnnouncerTest() override {
        announcer.reset();
        ::unsetenv("SUPERVISOR_ALERTS_OUTBOX");
        std::filesystem::remove_all(folder);
    }

    void start() {
        Way way;
        auto made = std::make_unique<test::FakeMailer>();
        mailer = made.get();
        way.mailer = std::move(made);
        way.settings.plugin = "x";
        way.settings.is_local = true;
        way.messages = [](const Alert& alert) {
            return std::vector{mail::Message{"", {"ops@example.com"}, alert.subject, alert.body}};
        };
        announcer.emplace(host, std::move(way), policy, mail_wording("x: "));
        at(now);
    }
    void at(Time time) {
        now = time;
        announcer->on_event(some_event, now);
    }
    void silence(const outbox::Silences& silences) {
        ASSERT_TRUE(outbox::write_silences(folder, silences));
        at(now);
    }
    void tell(const Topic& topic, Kind kind = Kind::Restart) {
        announcer->tell(kind, topic, [&](const Notice&) { return Alert{"about " + topic.name, "", "", {}}; });
    }
    std::vector<std::string> sent() const {
        std::vector<std::string> subjects;
        for (const mail::Message& message : mailer->sent) {
            subjects.push_back(message.subject);
        }
        return subjects;
    }
    std::vector<outbox::Delivery> kept() const {
        outbox::OutboxFile file(announcer->path());
        return file.open() ? file.list().value() : std::vector<outbox::Delivery>();
    }

    std::filesystem::path folder;
    Host host = own_process_host();
    PolicySettings policy;
    test::FakeMailer* mailer = nullptr; // of the announcer
    std::optional<Announcer> announcer;
    Time now = std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now()) + 1000h;
};

TEST_F(AnnouncerTest, WithoutAnyPolicyAllLeavesAtOnce) {
    start();
    tell(Topic::process("g:foo"));
    tell(Topic::process("g:foo"));
    EXPECT_THAT(sent(), ElementsAre("about g:foo", "about g:foo"));
    EXPECT_THAT(kept(), IsEmpty());
}

TEST_F(AnnouncerTest, WhatIsTooMuchIsOneDigestInTheOutbox) {
    policy.rate_limit = RateLimit{1, 10min};
    start();
    tell(Topic::process("g:foo"));
    tell(Topic::process("g:foo"));
    tell(Topic::process("g:foo"));
    EXPECT_THAT(sent(), ElementsAre("about g:foo"));
    ASSERT_EQ(kept().size(), 1U);
    EXPECT_THAT(kept()[0].message.subject, StartsWith("x: 2 more restarts of g:foo in 10 min on "));
    EXPECT_EQ(kept()[0].next_attempt, now + 10min);
}

TEST_F(AnnouncerTest, WhatIsSilentIsHeldUntilTheSilenceEnds) {
    policy.rate_limit = RateLimit{1, 10min};
    start();
    silence({{"g:foo", now + 2h}});
    tell(Topic::process("g:foo"));
    tell(Topic::process("g:foo"));
    tell(Topic::process("g:bar"));
    EXPECT_THAT(sent(), ElementsAre("about g:bar"));
    ASSERT_EQ(kept().size(), 1U);
    EXPECT_THAT(kept()[0].message.subject, StartsWith("x: 2 restarts of g:foo, which was silent on "));
    EXPECT_EQ(kept()[0].next_attempt, now + 2h);
    EXPECT_THAT(kept()[0].silenced, ElementsAre("g:foo"));
    silence({});
    tell(Topic::process("g:foo"));
    EXPECT_THAT(sent(), ElementsAre("about g:bar", "about g:foo")) << "the silence counted for no limit";
}

TEST_F(AnnouncerTest, TheLastSilenceDecidesAndOneThatIsMadeLongerIsFollowed) {
    start();
    silence({{"g:foo", now + 1h}, {"g:bar", now + 2h}});
    tell(Topic::process("g:bar"));
    tell(Topic::process("g:foo"));
    EXPECT_EQ(kept().at(0).next_attempt, now + 2h);
    EXPECT_THAT(kept()[0].message.subject, StartsWith("x: 2 restarts of 2 processes, which were silent on "));
    silence({{"g:foo", now + 5h}});
    EXPECT_EQ(kept().at(0).next_attempt, now + 5h);
}

TEST_F(AnnouncerTest, TheDigestOfASilenceThatHasEndedLeavesAndTheNextOneIsNew) {
    start();
    silence({{"g:foo", now + 1h}});
    tell(Topic::process("g:foo"));
    at(now + 1h);
    silence({{"g:foo", now + 3h}});
    tell(Topic::process("g:foo"));
    ASSERT_EQ(kept().size(), 2U);
    EXPECT_THAT(kept()[1].message.subject, StartsWith("x: 1 restart of g:foo, which was silent on "));
}

TEST_F(AnnouncerTest, ATopicOfSeveralProcessesIsSilentWithOneOrWithAllOfThem) {
    start();
    silence({{"g:foo", now + 1h}});
    const Topic one{"http://x/", {"g:foo", "g:bar"}, false};
    const Topic all{"http://y/", {"g:foo", "g:bar"}, true};
    tell(one, Kind::Failure);
    tell(all, Kind::Failure);
    EXPECT_THAT(sent(), ElementsAre("about http://y/"));
    EXPECT_THAT(kept().at(0).message.subject, StartsWith("x: 1 failure of http://x/, which was silent on "));
    EXPECT_THAT(kept()[0].message.body, HasSubstr("because of the silence of g:foo:\n\nhttp://x/: 1 failure, "));
    silence({{"g:foo", now + 1h}, {"g:bar", now + 1h}});
    tell(all, Kind::Failure);
    EXPECT_EQ(sent().size(), 1U);
    silence({});
    tell({"nobody's", {}, true});
    EXPECT_EQ(sent().back(), "about nobody's");
}

} // namespace
} // namespace halberd::alert
