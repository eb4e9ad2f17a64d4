#include "core/events/event_history.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace halberd {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

const Event exited = ProcessStateEvent{{"web", "web_0"}, ProcessState::Running, ProcessState::Exited, 7, 0, true, {}};
const Event said = ProcessLogEvent{{"web", "web_0"}, 7, Stream::Stdout, "hello"};
const Event added = ProcessGroupEvent{ProcessGroupEvent::Change::Added, "web"};
const Event tick = TickEvent{};

TEST(EventSelectorTest, ATypeSelectsItsSubtypes) {
    EXPECT_TRUE(EventSelector(EventType::ProcessState).selects(exited));
    EXPECT_TRUE(EventSelector(EventType::Event).selects(tick));
    EXPECT_FALSE(EventSelector(EventType::ProcessStateFatal).selects(exited));
}

TEST(EventSelectorTest, APatternFitsGroupAndProcessOrTheNameOfEither) {
    for (const char* pattern : {"web:web_0", "web:*", "*:web_?", "web*", "web", "web_0", "*"}) {
        EXPECT_TRUE(EventSelector(EventType::ProcessState, pattern).selects(exited)) << pattern;
        EXPECT_TRUE(EventSelector(EventType::ProcessLog, pattern).selects(said)) << pattern;
    }
    for (const char* pattern : {"db:*", "web:web_1", "we", "web_0:*", "WEB"}) {
        EXPECT_FALSE(EventSelector(EventType::ProcessState, pattern).selects(exited)) << pattern;
        EXPECT_FALSE(EventSelector(EventType::ProcessLog, pattern).selects(said)) << pattern;
    }
}

TEST(EventSelectorTest, EventsAboutAGroupAreComparedWithTheGroup) {
    EXPECT_TRUE(EventSelector(EventType::ProcessGroup, "web:*").selects(added));
    EXPECT_TRUE(EventSelector(EventType::ProcessGroup, "w*").selects(added));
    EXPECT_FALSE(EventSelector(EventType::ProcessGroup, "db:web").selects(added));
}

TEST(EventSelectorTest, WithAPatternEventsAboutNoProcessAreNotSelected) {
    EXPECT_FALSE(EventSelector(EventType::Event, "*").selects(tick));
    EXPECT_TRUE(EventSelector(EventType::Event, "*").selects(exited));
}

class EventHistoryTest : public testing::Test {
 protected:
    static std::vector<std::uint64_t> ids(const std::vector<const EventHistory::Entry*>& entries) {
        std::vector<std::uint64_t> found;
        for (const EventHistory::Entry* entry : entries) {
            found.push_back(entry->id);
        }
        return found;
    }

    EventHistory history{3, 100};
};

TEST_F(EventHistoryTest, KeepsTheLastOnes) {
    EXPECT_EQ(history.last_id(), 0u);
    for (int i = 0; i < 5; ++i) {
        history.note(tick, {});
    }
    EXPECT_EQ(history.last_id(), 5u);
    EXPECT_THAT(ids(history.find(0, {}, 100)), ElementsAre(3, 4, 5));
    EXPECT_THAT(ids(history.find(4, {}, 100)), ElementsAre(5));
    EXPECT_THAT(ids(history.find(0, {}, 2)), ElementsAre(4, 5));
    EXPECT_THAT(ids(history.find(5, {}, 100)), IsEmpty());
}

TEST_F(EventHistoryTest, FindsWhatASelectorSelects) {
    history.note(exited, {});
    history.note(tick, {});
    history.note(said, {});
    EXPECT_THAT(ids(history.find(0, {EventType::Tick, EventSelector(EventType::ProcessLog, "web:*")}, 100)),
                ElementsAre(2, 3));
    EXPECT_THAT(ids(history.find(0, {EventSelector(EventType::Event, "db")}, 100)), IsEmpty());
}

TEST_F(EventHistoryTest, LargePayloadsPushOutOlderEvents) {
    history.note(tick, {});
    history.note(RemoteCommunicationEvent{"t", std::string(60, 'x')}, {});
    history.note(RemoteCommunicationEvent{"t", std::string(60, 'y')}, {});
    EXPECT_THAT(ids(history.find(0, {}, 100)), ElementsAre(3));
    history.note(RemoteCommunicationEvent{"t", std::string(101, 'z')}, {});
    EXPECT_THAT(ids(history.find(0, {}, 100)), IsEmpty());
    history.note(tick, {});
    EXPECT_THAT(ids(history.find(0, {}, 100)), ElementsAre(5));
}

} // namespace
} // namespace halberd
