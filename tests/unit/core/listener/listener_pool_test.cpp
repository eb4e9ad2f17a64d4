#include "core/listener/listener_pool.hpp"
#include "tests/fakes/hand_moved_clock.hpp"
#include "tests/fakes/recording_log.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace halberd {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::IsEmpty;

class FakeEndpoint : public ListenerEndpoint {
 public:
    explicit FakeEndpoint(std::string name) : name_(std::move(name)) {}
    const std::string& listener_name() const override { return name_; }
    bool is_ready() const override { return ready; }
    Result<void> deliver(const PoolEvent& event) override {
        if (broken) {
            return system_failure("write", EPIPE);
        }
        ready = false;
        received.push_back(event.payload);
        serials.push_back(event.serial);
        pool_serials.push_back(event.pool_serial);
        return {};
    }

    bool ready = true;
    bool broken = false;
    std::vector<std::string> received;
    std::vector<std::uint64_t> serials;
    std::vector<std::uint64_t> pool_serials;

 private:
    std::string name_;
};

class ListenerPoolTest : public testing::Test {
 protected:
    ListenerPoolTest() { pool.add(member); }
    void publish(std::string data) { bus.publish(RemoteCommunicationEvent{"t", std::move(data)}); }
    void answer(FakeEndpoint& endpoint, std::string_view result) {
        pool.on_result(endpoint, result);
        endpoint.ready = true;
        pool.dispatch();
    }

    EventBus bus;
    RecordingLog log;
    FakeEndpoint member{"l"};
    HandMovedClock clock;
    ListenerPool pool{{"pool", 3, {EventType::RemoteCommunication}, {}, {}}, bus, clock, log};
};

TEST_F(ListenerPoolTest, HandsAnEventToTheReadyMemberAtOnce) {
    publish("a");
    EXPECT_THAT(member.received, ElementsAre("type:t\na"));
    EXPECT_THAT(pool.record().buffer, IsEmpty());
}

TEST_F(ListenerPoolTest, KeepsEventsInOrderWhileTheMemberIsBusy) {
    for (const char* data : {"a", "b", "c"}) {
        publish(data);
    }
    answer(member, "OK");
    answer(member, "OK");
    EXPECT_THAT(member.received, ElementsAre("type:t\na", "type:t\nb", "type:t\nc"));
    EXPECT_THAT(member.serials, ElementsAre(0, 1, 2));
}

TEST_F(ListenerPoolTest, ARefusedEventComesAgainFirstUnderTheSameSerials) {
    publish("a");
    publish("b");
    answer(member, "FAIL");
    EXPECT_THAT(member.received, ElementsAre("type:t\na", "type:t\na"));
    EXPECT_THAT(member.serials, ElementsAre(0, 0));
    EXPECT_THAT(member.pool_serials, ElementsAre(0, 0));
    EXPECT_THAT(log.lines, ElementsAre("WARN l: event was rejected"));
}

TEST_F(ListenerPoolTest, AnyOtherAnswerCountsAsARefusal) {
    publish("a");
    answer(member, "perhaps");
    EXPECT_EQ(member.received.size(), 2u);
}

TEST_F(ListenerPoolTest, TheEventOfALostMemberGoesToAnother) {
    FakeEndpoint other{"other"};
    pool.add(other);
    other.ready = false;
    publish("a");
    other.ready = true;
    pool.on_lost(member);
    EXPECT_THAT(other.received, ElementsAre("type:t\na"));
}

TEST_F(ListenerPoolTest, AMemberThatIsTakenOutGetsNothingMoreAndItsEventGoesToAnother) {
    FakeEndpoint second{"l2"};
    second.ready = false;
    pool.add(second);
    publish("a");
    publish("b");
    member.ready = true;
    second.ready = true;
    pool.remove(member);
    EXPECT_THAT(member.received, ElementsAre("type:t\na"));
    EXPECT_THAT(second.received, ElementsAre("type:t\na"));
    answer(second, "OK");
    EXPECT_THAT(second.received, ElementsAre("type:t\na", "type:t\nb"));
}

TEST_F(ListenerPoolTest, AMemberThatCannotBeWrittenToIsPassedOver) {
    FakeEndpoint other{"other"};
    pool.add(other);
    member.broken = true;
    publish("a");
    EXPECT_THAT(other.received, ElementsAre("type:t\na"));
}

TEST_F(ListenerPoolTest, AFullBufferDiscardsTheOldestAndSaysSo) {
    member.ready = false;
    for (const char* data : {"a", "b", "c", "d"}) {
        publish(data);
    }
    EXPECT_THAT(log.lines, ElementsAre("ERRO pool pool event buffer overflowed, discarding event 0"));
    member.ready = true;
    pool.dispatch();
    EXPECT_THAT(member.received, ElementsAre("type:t\nb"));
    EXPECT_THAT(member.pool_serials, ElementsAre(1));
}

TEST_F(ListenerPoolTest, ABurstOfDiscardedEventsIsSaidOnceAndCountedAtItsEnd) {
    member.ready = false;
    for (int i = 0; i < 6; ++i) {
        publish("a");
    }
    clock.advance(7s);
    EXPECT_EQ(log.lines.size(), 1u);
    member.ready = true;
    pool.dispatch();
    answer(member, "OK");
    answer(member, "OK");
    EXPECT_THAT(log.lines, ElementsAre("ERRO pool pool event buffer overflowed, discarding event 0",
                                       "ERRO pool pool event buffer overflowed: 3 events were discarded within 7 s "
                                       "(buffer_size=3)"));
    EXPECT_EQ(pool.record().discarded, 3u);
}

TEST_F(ListenerPoolTest, ALongBurstIsReportedOnceAMinute) {
    member.ready = false;
    for (int i = 0; i < 5; ++i) {
        publish("a");
    }
    clock.advance(60s);
    publish("a");
    EXPECT_THAT(log.lines, ElementsAre("ERRO pool pool event buffer overflowed, discarding event 0",
                                       "ERRO pool pool event buffer overflowed: 2 events were discarded within 60 s "
                                       "(buffer_size=3)",
                                       "ERRO pool pool event buffer overflowed, discarding event 2"));
}

TEST_F(ListenerPoolTest, CountsWhatBecameOfItsEvents) {
    publish("a");
    publish("b");
    EXPECT_EQ(pool.under_way(), 1u);
    answer(member, "FAIL");
    answer(member, "OK");
    answer(member, "OK");
    const PoolRecord& record = pool.record();
    EXPECT_EQ(record.next_pool_serial, 2u);
    EXPECT_EQ(record.delivered, 2u);
    EXPECT_EQ(record.rejected, 1u);
    EXPECT_EQ(record.discarded, 0u);
    EXPECT_EQ(pool.under_way(), 0u);
}

TEST_F(ListenerPoolTest, PoolsCountTheirOwnSerials) {
    ListenerPool late({"late", 3, {EventType::Event}, {}, {}}, bus, clock, log);
    FakeEndpoint late_member{"late"};
    late.add(late_member);
    bus.publish(SupervisorStateEvent{});
    publish("a");
    EXPECT_THAT(late_member.serials, ElementsAre(0));
    EXPECT_THAT(member.serials, ElementsAre(1));
    EXPECT_THAT(member.pool_serials, ElementsAre(0));
}

} // namespace
} // namespace halberd
