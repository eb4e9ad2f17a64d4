#include "sdk/outbox/outbox.hpp"

#include "sdk/outbox/outbox_lock.hpp"
#include "tests/unit/sdk/outbox/fakes.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <condition_variable>
#include <mutex>

namespace halberd::outbox {
namespace {

using namespace std::chrono_literals;
using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using Kind = Outbox::Acceptance::Kind;

// What deliveries meet; used from the outbox's thread and from the test.
class OutboxTest : public testing::Test {
 protected:
    Outbox::World world() {
        Outbox::World made;
        made.deliver = [this](const Delivery& one) { return deliver(one); };
        made.cancel = [this] {
            const std::lock_guard lock(mutex);
            is_hanging = false;
            changed.notify_all();
        };
        made.log = [this](LogLevel, const std::string& line) {
            const std::lock_guard lock(mutex);
            lines.push_back(line);
        };
        return made;
    }

    Courier::Attempt deliver(const Delivery& one) {
        std::unique_lock lock(mutex);
        tried.push_back(one.id());
        changed.notify_all();
        changed.wait(lock, [&] { return !is_hanging; });
        if (is_down) {
            return tl::unexpected<std::string>("refused");
        }
        arrived.push_back(one.id());
        changed.notify_all();
        return "accepted";
    }

    void wait_arrived(std::size_t count) {
        std::unique_lock lock(mutex);
        ASSERT_TRUE(changed.wait_for(lock, 20s, [&] { return arrived.size() >= count; }));
    }

    void set(bool& what, bool value) {
        const std::lock_guard lock(mutex);
        what = value;
        changed.notify_all();
    }

    std::vector<std::string> log() {
        const std::lock_guard lock(mutex);
        return lines;
    }

    static Delivery fresh(const std::string& id) { return delivery(id, std::chrono::system_clock::now()); }

    std::size_t kept() {
        OutboxFile file(path);
        return file.open() ? file.list().value().size() : 0;
    }

    Outbox::Settings settings(bool awaits_first_attempt = false) {
        Outbox::Settings made;
        made.path = path;
        made.awaits_first_attempt = awaits_first_attempt;
        made.first_attempt_limit = 200ms;
        made.patience_at_the_end = 200ms;
        return made;
    }

    TemporaryFolder folder;
    std::string path = folder.file("crashmail.outbox");
    std::mutex mutex;
    std::condition_variable changed;
    bool is_down = false;
    bool is_hanging = false;
    std::vector<std::string> tried;
    std::vector<std::string> arrived;
    std::vector<std::string> lines;
};

TEST_F(OutboxTest, WhatIsAcceptedIsOnDiskAndLeavesLater) {
    is_hanging = true;
    Outbox outbox(settings(), world());
    EXPECT_EQ(outbox.accept(fresh("a")).kind, Kind::Kept);
    EXPECT_EQ(kept(), 1U);
    EXPECT_EQ(outbox.accept(fresh("a")).kind, Kind::Known);
    set(is_hanging, false);
    wait_arrived(1);
}

TEST_F(OutboxTest, TheFirstAttemptIsWaitedForWhereThatIsWanted) {
    Outbox outbox(settings(true), world());
    EXPECT_EQ(outbox.accept(fresh("a")).kind, Kind::Delivered);
    EXPECT_EQ(kept(), 0U);
    EXPECT_EQ(outbox.accept(fresh("a")).kind, Kind::Known);
    set(is_down, true);
    EXPECT_EQ(outbox.accept(fresh("b")).kind, Kind::Kept);
    EXPECT_EQ(kept(), 1U);
    EXPECT_THAT(log(), Contains(HasSubstr("was not sent: refused; trying again in")));
}

TEST_F(OutboxTest, AnAttemptThatTakesTooLongGoesOnAndIsNotMadeTwice) {
    is_hanging = true;
    Outbox outbox(settings(true), world());
    EXPECT_EQ(outbox.accept(fresh("a")).kind, Kind::Kept);
    EXPECT_EQ(kept(), 1U);
    set(is_hanging, false);
    wait_arrived(1);
    EXPECT_EQ(outbox.accept(fresh("b")).kind, Kind::Delivered);
    EXPECT_THAT(tried, ElementsAre("a", "b"));
    EXPECT_EQ(kept(), 0U);
}

TEST_F(OutboxTest, WhatWasLeftIsTriedWithTheNextStart) {
    is_down = true;
    { Outbox(settings(), world()).accept(fresh("a")); }
    is_down = false;
    Outbox outbox(settings(), world());
    wait_arrived(1);
}

TEST_F(OutboxTest, WhatIsHeldIsOnDiskGrowsAndLeavesByItself) {
    Outbox outbox(settings(true), world());
    Delivery digest = fresh("digest");
    digest.next_attempt = std::chrono::system_clock::now() + 1h;
    EXPECT_EQ(outbox.hold(digest).kind, Kind::Kept);
    EXPECT_EQ(outbox.amend(digest).kind, Kind::Kept);
    EXPECT_EQ(outbox.accept(fresh("a")).kind, Kind::Delivered);
    EXPECT_EQ(kept(), 1U);
    Delivery soon = fresh("soon");
    soon.next_attempt = std::chrono::system_clock::now() + 50ms;
    EXPECT_EQ(outbox.hold(soon).kind, Kind::Kept);
    wait_arrived(2);
    EXPECT_THAT(tried, ElementsAre("a", "soon"));
    EXPECT_EQ(outbox.amend(soon).kind, Kind::Known);
}

TEST_F(OutboxTest, WithoutADiskNothingIsHeld) {
    path = "/proc/no/such/crashmail.outbox";
    Outbox outbox(settings(), world());
    EXPECT_EQ(outbox.hold(fresh("digest")).kind, Kind::Refused);
    EXPECT_EQ(outbox.amend(fresh("digest")).kind, Kind::Refused);
    EXPECT_THAT(tried, IsEmpty());
}

TEST_F(OutboxTest, WithoutADiskItIsSentAtOnceOrRefused) {
    path = "/proc/no/such/crashmail.outbox";
    Outbox outbox(settings(), world());
    EXPECT_EQ(outbox.accept(fresh("a")).kind, Kind::Delivered);
    set(is_down, true);
    const auto refused = outbox.accept(fresh("b"));
    EXPECT_EQ(refused.kind, Kind::Refused);
    EXPECT_THAT(refused.reason, HasSubstr("/proc/no/such/crashmail.outbox.lock can't be opened"));
    EXPECT_THAT(refused.reason, HasSubstr("; refused"));
    EXPECT_THAT(log(), Contains(HasSubstr("alerts can't be kept on disk: ")));
}

TEST_F(OutboxTest, ASecondProcessDoesNotDeliverFromTheSameFile) {
    OutboxLock lock;
    ASSERT_TRUE(lock.acquire(path, 0s));
    EXPECT_TRUE(OutboxLock::is_owned(path));
    is_down = true;
    Outbox outbox(settings(), world());
    EXPECT_THAT(outbox.accept(fresh("a")).reason, HasSubstr("is in use by another process"));
}

TEST_F(OutboxTest, SomebodyWhoChangesTheFileWakesIt) {
    is_down = true;
    Outbox outbox(settings(true), world());
    EXPECT_EQ(outbox.accept(fresh("a")).kind, Kind::Kept);
    set(is_down, false);
    OutboxFile other(path);
    ASSERT_TRUE(other.open());
    const Time now = std::chrono::system_clock::now();
    ASSERT_EQ(other.retry(std::nullopt, now, now + 24h).value(), 1U);
    OutboxLock::poke(path);
    wait_arrived(1);
}

TEST_F(OutboxTest, TheEndDoesNotWaitForAServerThatHangs) {
    is_hanging = true;
    const auto begin = std::chrono::steady_clock::now();
    {
        Outbox outbox(settings(), world());
        outbox.accept(fresh("a"));
        std::unique_lock lock(mutex);
        changed.wait(lock, [&] { return !tried.empty(); });
        is_down = true;
    }
    EXPECT_LT(std::chrono::steady_clock::now() - begin, 10s);
    EXPECT_EQ(kept(), 1U);
}

} // namespace
} // namespace halberd::outbox
