#include "core/daemon/event_stores.hpp"

#include "tests/fakes/recording_log.hpp"

#include <gtest/gtest.h>

#include <boost/asio/io_context.hpp>
#include <chrono>
#include <condition_variable>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

namespace halberd {
namespace {

using namespace std::chrono_literals;

constexpr auto patience = 20s;

// What happens to files, in its order, and a gate that keeps one from being opened.
struct Disk {
    std::mutex mutex;
    std::condition_variable changed;
    std::vector<std::string> happened;
    bool is_blocked = false;

    void note(const std::string& what) {
        const std::lock_guard lock(mutex);
        happened.push_back(what);
        changed.notify_all();
    }
    bool wait_for_number_of_notes(std::size_t count) {
        std::unique_lock lock(mutex);
        return changed.wait_for(lock, patience, [&] { return happened.size() >= count; });
    }
};

class DiskFile : public EventFile {
 public:
    DiskFile(Disk& disk, std::string name) : disk_(disk), name_(std::move(name)) {}
    ~DiskFile() override { disk_.note("close " + name_); }

    tl::expected<EventStore::Contents, FileTrouble> open() override {
        disk_.note("open " + name_);
        std::unique_lock lock(disk_.mutex);
        disk_.changed.wait(lock, [&] { return !disk_.is_blocked; });
        return EventStore::Contents{};
    }
    tl::expected<void, FileTrouble> write(const EventBatch& batch) override {
        disk_.note("write " + name_ + " " + std::to_string(batch.appended.size()));
        return {};
    }
    tl::expected<void, FileTrouble> synchronise() override { return {}; }
    std::uint64_t disk_bytes() const override { return 0; }

 private:
    Disk& disk_;
    std::string name_;
};

class Observer : public EventStore::Observer {
 public:
    void on_store_opened(EventStore::Contents) override {}
    void on_store_trouble(const std::string&) override {}
    void on_store_recovered() override {}
};

TEST(EventStoresTest, APoolThatGoesWritesItsEventsBeforeAnotherTakesTheFileOver) {
    Disk disk;
    disk.is_blocked = true;
    boost::asio::io_context io;
    RecordingLog log;
    Observer observer;
    int made = 0;
    EventStores stores(io, log, [&](const std::string&) -> tl::expected<std::unique_ptr<EventFile>, FileTrouble> {
        return std::make_unique<DiskFile>(disk, std::to_string(++made));
    });
    auto going = stores.open("/queue", observer);
    ASSERT_TRUE(disk.wait_for_number_of_notes(1));
    going->append(PoolEvent{0, 0, "TICK_5", "p", {}});
    going.reset();
    auto coming = stores.open("/queue", observer);
    auto beside = stores.open("/other", observer);
    ASSERT_TRUE(disk.wait_for_number_of_notes(2)); // that of another file does not wait
    {
        const std::lock_guard lock(disk.mutex);
        disk.is_blocked = false;
        disk.changed.notify_all();
    }
    ASSERT_TRUE(disk.wait_for_number_of_notes(5));
    EXPECT_EQ(disk.happened, (std::vector<std::string>{"open 1", "open 2", "write 1 1", "close 1", "open 3"}));
    coming.reset();
    beside.reset();
    EXPECT_TRUE(stores.wait_until_closed(patience));
}

} // namespace
} // namespace halberd
