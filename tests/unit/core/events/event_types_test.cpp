#include "core/events/event_types.hpp"

#include <gtest/gtest.h>

namespace halberd {
namespace {

TEST(EventTypes, NamesAndTypesMapBothWays) {
    ASSERT_EQ(event_type_names().size(), 27u);
    for (const auto name : event_type_names()) {
        const auto type = event_type(name);
        ASSERT_TRUE(type) << name;
        EXPECT_EQ(name_of(*type), name);
    }
    EXPECT_FALSE(event_type("PROCESS_STATE_DANCING"));
    EXPECT_FALSE(event_type("event"));
}

TEST(EventTypes, SubtypesBelongToTheirAncestors) {
    EXPECT_TRUE(is_a(EventType::ProcessStateExited, EventType::ProcessState));
    EXPECT_TRUE(is_a(EventType::ProcessStateExited, EventType::Event));
    EXPECT_TRUE(is_a(EventType::Tick5, EventType::Tick));
    EXPECT_FALSE(is_a(EventType::Tick, EventType::Tick5));
    EXPECT_FALSE(is_a(EventType::ProcessLogStdout, EventType::ProcessState));
}

} // namespace
} // namespace halberd
