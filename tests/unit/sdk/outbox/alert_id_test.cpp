#include "sdk/outbox/alert_id.hpp"

#include "sdk/testing/test_event.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace halberd::outbox {
namespace {

halberd_event raw_event(std::uint64_t serial, std::uint64_t pool_serial) {
    const auto text = [](std::string_view view) { return halberd_string{view.data(), view.size()}; };
    halberd_event raw{};
    raw.struct_size = sizeof raw;
    raw.name = text("PROCESS_STATE_EXITED");
    raw.server = text("supervisor");
    raw.pool = text("crashmail");
    raw.payload = text("processname:foo groupname:g from_state:RUNNING expected:0 pid:7");
    raw.serial = serial;
    raw.pool_serial = pool_serial;
    return raw;
}

std::string id_of(std::uint64_t serial, std::uint64_t pool_serial, unsigned ordinal = 0,
                  const std::string& life = "life") {
    const halberd_event raw = raw_event(serial, pool_serial);
    return alert_id(Event(raw), ordinal, life);
}

TEST(AlertIdTest, AnEventThatComesAgainHasTheSameOne) {
    EXPECT_EQ(id_of(1, 5), id_of(1, 5));
    EXPECT_EQ(id_of(1, 5), id_of(9, 5)) << "a durable pool gives it another serial after a new start";
}

TEST(AlertIdTest, OtherEventsAndOtherAlertsHaveOthers) {
    EXPECT_NE(id_of(1, 5), id_of(1, 6));
    EXPECT_NE(id_of(1, 5), id_of(1, 5, 1));
    EXPECT_NE(id_of(1, 5), id_of(1, 5, 0, "next life"));
}

TEST(AlertIdTest, IsAMessageId) {
    EXPECT_THAT(id_of(1, 5), testing::MatchesRegex("[0-9a-f]+@[^ <>@]+"));
    EXPECT_EQ(id_of(1, 5).find('@'), 32U);
}

} // namespace
} // namespace halberd::outbox
