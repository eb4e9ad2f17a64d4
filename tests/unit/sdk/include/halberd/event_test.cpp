#include <gtest/gtest.h>
#include <halberd/event.hpp>

#include <string_view>

namespace halberd {
namespace {

halberd_string view(std::string_view text) {
    return {text.data(), text.size()};
}

// An event whose memory is that of the two literals.
halberd_event raw(std::string_view name, std::string_view payload) {
    halberd_event event{};
    event.struct_size = sizeof event;
    event.name = view(name);
    event.payload = view(payload);
    return event;
}

TEST(Event, IsOfItsOwnTypeAndOfThoseAbove) {
    const halberd_event exited = raw("PROCESS_STATE_EXITED", "");
    const Event event(exited);
    EXPECT_TRUE(event.is("PROCESS_STATE_EXITED"));
    EXPECT_TRUE(event.is("PROCESS_STATE"));
    EXPECT_TRUE(event.is("PROCESS"));
    EXPECT_TRUE(event.is("EVENT"));
    EXPECT_FALSE(event.is("PROCESS_STATE_EXIT"));
    EXPECT_FALSE(event.is("PROCESS_STATE_EXITED_NOW"));
    EXPECT_FALSE(event.is("TICK"));
}

TEST(Event, TokensAreThoseOfTheFirstLine) {
    const halberd_event log = raw("PROCESS_LOG_STDOUT", "processname:cat groupname:a:b  pid:12\nsecret:1 second\nline");
    const Event event(log);
    EXPECT_EQ(event.token("processname"), "cat");
    EXPECT_EQ(event.token("groupname"), "a:b");
    EXPECT_EQ(event.number("pid"), 12);
    EXPECT_FALSE(event.token("name"));
    EXPECT_FALSE(event.token("secret"));
    EXPECT_FALSE(event.number("processname"));
    EXPECT_EQ(event.body(), "secret:1 second\nline");
}

TEST(Event, ANumberIsWholeOrNone) {
    const halberd_event tick = raw("TICK_5", "a: b:12x c:-3 d:99999999999999999999");
    const Event event(tick);
    EXPECT_EQ(event.token("a"), "");
    EXPECT_FALSE(event.number("a"));
    EXPECT_FALSE(event.number("b"));
    EXPECT_EQ(event.number("c"), -3);
    EXPECT_FALSE(event.number("d"));
    EXPECT_EQ(event.body(), "");
}

TEST(Event, ThePayloadOfAStateChangeIsRead) {
    const halberd_event exited =
        raw("PROCESS_STATE_EXITED", "processname:cat groupname:pets from_state:RUNNING expected:1 pid:2766");
    const auto state = Event(exited).process_state();
    ASSERT_TRUE(state);
    EXPECT_EQ(state->process_name, "cat");
    EXPECT_EQ(state->group_name, "pets");
    EXPECT_EQ(state->from_state, "RUNNING");
    EXPECT_EQ(state->expected, true);
    EXPECT_EQ(state->pid, 2766);
    EXPECT_FALSE(state->tries);
}

TEST(Event, WhatAStateChangeDoesNotSayIsAbsent) {
    const halberd_event starting =
        raw("PROCESS_STATE_STARTING", "processname:cat groupname:cat from_state:BACKOFF tries:2");
    const auto state = Event(starting).process_state();
    ASSERT_TRUE(state);
    EXPECT_FALSE(state->expected);
    EXPECT_FALSE(state->pid);
    EXPECT_EQ(state->tries, 2);
}

TEST(Event, OtherEventsHaveNoStateChange) {
    EXPECT_FALSE(Event(raw("PROCESS_LOG_STDOUT", "processname:cat groupname:cat pid:1\n")).process_state());
    EXPECT_FALSE(Event(raw("PROCESS_STATE_EXITED", "processname:cat")).process_state());
}

} // namespace
} // namespace halberd
