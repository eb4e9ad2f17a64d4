#include "core/config/environment_file.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace halberd {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Pair;

std::map<std::string, std::string> variables(std::string_view text) {
    const auto parsed = parse_environment_file(text, "/etc/default/web");
    EXPECT_TRUE(parsed) << parsed.error().message();
    return parsed.value_or(std::map<std::string, std::string>{});
}

std::string complaint(std::string_view text) {
    const auto parsed = parse_environment_file(text, "/etc/default/web");
    return parsed ? "none" : parsed.error().message();
}

TEST(EnvironmentFile, HasAVariableALine) {
    EXPECT_THAT(
        variables("A=1\n  B = two words \r\nexport C=3\nD=\nE=x=y#z;"),
        ElementsAre(Pair("A", "1"), Pair("B", "two words"), Pair("C", "3"), Pair("D", ""), Pair("E", "x=y#z;")));
}

TEST(EnvironmentFile, SkipsBlankLinesAndComments) {
    EXPECT_THAT(variables("\n# A=1\n   ; B=2\n\t\n"), IsEmpty());
    EXPECT_THAT(variables(""), IsEmpty());
}

TEST(EnvironmentFile, ReadsQuotesAsAShellDoes) {
    EXPECT_THAT(variables("A=\"say \\\"hi\\\" # no comment\"\nB=' $HOME '\nC=it's\n"),
                ElementsAre(Pair("A", "say \"hi\" # no comment"), Pair("B", " $HOME "), Pair("C", "it's")));
}

TEST(EnvironmentFile, TakesTheLastOfTwoValues) {
    EXPECT_THAT(variables("A=1\nA=2\n"), ElementsAre(Pair("A", "2")));
}

TEST(EnvironmentFile, SaysWhichLineIsWrongButNeverAValue) {
    EXPECT_EQ(complaint("A=1\n\nsecret\n"),
              "/etc/default/web:3: the line is no KEY=value; start it with '#' if it is a comment");
    EXPECT_EQ(complaint("=secret\n"),
              "/etc/default/web:1: the line is no KEY=value; start it with '#' if it is a comment");
    EXPECT_EQ(complaint("set A=1\n"),
              "/etc/default/web:1: the line is no KEY=value; start it with '#' if it is a comment");
    EXPECT_EQ(
        complaint("A='secret\n"),
        "/etc/default/web:1: A: split No closing quotation; put the whole value in one pair of quotes, or in none");
    EXPECT_EQ(complaint("A='secret' more\n"),
              "/etc/default/web:1: A: there is more after the closing quotation; put "
              "the whole value in one pair of quotes, or in none");
}

} // namespace
} // namespace halberd
