#include "ctl/verb_words.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>

namespace halberd::ctl {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

constexpr std::array options{VerbOption{"--json"}, VerbOption{"-f"},
                             VerbOption{"--rolling", VerbOption::Value::Optional},
                             VerbOption{"--timeout", VerbOption::Value::Required}};

TEST(VerbWords, OptionsMayStandAnywhereAndTheLastValueCounts) {
    const auto words = VerbWords::of_our_verb("--timeout 5 web --json db --timeout=30s", options);
    ASSERT_TRUE(words);
    EXPECT_THAT(words->names(), ElementsAre("web", "db"));
    EXPECT_TRUE(words->has("--json"));
    EXPECT_FALSE(words->has("-f"));
    EXPECT_EQ(words->value("--timeout"), "30s");
    EXPECT_EQ(words->value("--json"), std::nullopt);
}

TEST(VerbWords, AnOptionalValueStandsInTheSameWord) {
    const auto without = VerbWords::of_supervisors_verb("--rolling 2", options);
    EXPECT_TRUE(without->has("--rolling"));
    EXPECT_EQ(without->value("--rolling"), std::nullopt);
    EXPECT_THAT(without->names(), ElementsAre("2"));
    EXPECT_EQ(VerbWords::of_supervisors_verb("--rolling=2 web", options)->value("--rolling"), "2");
}

TEST(VerbWords, AVerbOfSupervisorsLeavesWhatItDoesNotKnowAlone) {
    const auto words = VerbWords::of_supervisors_verb("--foo --json=x --rollingx -x 'a b' --", options);
    ASSERT_TRUE(words);
    EXPECT_THAT(words->names(), ElementsAre("--foo", "--json=x", "--rollingx", "-x", "'a", "b'", "--"));
    EXPECT_FALSE(words->has("--json"));
}

TEST(VerbWords, AVerbOfOursRefusesWhatItDoesNotKnow) {
    EXPECT_EQ(VerbWords::of_our_verb("web --foo", options).error(), "Error: bad argument --foo");
    EXPECT_EQ(VerbWords::of_our_verb("web --timeout", options).error(), "Error: --timeout requires a value");
    EXPECT_EQ(VerbWords::of_our_verb("'web", options).error(), "Error: No closing quotation in: 'web");
}

TEST(VerbWords, WordsOfOurVerbsMayBeQuoted) {
    const auto words = VerbWords::of_our_verb("--timeout 'a b' \"c d\"", options);
    EXPECT_EQ(words->value("--timeout"), "a b");
    EXPECT_THAT(words->names(), ElementsAre("c d"));
    EXPECT_THAT(VerbWords::of_our_verb("", options)->names(), IsEmpty());
}

} // namespace
} // namespace halberd::ctl
