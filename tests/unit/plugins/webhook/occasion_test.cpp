#include "plugins/webhook/occasion.hpp"

#include "sdk/testing/test_event.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace halberd::webhook {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

constexpr std::chrono::system_clock::time_point now{std::chrono::seconds(1795445888)};

// The word of the occasion that the event is, of these.
std::string word_of(const std::string& words, const test::TestEvent& event) {
    const auto occasions = parse_occasions(words).value();
    const auto process = event.event().process_state();
    const Occasion* found = process ? find_occasion(occasions, event, *process) : nullptr;
    return found != nullptr ? found->word : "";
}

TEST(OccasionTest, AnExitIsUnexpectedOrFinished) {
    EXPECT_EQ(word_of("exited", test::process_exited("foo", "g", false)), "exited");
    EXPECT_EQ(word_of("exited", test::process_exited("foo", "g", true)), "");
    EXPECT_EQ(word_of("fatal, finished", test::process_exited("foo", "g", true)), "finished");
    EXPECT_EQ(word_of("finished", test::process_exited("foo", "g", false)), "");
}

TEST(OccasionTest, OtherStatesGoByTheirNames) {
    EXPECT_EQ(word_of("exited,fatal", test::process_fatal("foo", "g")), "fatal");
    EXPECT_EQ(word_of("exited,fatal", test::process_running("foo", "g")), "");
    EXPECT_EQ(word_of("running", test::process_running("foo", "g")), "running");
    EXPECT_EQ(word_of("backoff", test::process_backoff("foo", "g")), "backoff");
    EXPECT_EQ(word_of("starting", test::process_starting("foo", "g")), "starting");
    EXPECT_EQ(word_of("stopped", test::process_stopped("foo", "g")), "stopped");
}

TEST(OccasionTest, AWordThatThereIsNotIsAnErrorThatListsThem) {
    EXPECT_THAT(parse_occasions("exited,crashed").error(), StartsWith("--on 'crashed' is none of exited fatal "));
    EXPECT_THAT(parse_occasions(" ,").error(), HasSubstr("one word at least"));
}

TEST(OccasionTest, WhatIsToldHasAllFieldsOfATest) {
    const test::TestEvent event = test::process_running("foo", "g", 7);
    const auto occasions = parse_occasions("running").value();
    const gateway::Fields told = tell(*occasions.front(), event, *event.event().process_state(), now, "web1");
    EXPECT_EQ(told.at("name"), "g:foo");
    EXPECT_EQ(told.at("state"), "RUNNING");
    EXPECT_EQ(told.at("action"), "resolve");
    EXPECT_EQ(told.at("summary"), "foo is running on web1");
    EXPECT_EQ(told.at("time_utc"), "2026-11-23T14:58:08Z");
    EXPECT_THAT(told.at("text"), StartsWith("Process foo in group g is running (pid 7) from state STARTING\nweb1, 20"));
    const gateway::Fields test = test_fields(now, "web1");
    ASSERT_EQ(test.size(), told.size());
    for (const auto& [name, value] : told) {
        EXPECT_EQ(test.count(name), 1U) << name;
    }
}

} // namespace
} // namespace halberd::webhook
