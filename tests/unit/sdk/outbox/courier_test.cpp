#include "sdk/outbox/courier.hpp"

#include "sdk/outbox/delivery_log.hpp"
#include "tests/unit/sdk/outbox/fakes.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sqlite3.h>

namespace halberd::outbox {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::IsEmpty;

// A mail server in simulated time.
class CourierTest : public testing::Test {
 protected:
    CourierTest() { EXPECT_TRUE(file.open()); }

    void add(const std::string& id) {
        Delivery one = delivery(id, now);
        one.next_attempt = now;
        EXPECT_TRUE(file.add(one, displaced).value());
    }

    Courier::Attempt attempt(const Delivery& one) {
        ++attempts;
        if (is_down || one.id() == refused) {
            return tl::unexpected<std::string>("Couldn't connect to server");
        }
        arrived.push_back(one.id());
        return "accepted";
    }

    void work() {
        while (auto due = courier.take_due(now)) {
            const Courier::Attempt result = attempt(*due);
            courier.settle(*due, result, now);
            lines.push_back(outcome_line(*due, result, now));
        }
    }

    // Lets time pass, as the thread of an outbox does: from one deadline to the next.
    void run_until(Time end) {
        for (work(); courier.next_time(now) && *courier.next_time(now) <= end; work()) {
            now = std::max(now, *courier.next_time(now));
        }
        now = end;
    }

    std::vector<Delivery> dead_letters() {
        auto all = file.list().value();
        std::erase_if(all, [](const Delivery& one) { return !one.is_dead; });
        return all;
    }

    Time now = noon;
    OutboxFile file{OutboxFile::in_memory};
    Courier courier{file, [] { return 0.5; }};
    bool is_down = false;
    std::string refused;
    int attempts = 0;
    std::vector<std::string> arrived;
    std::vector<std::string> lines;
    std::vector<std::string> displaced;
};

TEST_F(CourierTest, DeliversInOrderAndOnce) {
    add("a");
    add("b");
    work();
    work();
    EXPECT_THAT(arrived, ElementsAre("a", "b"));
    EXPECT_EQ(attempts, 2);
    EXPECT_EQ(courier.next_time(now), std::nullopt);
    EXPECT_THAT(lines[0], "mail to ops@example.com, Dev <dev@example.com> accepted");
}

TEST_F(CourierTest, AMailServerThatIsDownForTenMinutesGetsAllMailsSoonAfter) {
    is_down = true;
    for (int n = 0; n < 20; ++n) {
        add("a" + std::to_string(n));
        run_until(now + 30s);
    }
    EXPECT_THAT(arrived, IsEmpty());
    EXPECT_LT(attempts, 100);
    is_down = false;
    run_until(now + 5min);
    EXPECT_EQ(arrived.size(), 20U);
    EXPECT_TRUE(std::is_sorted(arrived.begin() + 1, arrived.end(), [](const std::string& a, const std::string& b) {
        return std::stoi(a.substr(1)) < std::stoi(b.substr(1));
    }));
    EXPECT_THAT(file.list().value(), IsEmpty());
}

TEST_F(CourierTest, OneThatIsRefusedDoesNotHoldUpTheOthers) {
    refused = "a";
    for (const char* id : {"a", "b", "c"}) {
        add(id);
    }
    work();
    EXPECT_THAT(arrived, ElementsAre("b", "c"));
    EXPECT_THAT(lines[0],
                "mail to ops@example.com, Dev <dev@example.com> about the crash of foo was not sent: "
                "Couldn't connect to server; trying again in 5 s");
}

TEST_F(CourierTest, TwoFailuresInARowHoldBackTheRest) {
    is_down = true;
    for (int n = 0; n < 100; ++n) {
        add(std::to_string(n));
    }
    work();
    EXPECT_EQ(attempts, 2);
}

TEST_F(CourierTest, WhatExpiresIsADeadLetterAfterAnAttemptThatComesLater) {
    is_down = true;
    add("a");
    run_until(noon + 24h - 1s);
    EXPECT_THAT(dead_letters(), IsEmpty());
    run_until(noon + 25h);
    ASSERT_EQ(dead_letters().size(), 1U);
    EXPECT_EQ(dead_letters()[0].error, "Couldn't connect to server");
    EXPECT_EQ(courier.next_time(now), std::nullopt);
    EXPECT_THAT(lines.back(), testing::EndsWith("and it is a dead letter"));
    is_down = false;
    run_until(noon + 72h);
    EXPECT_THAT(arrived, IsEmpty());
}

TEST_F(CourierTest, WhatIsRefusedForGoodIsADeadLetterAndTheOthersGoOn) {
    for (const char* id : {"a", "b", "c"}) {
        add(id);
    }
    mail::Failure failure("404 no_team");
    failure.is_final = true;
    for (int refused_ones = 0; refused_ones < 2; ++refused_ones) {
        auto due = courier.take_due(now);
        ASSERT_TRUE(due);
        courier.settle(*due, tl::unexpected(failure), now);
        lines.push_back(outcome_line(*due, tl::unexpected(failure), now));
    }
    EXPECT_EQ(dead_letters().size(), 2U);
    EXPECT_THAT(lines.back(),
                testing::EndsWith("was not sent: 404 no_team; it would be refused again, and is a dead letter"));
    work();
    EXPECT_THAT(arrived, ElementsAre("c"));
}

TEST_F(CourierTest, APauseThatTheOtherEndAsksForIsKept) {
    add("a");
    mail::Failure failure("429 slow down");
    failure.pause = 60s;
    auto due = courier.take_due(now);
    courier.settle(*due, tl::unexpected(failure), now);
    EXPECT_EQ(courier.next_time(now), now + 60s);
    failure.pause = 24h;
    courier.settle(*due, tl::unexpected(failure), now);
    EXPECT_EQ(courier.next_time(now), now + 300s);
}

TEST_F(CourierTest, AClockThatWasWrongCostsNoAlert) {
    add("a");
    now += std::chrono::hours(24 * 365 * 50);
    work();
    EXPECT_THAT(arrived, ElementsAre("a"));

    is_down = true;
    add("b");
    work();
    is_down = false;
    now -= 48h;
    work();
    EXPECT_THAT(arrived, ElementsAre("a", "b"));
}

TEST_F(CourierTest, ADeliveryThatCanNotBeWrittenDownIsNotMadeTwice) {
    TemporaryFolder folder;
    OutboxFile on_disk(folder.file("x.outbox"));
    ASSERT_TRUE(on_disk.open());
    ASSERT_TRUE(on_disk.add(delivery("a"), displaced).value());
    Courier with_disk(on_disk, [] { return 0.5; });
    auto due = with_disk.take_due(now);
    ASSERT_TRUE(due);

    const SqliteConnection other = connect_sqlite(folder.file("x.outbox"), 0);
    execute(other.get(), "BEGIN IMMEDIATE"); // as a disk that can't be written
    with_disk.settle(*due, "accepted", now);
    EXPECT_FALSE(with_disk.take_due(now));
    EXPECT_EQ(with_disk.next_time(now), now + 1s);
    EXPECT_EQ(on_disk.list().value().size(), 1U);
    execute(other.get(), "ROLLBACK");
    EXPECT_FALSE(with_disk.take_due(now));
    EXPECT_THAT(on_disk.list().value(), IsEmpty());
}

} // namespace
} // namespace halberd::outbox
