#include "sdk/options/command_line.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace halberd::options {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::EndsWith;
using testing::HasSubstr;
using testing::IsEmpty;

constexpr Option table[] = {
    {nullptr, 0, nullptr, "All of them:"},  {"program", 'p', "NAME", "a process"},
    {"any", 'a', nullptr, "every process"}, {"email", 'm', "ADDRESS", "where to"},
    {"quiet", 0, nullptr, "says little"},   {"emissions", 0, "N", "how many"},
};
constexpr Usage usage("tool", "Usage: tool\n\n", table);
constexpr Usage optparse("tool", "Usage: tool [options]\n\n", table, Manner::Optparse);

CommandLine read(const std::vector<std::string>& arguments) {
    auto line = usage.read(arguments);
    EXPECT_TRUE(line) << line.error().err;
    return line.value_or(CommandLine());
}

Exit refused(const std::vector<std::string>& arguments) {
    const auto line = usage.read(arguments);
    return line ? Exit{-1, "was accepted", "was accepted"} : line.error();
}

TEST(CommandLineTest, WhatWasNotGivenIsNotThere) {
    const CommandLine line = read({});
    EXPECT_FALSE(line.has("any"));
    EXPECT_FALSE(line.value("email"));
    EXPECT_THAT(line.values("program"), IsEmpty());
    EXPECT_THAT(line.words(), IsEmpty());
}

TEST(CommandLineTest, ShortOnesAreReadInEverySpelling) {
    const CommandLine line = read({"-ap", "foo", "-pg:bar", "-m", "ops@example.com"});
    EXPECT_TRUE(line.has("any"));
    EXPECT_THAT(line.values("program"), ElementsAre("foo", "g:bar"));
    EXPECT_EQ(line.value("email"), "ops@example.com");
}

TEST(CommandLineTest, LongOnesAreReadInEverySpellingAndMayBeAbbreviated) {
    const CommandLine line = read({"--program=foo", "--prog", "bar", "--an", "--quiet", "--email=a=b"});
    EXPECT_THAT(line.values("program"), ElementsAre("foo", "bar"));
    EXPECT_TRUE(line.has("any"));
    EXPECT_TRUE(line.has("quiet"));
    EXPECT_EQ(line.value("email"), "a=b");
}

TEST(CommandLineTest, AnAbbreviationOfSeveralMeansTheOneThatHasALetter) {
    EXPECT_EQ(read({"--em", "a", "-a", "--e=b"}).value("email"), "b");
    EXPECT_EQ(read({"--emissions=3"}).value("emissions"), "3");
    EXPECT_EQ(read({"--emi=3"}).value("emissions"), "3");
    EXPECT_EQ(read({"-m", "--em"}).value("email"), "--em") << "a value is no option";
}

TEST(CommandLineTest, EachOptionIsKeptInItsOrderAndWithItsSpelling) {
    const CommandLine line = read({"-ap", "foo", "-mops", "--prog=bar", "--quiet"});
    std::vector<std::string> given;
    for (const CommandLine::Given& option : line.given()) {
        given.push_back(option.spelling + " " + option.value);
    }
    EXPECT_THAT(given, ElementsAre("-a ", "-p foo", "-m ops", "--program bar", "--quiet "));
}

TEST(CommandLineTest, InOptparsesMannerWordsMayStandAnywhere) {
    const auto line = optparse.read({"one", "-m", "ops", "two", "--any", "--", "-x"});
    ASSERT_TRUE(line) << line.error().err;
    EXPECT_EQ(line->value("email"), "ops");
    EXPECT_TRUE(line->has("any"));
    EXPECT_THAT(line->words(), ElementsAre("one", "two", "-x"));
}

TEST(CommandLineTest, InOptparsesMannerAnErrorIsStatus2AndOnStderr) {
    const auto line = optparse.read({"--no-such"});
    ASSERT_FALSE(line);
    EXPECT_EQ(line.error().status, 2);
    EXPECT_EQ(line.error().out, "");
    EXPECT_EQ(line.error().err, "Usage: tool [options]\n\ntool: error: unrecognised option '--no-such'\n");
    EXPECT_EQ(optparse.reason_not_to_start(line.error()), "tool: error: unrecognised option '--no-such'");
}

TEST(CommandLineTest, OfTwoTheLastIsTheValue) {
    EXPECT_EQ(read({"-m", "a", "-m", "b"}).value("email"), "b");
}

TEST(CommandLineTest, OptionsEndAtTheFirstWord) {
    const CommandLine line = read({"-a", "word", "-m", "x", "--no-such-option"});
    EXPECT_TRUE(line.has("any"));
    EXPECT_FALSE(line.has("email"));
    EXPECT_THAT(line.words(), ElementsAre("word", "-m", "x", "--no-such-option"));
    EXPECT_THAT(read({"--", "-a"}).words(), ElementsAre("-a"));
}

TEST(CommandLineTest, HelpIsStatusZeroWithTheUsage) {
    for (const char* help : {"-h", "--help", "--he"}) {
        const Exit end = refused({"-a", help});
        EXPECT_EQ(end.status, 0);
        EXPECT_EQ(end.out, usage.text());
        EXPECT_EQ(end.err, "");
        EXPECT_THAT(usage.reason_not_to_start(end), HasSubstr("tool: -h asks for the usage"));
    }
}

TEST(CommandLineTest, AnErrorNamesTheOptionAndIsStatus255) {
    const std::pair<const char*, const char*> wrong[] = {
        {"-x", "'-x'"}, {"--no-such", "'--no-such'"}, {"-m", "'--email' is missing"}, {"--any=x", "'--any'"}};
    for (const auto& [argument, named] : wrong) {
        const Exit end = refused({argument});
        EXPECT_EQ(end.status, 255) << argument;
        EXPECT_EQ(end.out, usage.text());
        EXPECT_THAT(end.err, AllOf(HasSubstr("tool: "), HasSubstr(named), EndsWith("\n")));
        EXPECT_EQ(usage.reason_not_to_start(end) + "\n", end.err);
    }
}

} // namespace
} // namespace halberd::options
