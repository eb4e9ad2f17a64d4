#include "sdk/wire/event_script.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace halberd::wire {
namespace {

using testing::HasSubstr;
using testing::SizeIs;

std::vector<ScriptedEvent> read(std::string_view text, EventLength unit = EventLength::Characters) {
    auto events = read_event_script(text, unit);
    EXPECT_TRUE(events) << events.error();
    return events.value_or(std::vector<ScriptedEvent>());
}

std::string refused(std::string_view text) {
    const auto events = read_event_script(text, EventLength::Characters);
    return events ? "was read" : events.error();
}

TEST(EventScript, HasAnEventALine) {
    const auto events = read("# two of them\n\nTICK_5 when:1201063880\nSUPERVISOR_STATE_CHANGE_RUNNING\n");
    ASSERT_THAT(events, SizeIs(2));
    EXPECT_EQ(events[0].header.event_name, "TICK_5");
    EXPECT_EQ(events[0].header.server, "supervisor");
    EXPECT_EQ(events[0].header.serial, 1U);
    EXPECT_EQ(events[0].header.length, 15U);
    EXPECT_EQ(events[0].payload, "when:1201063880");
    EXPECT_EQ(events[1].header.event_name, "SUPERVISOR_STATE_CHANGE_RUNNING");
    EXPECT_EQ(events[1].header.serial, 2U);
    EXPECT_EQ(events[1].payload, "");
}

TEST(EventScript, ABarGoesOnWithThePayload) {
    const auto events = read("REMOTE_COMMUNICATION type:deploy\n| first\n|\n|  third\nTICK_5 when:1");
    ASSERT_THAT(events, SizeIs(2));
    EXPECT_EQ(events[0].payload, "type:deploy\nfirst\n\n third");
}

TEST(EventScript, ARecordingIsReadAsItIs) {
    EventHeader header;
    header.server = "web1";
    header.pool = "mails";
    header.serial = 21;
    header.pool_serial = 10;
    header.event_name = "PROCESS_LOG_STDOUT";
    for (const EventLength unit : {EventLength::Characters, EventLength::Bytes}) {
        const std::string recording = format_event(header, "größe\nver:3.0", unit) + format_event(header, "", unit);
        const auto events = read(recording, unit);
        ASSERT_THAT(events, SizeIs(2));
        EXPECT_EQ(events[0].header.server, "web1");
        EXPECT_EQ(events[0].header.serial, 21U);
        EXPECT_EQ(events[0].payload, "größe\nver:3.0");
        EXPECT_EQ(events[1].payload, "");
    }
}

TEST(EventScript, WhatIsWrongIsNamedWithItsPlace) {
    EXPECT_THAT(refused("TICK_5 when:1\ntick when:2\n"), HasSubstr("line 2: 'tick' is no name of an event"));
    EXPECT_THAT(refused("# no event yet\n| data\n"), HasSubstr("line 2: there is no event above it"));
    const std::string whole = format_event({"3.0", "s", 1, "p", 1, "TICK_5", 0}, "when:1", EventLength::Characters);
    EXPECT_THAT(refused(whole + "when:2\n"), HasSubstr("after event 1 comes no event header: 'when:2'"));
    EXPECT_THAT(refused(whole + whole.substr(0, whole.size() - 1)), HasSubstr("ends inside event 2"));
}

TEST(EventScript, AnEmptyFileHasNoEvents) {
    EXPECT_THAT(read(""), SizeIs(0));
}

} // namespace
} // namespace halberd::wire
