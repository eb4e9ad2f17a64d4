#include "plugins/crashmail/options.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <utility>

namespace halberd::crashmail {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::EndsWith;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::StartsWith;

Options read(const std::vector<std::string>& arguments) {
    auto options = parse_options(arguments);
    EXPECT_TRUE(options) << options.error().err;
    return options.value_or(Options{});
}

Exit refused(const std::vector<std::string>& arguments) {
    const auto options = parse_options(arguments);
    return options ? Exit{-1, "was accepted", "was accepted"} : options.error();
}

TEST(CrashmailOptions, TheDefaultsAreSuperlances) {
    const Options options = read({});
    EXPECT_FALSE(options.watch.any);
    EXPECT_THAT(options.watch.programs, IsEmpty());
    EXPECT_EQ(options.mail.transport, alert::MailOptions::Transport::Command);
    EXPECT_EQ(options.mail.command, "/usr/sbin/sendmail -t -i");
    EXPECT_EQ(options.mail.email, "");
    EXPECT_EQ(options.optional_header, "");
}

TEST(CrashmailOptions, ShortOnesAreReadInEverySpelling) {
    const Options options = read({"-ap", "foo", "-pg:bar", "-m", "ops@example.com", "-oPROD", "-s", "cat >x"});
    EXPECT_TRUE(options.watch.any);
    EXPECT_THAT(options.watch.programs, ElementsAre("foo", "g:bar"));
    EXPECT_EQ(options.mail.email, "ops@example.com");
    EXPECT_EQ(options.optional_header, "PROD");
    EXPECT_EQ(options.mail.command, "cat >x");
}

TEST(CrashmailOptions, LongOnesAreReadInEverySpelling) {
    const Options options = read({"--program=foo", "--program", "bar", "--any", "--optionalheader=A B",
                                  "--sendmail_program=sendEmail -f x -t y", "--email", "ops@example.com"});
    EXPECT_TRUE(options.watch.any);
    EXPECT_THAT(options.watch.programs, ElementsAre("foo", "bar"));
    EXPECT_EQ(options.optional_header, "A B");
    EXPECT_EQ(options.mail.command, "sendEmail -f x -t y");
    EXPECT_EQ(options.mail.email, "ops@example.com");
}

TEST(CrashmailOptions, LongOnesMayBeAbbreviated) {
    const Options options = read({"--prog=foo", "--an", "--opt", "X", "--send", "cat", "--e=ops@example.com"});
    EXPECT_THAT(options.watch.programs, ElementsAre("foo"));
    EXPECT_TRUE(options.watch.any);
    EXPECT_EQ(options.optional_header, "X");
    EXPECT_EQ(options.mail.command, "cat");
    EXPECT_EQ(options.mail.email, "ops@example.com");
    EXPECT_EQ(read({"--s", "cat"}).mail.command, "cat") << "--smtp begins alike, but is none of superlance's";
}

TEST(CrashmailOptions, OfTwoTheLastCounts) {
    const Options options = read({"-m", "a@example.com", "-s", "x", "-m", "b@example.com", "-s", "y"});
    EXPECT_EQ(options.mail.email, "b@example.com");
    EXPECT_EQ(options.mail.command, "y");
}

TEST(CrashmailOptions, TheyEndAtTheFirstWord) {
    const Options options = read({"-a", "word", "-m", "ops@example.com", "--no-such-option"});
    EXPECT_TRUE(options.watch.any);
    EXPECT_EQ(options.mail.email, "");
    EXPECT_THAT(options.ignored, ElementsAre("word", "-m", "ops@example.com", "--no-such-option"));
    EXPECT_THAT(read({"-a", "word"}).ignored, ElementsAre("word"));
    EXPECT_THAT(read({"-a", "--", "-x"}).ignored, ElementsAre("-x"));
    EXPECT_THAT(read({"-a", "-", "-x"}).ignored, ElementsAre("-", "-x"));
}

TEST(CrashmailOptions, AValueMayBeNamedLikeAnOption) {
    const Options options = read({"-p", "any", "-p", "help", "-a"});
    EXPECT_THAT(options.watch.programs, ElementsAre("any", "help"));
}

TEST(CrashmailOptions, HelpIsStatusZeroWithNothingOnStderr) {
    for (const char* help : {"-h", "--help", "--he"}) {
        const Exit end = refused({help});
        EXPECT_EQ(end.status, 0);
        EXPECT_THAT(end.out, StartsWith("Usage: crashmail "));
        EXPECT_EQ(end.err, "");
    }
}

TEST(CrashmailOptions, AnErrorPrintsTheUsageAndWhatIsWrongAndIs255) {
    const std::pair<const char*, const char*> wrong[] = {
        {"-x", "'-x'"},         {"--no-such-option", "'--no-such-option'"}, {"-m", "'--email' is missing"},
        {"--any=x", "'--any'"}, {"-p", "'--program' is missing"},           {"--email", "'--email' is missing"},
    };
    for (const auto& [argument, named] : wrong) {
        const Exit end = refused({argument});
        EXPECT_EQ(end.status, 255) << argument;
        EXPECT_THAT(end.out, StartsWith("Usage: crashmail "));
        EXPECT_THAT(end.err, AllOf(StartsWith("crashmail: "), HasSubstr(named), EndsWith("\n")));
    }
}

TEST(CrashmailOptions, WhatIsWrongWithThoseOfTheMailIsSaid) {
    EXPECT_THAT(refused({"--smtp", "smtp://relay"}).err, HasSubstr("crashmail: --smtp needs --from"));
}

} // namespace
} // namespace halberd::crashmail
