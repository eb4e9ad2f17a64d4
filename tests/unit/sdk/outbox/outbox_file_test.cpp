#include "sdk/outbox/outbox_file.hpp"

#include "tests/unit/sdk/outbox/fakes.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sqlite3.h>
#include <sys/resource.h>
#include <sys/stat.h>

#include <csignal>
#include <fstream>

namespace halberd::outbox {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

bool left_out(const std::string& /*id*/) {
    return false;
}

class OutboxFileTest : public testing::Test {
 protected:
    static std::vector<std::string> ids_of(const std::vector<Delivery>& deliveries) {
        std::vector<std::string> ids;
        for (const Delivery& one : deliveries) {
            ids.push_back((one.is_dead ? "dead " : "") + one.id());
        }
        return ids;
    }
    std::vector<std::string> contents(OutboxFile& file) { return ids_of(file.list().value()); }
    bool add(OutboxFile& file, const std::string& id) { return file.add(delivery(id), displaced_).value(); }
    std::string reason_of_open() {
        OutboxFile file(path_);
        const auto opened = file.open();
        return opened ? "opened" : opened.error();
    }

    TemporaryFolder folder_;
    std::string path_ = folder_.file("crashmail.outbox");
    std::vector<std::string> displaced_;
};

TEST_F(OutboxFileTest, EverythingOfADeliveryIsThereAfterANewStart) {
    {
        OutboxFile file(path_);
        ASSERT_TRUE(file.open());
        Delivery one = delivery("a@host");
        one.message.body = std::string("nul \0 and ü\n", 12);
        one.attempts = 3;
        one.error = "connection refused";
        EXPECT_TRUE(file.add(one, displaced_).value());
    }
    OutboxFile file(path_);
    ASSERT_TRUE(file.open());
    const auto list = file.list().value();
    ASSERT_EQ(list.size(), 1U);
    const Delivery& one = list[0];
    EXPECT_EQ(one.number, 1);
    EXPECT_EQ(one.id(), "a@host");
    EXPECT_EQ(one.message.stamp->date, noon);
    EXPECT_EQ(one.message.from, "halberd@example.com");
    EXPECT_THAT(one.message.to, ElementsAre("ops@example.com", "Dev <dev@example.com>"));
    EXPECT_EQ(one.message.subject, "about a@host");
    EXPECT_EQ(one.message.body, std::string("nul \0 and ü\n", 12));
    EXPECT_EQ(one.transport + one.destination + one.about, "smtpsmtp://relaythe crash of foo");
    EXPECT_EQ(one.expires, noon + 24h);
    EXPECT_EQ(one.attempts, 3U);
    EXPECT_EQ(one.next_attempt, noon);
    EXPECT_EQ(one.error, "connection refused");
    EXPECT_FALSE(one.is_dead);
}

TEST_F(OutboxFileTest, NobodyElseCanReadIt) {
    OutboxFile file(path_);
    ASSERT_TRUE(file.open());
    add(file, "a");
    for (const char* suffix : {"", "-wal", "-shm"}) {
        struct stat status {};
        ASSERT_EQ(::stat((path_ + suffix).c_str(), &status), 0) << suffix;
        EXPECT_EQ(status.st_mode & 0777U, 0600U) << suffix;
    }
}

TEST_F(OutboxFileTest, AnAlertIsKeptOnceAndNotAgainForADayAfterItsDelivery) {
    OutboxFile file(path_);
    ASSERT_TRUE(file.open());
    EXPECT_TRUE(add(file, "a"));
    EXPECT_FALSE(add(file, "a"));
    EXPECT_TRUE(file.knows("a").value());
    ASSERT_TRUE(file.note_delivered("a", noon));
    EXPECT_THAT(contents(file), IsEmpty());
    EXPECT_FALSE(add(file, "a"));
    for (int n = 0; n <= 101; ++n) {
        ASSERT_TRUE(file.note_delivered("other", noon + 25h));
    }
    EXPECT_FALSE(file.knows("a").value());
}

TEST_F(OutboxFileTest, TheOldestThatIsDueComesFirst) {
    OutboxFile file(OutboxFile::in_memory);
    ASSERT_TRUE(file.open());
    for (const char* id : {"a", "b", "c"}) {
        add(file, id);
    }
    Delivery first = delivery("a");
    first.next_attempt = noon + 5s;
    ASSERT_TRUE(file.note_failed(first));
    EXPECT_EQ(file.next_due(noon, left_out).value()->id(), "b");
    EXPECT_EQ(file.next_due(noon, [](const std::string& id) { return id == "b"; }).value()->id(), "c");
    EXPECT_EQ(file.next_due(noon + 5s, left_out).value()->id(), "a");
    EXPECT_EQ(file.next_attempt().value(), noon);
}

TEST_F(OutboxFileTest, WhenTooManyWaitTheOldestIsADeadLetterAndTooManyOfThoseAreForgotten) {
    OutboxFile file(path_, {2, 1, 64 << 20});
    ASSERT_TRUE(file.open());
    for (const char* id : {"a", "b", "c", "d"}) {
        add(file, id);
    }
    EXPECT_THAT(contents(file), ElementsAre("dead b", "c", "d"));
    EXPECT_THAT(displaced_, ElementsAre("too many alerts wait, this one is a dead letter: about a",
                                        "too many alerts wait, this one is a dead letter: about b",
                                        "too many dead letters, this one is forgotten: about a"));
}

TEST_F(OutboxFileTest, AFileThatIsTooLargeForgetsDeadLettersFirst) {
    OutboxFile file(path_, {2, 1000, 300'000});
    ASSERT_TRUE(file.open());
    for (const char* id : {"a", "b", "c", "d"}) {
        Delivery large = delivery(id);
        large.message.body = std::string(100'000, 'x');
        ASSERT_TRUE(file.add(large, displaced_).value());
    }
    EXPECT_THAT(contents(file), ElementsAre("c", "d"));
    EXPECT_THAT(displaced_, testing::Contains("the outbox is full, this dead letter is forgotten: about a"));
}

TEST_F(OutboxFileTest, PeopleHaveThemTriedAgainOrTakeThemAway) {
    OutboxFile file(path_);
    ASSERT_TRUE(file.open());
    for (const char* id : {"a", "b", "c"}) {
        add(file, id);
    }
    Delivery dead = delivery("b");
    dead.is_dead = true;
    ASSERT_TRUE(file.note_failed(dead));
    EXPECT_EQ(file.retry(2, noon + 48h, noon + 72h).value(), 1U);
    EXPECT_EQ(file.drop(1).value(), 1U);
    EXPECT_EQ(file.drop(17).value(), 0U);
    EXPECT_THAT(contents(file), ElementsAre("b", "c"));
    EXPECT_EQ(file.list().value()[0].expires, noon + 72h);
    EXPECT_EQ(file.drop(std::nullopt).value(), 2U);
}

TEST_F(OutboxFileTest, AForeignOrDamagedFileIsNotChanged) {
    for (const std::string& text : {std::string("hello, I am a text\n"), std::string(4096, 'x')}) {
        std::ofstream(path_, std::ios::trunc) << text;
        EXPECT_THAT(reason_of_open(), HasSubstr(path_ + " is no outbox; move it away, and a new one is made"));
        std::ifstream file(path_);
        EXPECT_EQ(std::string(std::istreambuf_iterator<char>(file), {}), text);
    }
}

TEST_F(OutboxFileTest, WhatCanNotBeKeptIsNotAcknowledged) {
    OutboxFile file(path_);
    ASSERT_TRUE(file.open());
    ASSERT_TRUE(add(file, "a"));
    rlimit before{};
    ::getrlimit(RLIMIT_FSIZE, &before);
    const auto handler = std::signal(SIGXFSZ, SIG_IGN);
    const rlimit full{4096, before.rlim_max}; // as a full disk: nothing can grow
    ::setrlimit(RLIMIT_FSIZE, &full);
    const auto kept = file.add(delivery("b"), displaced_);
    ::setrlimit(RLIMIT_FSIZE, &before);
    std::signal(SIGXFSZ, handler);
    ASSERT_FALSE(kept);
    EXPECT_THAT(kept.error(), HasSubstr(path_));
    EXPECT_TRUE(add(file, "c"));
    EXPECT_THAT(contents(file), ElementsAre("a", "c"));
}

TEST_F(OutboxFileTest, WhatIsHeldGrowsUntilItIsDue) {
    OutboxFile file(path_);
    ASSERT_TRUE(file.open());
    Delivery digest = delivery("digest@host");
    digest.is_held = true;
    digest.next_attempt = noon + 1min;
    ASSERT_TRUE(file.add(digest, displaced_).value());
    ASSERT_TRUE(file.make_all_due(noon));
    EXPECT_FALSE(file.next_due(noon, left_out).value());
    digest.message.body = "grown";
    digest.next_attempt = noon + 2min;
    EXPECT_TRUE(file.amend(digest, noon).value());
    EXPECT_FALSE(file.next_due(noon + 1min, left_out).value());
    digest.next_attempt = noon + 1min;
    EXPECT_TRUE(file.amend(digest, noon).value());
    digest.message.body = "too late";
    EXPECT_FALSE(file.amend(digest, noon + 1min).value());
    const auto due = file.next_due(noon + 1min, left_out).value();
    ASSERT_TRUE(due);
    EXPECT_EQ(due->message.body, "grown");
    EXPECT_TRUE(due->is_held);
    ASSERT_TRUE(file.note_failed(*due));
    EXPECT_FALSE(file.list().value().at(0).is_held);
    EXPECT_FALSE(file.amend(digest, noon).value());
}

TEST_F(OutboxFileTest, WhatIsHeldLeavesAtOnceWhenSomebodyWantsIt) {
    OutboxFile file(path_);
    ASSERT_TRUE(file.open());
    Delivery digest = delivery("digest@host");
    digest.is_held = true;
    digest.next_attempt = noon + 8h;
    ASSERT_TRUE(file.add(digest, displaced_).value());
    EXPECT_EQ(file.retry(std::nullopt, noon, noon + 24h).value(), 1U);
    EXPECT_TRUE(file.next_due(noon, left_out).value());
    EXPECT_FALSE(file.amend(digest, noon - 1min).value());
}

TEST_F(OutboxFileTest, WhatWaitsOutSilencesLeavesWhenTheLastOneEnds) {
    OutboxFile file(path_);
    ASSERT_TRUE(file.open());
    Delivery digest = delivery("digest@host");
    digest.is_held = true;
    digest.next_attempt = noon + 2h;
    digest.silenced = {"g:foo", "g:bar"};
    ASSERT_TRUE(file.add(digest, displaced_).value());
    EXPECT_EQ(file.list().value().at(0).silenced, digest.silenced);
    const Silences both{{"g:foo", noon + 1h}, {"g:bar", noon + 2h}, {"g:other", noon + 9h}};
    EXPECT_FALSE(file.follow(both, noon).value());
    EXPECT_TRUE(file.follow({{"g:foo", noon + 1h}, {"g:bar", noon + 3h}}, noon).value());
    EXPECT_FALSE(file.next_due(noon + 3h - 1s, left_out).value());
    EXPECT_TRUE(file.follow({{"g:foo", noon + 1h}}, noon).value());
    EXPECT_TRUE(file.next_due(noon + 1h, left_out).value());
    EXPECT_TRUE(file.follow({}, noon).value());
    EXPECT_TRUE(file.next_due(noon, left_out).value());
}

TEST_F(OutboxFileTest, SilencesChangeNothingOfWhatWaitsForSomethingElse) {
    OutboxFile file(path_);
    ASSERT_TRUE(file.open());
    Delivery digest = delivery("digest@host");
    digest.is_held = true;
    digest.next_attempt = noon + 2h;
    ASSERT_TRUE(file.add(digest, displaced_).value());
    ASSERT_TRUE(add(file, "a"));
    EXPECT_FALSE(file.follow({}, noon).value());
}

TEST_F(OutboxFileTest, AFileOfTheFirstFormIsTakenOver) {
    {
        OutboxFile file(path_);
        ASSERT_TRUE(file.open());
        ASSERT_TRUE(add(file, "a"));
    }
    sqlite3* raw = nullptr;
    ASSERT_EQ(sqlite3_open(path_.c_str(), &raw), SQLITE_OK);
    EXPECT_EQ(sqlite3_exec(raw,
                           "ALTER TABLE delivery DROP COLUMN is_held; ALTER TABLE delivery DROP COLUMN silenced; "
                           "PRAGMA user_version = 1",
                           nullptr, nullptr, nullptr),
              SQLITE_OK);
    sqlite3_close(raw);
    OutboxFile file(path_);
    ASSERT_TRUE(file.open());
    EXPECT_THAT(contents(file), ElementsAre("a"));
    EXPECT_TRUE(add(file, "b"));
}

} // namespace
} // namespace halberd::outbox
