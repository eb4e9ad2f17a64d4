#include "ctl/name_patterns.hpp"

#include "fakes.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace halberd::ctl {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using xmlrpc::Array;

struct NamePatterns : testing::Test, FakeSession {
    NamePatterns() {
        remote.will_answer(
            "getAllProcessInfo",
            Array{process_struct("cat", "cat", 20, "", ""), process_struct("db", "a", 20, "", ""),
                  process_struct("web", "web_00", 20, "", ""), process_struct("web", "web_01", 20, "", ""),
                  process_struct("web2", "x", 20, "", ""), process_struct("od*", "od*", 20, "", "")});
    }
    std::vector<std::string> expand(std::vector<std::string> names) {
        return expand_patterns(session, std::move(names)).value();
    }
};

TEST_F(NamePatterns, NamesWithoutPatternCharactersGoTheOldWay) {
    EXPECT_THAT(expand({"cat", "web:*", "nope", "--json", "all"}),
                ElementsAre("cat", "web:*", "nope", "--json", "all"));
    EXPECT_THAT(remote.calls, IsEmpty());
}

TEST_F(NamePatterns, APatternBecomesTheProcessesThatFit) {
    EXPECT_THAT(expand({"web:*_0?"}), ElementsAre("web:web_00", "web:web_01"));
    EXPECT_THAT(expand({"c?t"}), ElementsAre("cat"));
    EXPECT_THAT(expand({"web*"}), ElementsAre("web:web_00", "web:web_01", "web2:x"));
    EXPECT_THAT(expand({"[cd]*"}), ElementsAre("cat", "db:a"));
    EXPECT_EQ(expand({"*"}).size(), 6u);
}

TEST_F(NamePatterns, APatternForGroupsBecomesGroups) {
    EXPECT_THAT(expand({"web*:*"}), ElementsAre("web:*", "web2:*"));
}

TEST_F(NamePatterns, WhatTwoPatternsFitIsThereOnceAndWhatIsRepeatedTwice) {
    EXPECT_THAT(expand({"web_00", "web:web_*", "*_01", "cat", "cat"}),
                ElementsAre("web_00", "web:web_00", "web:web_01", "cat", "cat"));
    EXPECT_THAT(expand({"web:web_00", "web_*"}), ElementsAre("web:web_00", "web:web_01"));
}

TEST_F(NamePatterns, APatternThatNothingFitsStaysForTheDaemonToRefuse) {
    EXPECT_THAT(expand({"nope*", "no*:*"}), ElementsAre("nope*", "no*:*"));
}

TEST_F(NamePatterns, TheVeryNameOfAProcessMeansJustThat) {
    EXPECT_THAT(expand({"od*"}), ElementsAre("od*"));
}

TEST_F(NamePatterns, OneProcessIsTakenAndSeveralAreRefused) {
    EXPECT_EQ(the_one_named(session, "c*"), "cat");
    EXPECT_EQ(the_one_named(session, "nope*"), "nope*");
    EXPECT_EQ(console.output, "");
    EXPECT_EQ(the_one_named(session, "web*"), "");
    EXPECT_EQ(console.output, "web*: ERROR (fits 3 processes: web:web_00, web:web_01, ...)\n");
    EXPECT_EQ(session.exit_status(), ExitStatus::Generic);
}

TEST_F(NamePatterns, GroupsAreAskedForOnlyWhenThereIsAPattern) {
    int asked = 0;
    const auto groups = [&]() -> AnswerOf<std::vector<std::string>> {
        ++asked;
        return std::vector<std::string>{"web", "db", "web2"};
    };
    EXPECT_THAT(expand_group_patterns({"web", "nope"}, groups).value(), ElementsAre("web", "nope"));
    EXPECT_EQ(asked, 0);
    EXPECT_THAT(expand_group_patterns({"web*", "n*"}, groups).value(), ElementsAre("web", "web2", "n*"));
}

} // namespace
} // namespace halberd::ctl
