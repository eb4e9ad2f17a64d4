#include "core/listener/listener_pool.hpp"
#include "tests/fakes/fake_event_store.hpp"
#include "tests/fakes/hand_moved_clock.hpp"
#include "tests/fakes/recording_log.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace halberd {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Pair;
using testing::SizeIs;

class Endpoint : public ListenerEndpoint {
 public:
    const std::string& listener_name() const override { return name_; }
    bool is_ready() const override { return ready; }
    Result<void> deliver(const PoolEvent& event) override {
        ready = false;
        received.push_back(event.payload);
        serials.push_back(event.serial);
        pool_serials.push_back(event.pool_serial);
        return {};
    }

    bool ready = true;
    std::vector<std::string> received;
    std::vector<std::uint64_t> serials;
    std::vector<std::uint64_t> pool_serials;

 private:
    std::string name_ = "l";
};

class DurablePoolTest : public testing::Test {
 protected:
    DurablePoolTest() {
        pool.keep_in([this](EventStore::Observer& observer) {
            auto made = std::make_unique<FakeEventStore>(observer);
            store = made.get();
            return made;
        });
        pool.add(member);
    }
    void publish(std::string data) { bus.publish(RemoteCommunicationEvent{"t", std::move(data)}); }
    void answer(std::string_view result) {
        pool.on_result(member, result);
        member.ready = true;
        pool.dispatch();
    }
    void open(std::uint64_t next = 0, std::vector<PoolEvent> events = {}, std::string id = "a") {
        store->observer.on_store_opened({std::move(id), next, std::move(events)});
    }
    static PoolEvent old(std::uint64_t serial, std::string payload) {
        return {0, serial, "REMOTE_COMMUNICATION", std::move(payload), {}};
    }

    EventBus bus;
    RecordingLog log;
    Endpoint member;
    HandMovedClock clock;
    FakeEventStore* store = nullptr;
    // An event with a payload of eight bytes counts for 92: three fit.
    ListenerPool pool{{"pool", 1, {EventType::RemoteCommunication}, {}, ByteSize{300}}, bus, clock, log};
};

TEST_F(DurablePoolTest, HandsOutNothingBeforeTheFileIsOpen) {
    publish("a");
    EXPECT_THAT(member.received, IsEmpty());
    open();
    EXPECT_THAT(member.received, ElementsAre("type:t\na"));
    EXPECT_THAT(member.pool_serials, ElementsAre(0));
}

TEST_F(DurablePoolTest, AnEventLeavesTheStoreWhenAMemberHasAnsweredOk) {
    open();
    publish("a");
    publish("b");
    EXPECT_THAT(store->noted, ElementsAre(Pair(0, "type:t\na"), Pair(1, "type:t\nb")));
    answer("FAIL");
    EXPECT_THAT(store->noted, SizeIs(2));
    pool.on_lost(member);
    EXPECT_THAT(store->noted, SizeIs(2));
    member.ready = true;
    pool.dispatch();
    answer("OK");
    EXPECT_THAT(store->noted, ElementsAre(Pair(1, "type:t\nb")));
}

TEST_F(DurablePoolTest, WhatTheFileHeldComesFirstUnderItsOldPoolSerials) {
    publish("new");
    open(7, {old(3, "x"), old(5, "y")});
    for (int i = 0; i < 3; ++i) {
        answer("OK");
    }
    EXPECT_THAT(member.received, ElementsAre("x", "y", "type:t\nnew"));
    EXPECT_THAT(member.pool_serials, ElementsAre(3, 5, 7));
    EXPECT_THAT(member.serials, ElementsAre(1, 2, 0)) << "unique in this daemon's life";
    EXPECT_THAT(store->removed, ElementsAre(3, 5));
    EXPECT_EQ(store->next, 8u);
    EXPECT_EQ(pool.record().restored, 2u);
    EXPECT_EQ(pool.record().accepted, 1u);
    EXPECT_EQ(pool.record().buffered_bytes, 0u);
    EXPECT_THAT(log.lines, ElementsAre("INFO pool pool: 2 events that no listener has answered come again from "
                                       "/q.events"));
}

TEST_F(DurablePoolTest, InTroubleDeliveryGoesOnFromMemory) {
    publish("a");
    store->observer.on_store_trouble("/q.events can't be written: the disk is full; make room there");
    EXPECT_THAT(member.received, ElementsAre("type:t\na"));
    EXPECT_THAT(log.lines, ElementsAre("ERRO pool pool: events are kept in memory only: /q.events can't be written: "
                                       "the disk is full; make room there; delivery goes on, and the file is tried "
                                       "again"));
    store->observer.on_store_recovered();
    EXPECT_THAT(log.lines, Contains("INFO pool pool: events are kept on disk again, in /q.events"));
}

TEST_F(DurablePoolTest, AFileThatIsOpenedLateGetsWhatIsInMemoryUnderNewSerials) {
    store->observer.on_store_trouble("locked");
    publish("a");
    publish("b");
    answer("OK");
    publish("c");
    open(40, {old(12, "x")});
    EXPECT_THAT(store->noted, ElementsAre(Pair(40, "type:t\nb"), Pair(41, "type:t\nc"))) << "b is under way";
    answer("OK");
    EXPECT_THAT(store->noted, ElementsAre(Pair(41, "type:t\nc")));
    EXPECT_EQ(member.received.back(), "x");
    answer("OK");
    EXPECT_THAT(store->removed, ElementsAre(12));
    EXPECT_EQ(member.pool_serials.back(), 41u);
}

TEST_F(DurablePoolTest, ANewFileInTheMiddleOfItAllGetsWhatIsInMemoryUnderItsSerials) {
    open();
    publish("a");
    publish("b");
    open(0, {}, "another");
    EXPECT_EQ(store->resumed, 2);
    EXPECT_EQ(store->next, 2u);
    EXPECT_THAT(store->noted, ElementsAre(Pair(0, "type:t\na"), Pair(1, "type:t\nb")));
    EXPECT_THAT(member.received, ElementsAre("type:t\na"));
}

TEST_F(DurablePoolTest, TheSameFileAgainIsBroughtToWhatIsInMemory) {
    open();
    for (const char* data : {"a", "b", "c"}) {
        publish(data);
    }
    answer("OK");
    open(1'000'003, {old(0, "type:t\na"), old(2, "type:t\nc")});
    EXPECT_THAT(store->removed, ElementsAre(0)) << "answered meanwhile";
    EXPECT_THAT(store->noted, ElementsAre(Pair(1, "type:t\nb"))) << "not written then";
    EXPECT_EQ(store->next, 3u);
    answer("OK");
    EXPECT_THAT(member.received, ElementsAre("type:t\na", "type:t\nb", "type:t\nc"));
}

TEST_F(DurablePoolTest, BytesBoundTheBufferAndTheOldestIsDiscardedFromTheStore) {
    open();
    member.ready = false;
    for (const char* data : {"a", "b", "c", "d", "e"}) {
        publish(data);
    }
    EXPECT_EQ(pool.record().buffer.size(), 3u);
    EXPECT_EQ(pool.record().buffered_bytes, 276u);
    EXPECT_EQ(pool.record().discarded, 2u);
    EXPECT_THAT(store->noted, ElementsAre(Pair(2, "type:t\nc"), Pair(3, "type:t\nd"), Pair(4, "type:t\ne")));
    EXPECT_THAT(log.lines, ElementsAre("ERRO pool pool event buffer overflowed, discarding event 0"));
    member.ready = true;
    pool.dispatch();
    answer("OK");
    answer("OK");
    EXPECT_THAT(log.lines, Contains("ERRO pool pool event buffer overflowed: 2 events were discarded within 0 s "
                                    "(buffer_bytes=300)"));
    EXPECT_EQ(pool.record().buffered_bytes, 0u);
}

TEST_F(DurablePoolTest, AnEventThatIsLargerThanTheBufferIsKeptAlone) {
    open();
    member.ready = false;
    publish("a");
    publish(std::string(1000, 'x'));
    EXPECT_EQ(pool.record().buffer.size(), 1u);
    EXPECT_THAT(store->noted, SizeIs(1));
}

TEST_F(DurablePoolTest, AFileWithMoreThanTheBufferMayHoldLosesTheOldest) {
    open(9, {old(1, std::string(100, 'a')), old(2, std::string(100, 'b')), old(3, std::string(100, 'c'))});
    EXPECT_EQ(pool.record().discarded, 2u);
    EXPECT_THAT(store->removed, ElementsAre(1, 2));
    EXPECT_THAT(member.received, ElementsAre(std::string(100, 'c')));
}

TEST(DurablePool, SaysWhatStaysOnDiskWhenItGoes) {
    EventBus bus;
    RecordingLog log;
    HandMovedClock clock;
    {
        ListenerPool pool({"pool", 1, {EventType::RemoteCommunication}, {}, ByteSize{300}}, bus, clock, log);
        pool.keep_in([](EventStore::Observer& observer) { return std::make_unique<FakeEventStore>(observer); });
        bus.publish(RemoteCommunicationEvent{"t", "a"});
    }
    EXPECT_THAT(log.lines, ElementsAre("INFO pool pool: 1 events that no listener has answered stay in /q.events"));
}

} // namespace
} // namespace halberd
