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

TEST(Event, TheOutputOfAProcessIsRead) {
    const halberd_event log =
        raw("PROCESS_LOG_STDERR", "processname:cat groupname:pets pid:12 channel:stderr\nmiaow\n");
    const auto output = Event(log).process_output();
    ASSERT_TRUE(output);
    EXPECT_EQ(output->process_name, "cat");
    EXPECT_EQ(output->group_name, "pets");
    EXPECT_EQ(output->pid, 12);
    EXPECT_EQ(output->channel, "stderr");
    EXPECT_EQ(output->data, "miaow\n");
    const halberd_event said = raw("PROCESS_COMMUNICATION_STDOUT", "processname:cat groupname:pets pid:12\nhungry");
    EXPECT_EQ(Event(said).process_output()->channel, "stdout");
    EXPECT_EQ(Event(said).process_output()->data, "hungry");
    EXPECT_FALSE(Event(raw("PROCESS_LOG_STDOUT", "processname:cat")).process_output());
    EXPECT_FALSE(Event(raw("TICK_5", "processname:cat groupname:pets pid:1\n")).process_output());
}

TEST(Event, ARemoteCommunicationIsRead) {
    const halberd_event sent = raw("REMOTE_COMMUNICATION", "type:deploy of web\nversion 3\n");
    const auto remote = Event(sent).remote_communication();
    ASSERT_TRUE(remote);
    EXPECT_EQ(remote->type, "deploy of web");
    EXPECT_EQ(remote->data, "version 3\n");
    EXPECT_FALSE(Event(raw("TICK_5", "type:x\ny")).remote_communication());
}

TEST(Event, TheTimeOfATickIsRead) {
    EXPECT_EQ(Event(raw("TICK_60", "when:1201063880")).tick()->time_since_epoch(), std::chrono::seconds(1201063880));
    EXPECT_FALSE(Event(raw("TICK_60", "when:now")).tick());
    EXPECT_FALSE(Event(raw("PROCESS_LOG_STDOUT", "when:1")).tick());
}

TEST(Event, TheGroupThatCameOrWentIsRead) {
    EXPECT_EQ(Event(raw("PROCESS_GROUP_ADDED", "groupname:pets\n")).process_group(), "pets");
    EXPECT_FALSE(Event(raw("PROCESS_STATE_EXITED", "groupname:pets\n")).process_group());
}

} // namespace
} // namespace halberd
