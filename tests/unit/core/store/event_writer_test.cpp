#include "core/store/event_writer.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <condition_variable>
#include <csignal>
#include <deque>
#include <map>
#include <mutex>

namespace halberd {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::Pair;
using testing::SizeIs;

constexpr auto patience = 20s;

PoolEvent event(std::uint64_t serial, std::string payload = "p") {
    return {0, serial, "TICK_5", std::move(payload), {}};
}

// The disk: what files hold, whether they can be had, and a gate at which threads wait.
struct Disk {
    std::mutex mutex;
    std::condition_variable changed;
    std::map<std::uint64_t, std::string> events;
    std::map<std::uint64_t, std::string> on_disk; // what was synchronised
    std::uint64_t next = 0;
    std::string id = "a";
    std::string refusal; // of open and write
    bool must_reopen = false;
    bool is_blocked = false;
    int at_the_gate = 0;
    int opened = 0;
    bool is_closed = false;
    bool had_open_signals = false;

    template <class Function>
    auto with(Function function) {
        const std::lock_guard lock(mutex);
        changed.notify_all();
        return function();
    }
    template <class Condition>
    bool wait(Condition condition) {
        std::unique_lock lock(mutex);
        return changed.wait_for(lock, patience, condition);
    }
    void pass(std::unique_lock<std::mutex>& lock) {
        ++at_the_gate;
        changed.notify_all();
        changed.wait(lock, [&] { return !is_blocked; });
        --at_the_gate;
    }
};

class DiskFile : public EventFile {
 public:
    explicit DiskFile(Disk& disk) : disk_(disk) {}
    tl::expected<EventStore::Contents, FileTrouble> open() override {
        std::unique_lock lock(disk_.mutex);
        disk_.pass(lock);
        sigset_t blocked;
        pthread_sigmask(SIG_BLOCK, nullptr, &blocked);
        disk_.had_open_signals = sigismember(&blocked, SIGTERM) == 0 || sigismember(&blocked, SIGCHLD) == 0;
        if (!disk_.refusal.empty()) {
            return tl::unexpected(FileTrouble{disk_.refusal, true});
        }
        ++disk_.opened;
        disk_.is_closed = false;
        EventStore::Contents contents{disk_.id, disk_.next, {}};
        for (const auto& [serial, payload] : disk_.events) {
            contents.events.push_back(event(serial, payload));
        }
        return contents;
    }
    tl::expected<void, FileTrouble> write(const EventBatch& batch) override {
        std::unique_lock lock(disk_.mutex);
        disk_.pass(lock);
        disk_.changed.notify_all();
        if (!disk_.refusal.empty()) {
            return tl::unexpected(FileTrouble{disk_.refusal, disk_.must_reopen});
        }
        for (const PoolEvent& one : batch.appended) {
            disk_.events[one.pool_serial] = one.payload;
        }
        for (const std::uint64_t serial : batch.removed) {
            disk_.events.erase(serial);
        }
        disk_.next = batch.next_pool_serial;
        disk_.is_closed = batch.is_last;
        return {};
    }
    tl::expected<void, FileTrouble> synchronise() override {
        std::unique_lock lock(disk_.mutex);
        disk_.pass(lock);
        disk_.on_disk = disk_.events;
        disk_.changed.notify_all();
        return {};
    }
    std::uint64_t disk_bytes() const override { return 4096; }

 private:
    Disk& disk_;
};

// The loop: runs what was posted when the test says so.
class EventWriterTest : public testing::Test, protected EventStore::Observer {
 protected:
    ~EventWriterTest() override {
        disk.with([&] { disk.is_blocked = false; });
        writer.reset();
        EXPECT_TRUE(wait_until([&] { return ended; }));
    }
    void start() {
        EventWriter::Loop loop;
        loop.post = [this](std::function<void()> work) {
            const std::lock_guard lock(mutex);
            posted.push_back(std::move(work));
            changed.notify_all();
        };
        loop.after = [this](std::chrono::seconds, std::function<void()> work) -> std::shared_ptr<void> {
            alarm = std::move(work);
            return std::make_shared<int>();
        };
        loop.ended = [this](std::size_t how_many, const std::string& why) {
            const std::lock_guard lock(mutex);
            ended = true;
            lost = how_many;
            reason = why;
            changed.notify_all();
        };
        writer = std::make_unique<EventWriter>(
            "/q.events", [this](const std::string&) { return std::make_unique<DiskFile>(disk); }, std::move(loop),
            static_cast<EventStore::Observer&>(*this));
    }
    template <class Condition>
    bool wait_until(Condition condition) {
        std::unique_lock lock(mutex);
        return changed.wait_for(lock, patience, condition);
    }
    // Runs the next thing that was posted.
    void run_one() {
        ASSERT_TRUE(wait_until([&] { return !posted.empty(); }));
        std::function<void()> work;
        {
            const std::lock_guard lock(mutex);
            work = std::move(posted.front());
            posted.pop_front();
        }
        work();
    }
    void open() {
        start();
        run_one();
        ASSERT_THAT(found, SizeIs(1));
        writer->resume(found.back().next_pool_serial);
    }
    void close() {
        writer.reset();
        ASSERT_TRUE(wait_until([&] { return ended; }));
    }
    bool wait_for_disk(std::size_t events) {
        return disk.wait([&] { return disk.events.size() == events; });
    }

    void on_store_opened(EventStore::Contents contents) override { found.push_back(std::move(contents)); }
    void on_store_trouble(const std::string& why) override { notices.push_back(why); }
    void on_store_recovered() override { notices.emplace_back("recovered"); }

    Disk disk;
    std::mutex mutex;
    std::condition_variable changed;
    std::deque<std::function<void()>> posted;
    bool ended = false;
    std::size_t lost = 0;
    std::string reason;
    std::function<void()> alarm;
    std::vector<EventStore::Contents> found;
    std::vector<std::string> notices;
    std::unique_ptr<EventWriter> writer;
};

TEST_F(EventWriterTest, TellsWhatTheFileHoldsAndWritesWhatIsAppended) {
    disk.events = {{3, "old"}};
    disk.next = 9;
    open();
    EXPECT_EQ(found[0].events.at(0).payload, "old");
    writer->append(event(9, "new"));
    EXPECT_TRUE(wait_for_disk(2));
    writer->remove(3);
    EXPECT_TRUE(wait_for_disk(1));
    close();
    EXPECT_THAT(disk.events, ElementsAre(Pair(9, "new")));
    EXPECT_EQ(disk.next, 10u);
    EXPECT_TRUE(disk.is_closed);
    EXPECT_FALSE(disk.had_open_signals);
    EXPECT_THAT(notices, IsEmpty());
    EXPECT_EQ(lost, 0u);
}

TEST_F(EventWriterTest, ABlockedDiskBlocksNobodyElse) {
    open();
    disk.with([&] { disk.is_blocked = true; });
    writer->append(event(0));
    ASSERT_TRUE(disk.wait([&] { return disk.at_the_gate == 1; }));
    for (std::uint64_t serial = 1; serial < 1000; ++serial) {
        writer->append(event(serial));
    }
    writer->remove(500);
    EXPECT_EQ(writer->status().unwritten, 999u);
    disk.with([&] { disk.is_blocked = false; });
    EXPECT_TRUE(wait_for_disk(999));
}

TEST_F(EventWriterTest, ADiskThatDoesNotAnswerWhenTheFileIsOpenedIsTrouble) {
    disk.is_blocked = true;
    start();
    alarm();
    run_one();
    EXPECT_THAT(notices, ElementsAre("/q.events: the disk has not answered for 10 s; look at it"));
    disk.with([&] { disk.is_blocked = false; });
    run_one();
    run_one();
    EXPECT_EQ(notices.back(), "recovered");
    EXPECT_THAT(found, SizeIs(1));
    writer->resume(0);
}

TEST_F(EventWriterTest, WhatWasWrittenGetsToTheDiskItselfWithoutAnyMoreEvents) {
    open();
    writer->append(event(0, "a"));
    EXPECT_TRUE(disk.wait([&] { return disk.on_disk.size() == 1; }));
    EXPECT_EQ(writer->status().unwritten, 0u);
}

TEST_F(EventWriterTest, WhatAFullDiskRefusedIsWrittenLater) {
    open();
    disk.with([&] { disk.refusal = "full"; });
    writer->append(event(0, "a"));
    run_one();
    EXPECT_THAT(notices, ElementsAre("full"));
    EXPECT_EQ(writer->status().trouble, "full");
    writer->append(event(1, "b"));
    writer->append(event(2, "c"));
    writer->remove(1);
    disk.with([&] { disk.refusal.clear(); });
    EXPECT_TRUE(wait_for_disk(2));
    run_one();
    EXPECT_THAT(notices, ElementsAre("full", "recovered"));
    EXPECT_EQ(disk.opened, 1);
    EXPECT_THAT(disk.with([&] { return disk.events; }), ElementsAre(Pair(0, "a"), Pair(2, "c")));
}

TEST_F(EventWriterTest, AFileThatCannotBeUsedAnyMoreIsOpenedAnew) {
    open();
    disk.with([&] {
        disk.refusal = "damaged";
        disk.must_reopen = true;
    });
    writer->append(event(0, "a"));
    run_one();
    disk.with([&] {
        disk.refusal.clear();
        disk.id = "b";
    });
    run_one();
    run_one();
    EXPECT_THAT(notices, ElementsAre("damaged", "recovered"));
    ASSERT_THAT(found, SizeIs(2));
    EXPECT_THAT(disk.events, IsEmpty()) << "not before resume()";
    writer->resume(1);
    writer->append(event(0, "a"));
    EXPECT_TRUE(wait_for_disk(1));
}

TEST_F(EventWriterTest, WithoutAFileEventsAreCountedAsLostAtTheEnd) {
    disk.refusal = "locked";
    start();
    run_one();
    writer->append(event(0));
    writer->append(event(1));
    close();
    EXPECT_EQ(lost, 2u);
    EXPECT_EQ(reason, "locked");
}

TEST_F(EventWriterTest, APoolThatGoesBeforeItHeardOfTheFileLosesNothing) {
    disk.events = {{0, "old"}};
    disk.next = 7;
    disk.is_blocked = true;
    start();
    writer->append(event(0, "a"));
    writer->append(event(1, "b"));
    writer.reset();
    disk.with([&] { disk.is_blocked = false; });
    ASSERT_TRUE(wait_until([&] { return ended; }));
    EXPECT_THAT(disk.events, ElementsAre(Pair(0, "old"), Pair(7, "a"), Pair(8, "b")));
    EXPECT_TRUE(disk.is_closed);
}

} // namespace
} // namespace halberd
