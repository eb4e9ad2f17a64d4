#include "plugins/memmon/options.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace halberd::memmon {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
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

TEST(MemmonOptions, ShortOnesAreRead) {
    const Options options = read({"-c", "-p", "foo=1MB", "-pg:bar=2KB", "-g", "g=3", "-a", "4GB", "-u", "2d", "-n",
                                  "Shop", "-m", "ops@example.com", "-s", "cat"});
    EXPECT_TRUE(options.memory.cumulative);
    EXPECT_EQ(options.limits.programs, (std::map<std::string, std::int64_t>{{"foo", 1048576}, {"g:bar", 2048}}));
    EXPECT_EQ(options.limits.groups, (std::map<std::string, std::int64_t>{{"g", 3}}));
    EXPECT_EQ(options.limits.any, 4LL * 1024 * 1024 * 1024);
    EXPECT_EQ(options.most_uptime, std::chrono::hours(48));
    EXPECT_EQ(options.name, "Shop") << "-p and -g don't touch it";
    EXPECT_EQ(options.mail.email, "ops@example.com");
    EXPECT_EQ(options.mail.command, "cat");
}

TEST(MemmonOptions, LongOnesAreReadInTheSpellingsOfManualAndProgram) {
    for (const char* group : {"--group", "--groupname"}) {
        EXPECT_EQ(read({group, "g=1"}).limits.groups.at("g"), 1) << group;
    }
    for (const char* sendmail : {"--sendmail", "--sendmail_program", "--send", "--s"}) {
        EXPECT_EQ(read({sendmail, "cat"}).mail.command, "cat") << sendmail;
    }
    const Options options = read({"--program=foo=1", "--p=bar=2", "--any", "3", "--cum", "--uptime=1m", "--name", "x"});
    EXPECT_EQ(options.limits.programs.size(), 2U);
    EXPECT_EQ(options.most_uptime, std::chrono::minutes(1));
}

TEST(MemmonOptions, OursChooseWhatCounts) {
    EXPECT_FALSE(read({"-a", "1"}).memory.proportional);
    EXPECT_TRUE(read({"--pss", "-a", "1"}).memory.proportional);
    EXPECT_TRUE(read({"--cgroup", "-a", "1"}).memory.by_cgroup);
}

TEST(MemmonOptions, ZeroIsALimit) {
    EXPECT_EQ(read({"-a", "0"}).limits.any, 0);
}

TEST(MemmonOptions, ValuesThatCantBeReadAreNamedBeforeTheUsageOnStdout) {
    const std::pair<std::vector<std::string>, std::string> wrong[] = {
        {{"-p", "foo"}, "Unparseable value 'foo' for '-p'\nUsage: memmon "},
        {{"--prog=foo=1=2"}, "Unparseable value 'foo=1=2' for '--program'\nUsage: memmon "},
        {{"-p", "foo=10XB"}, "Unparseable byte_size in '10XB' for '-p'\nUsage: memmon "},
        {{"-c", "-a", "x"}, "Unparseable byte_size in 'x' for '-a'\nUsage: memmon "},
        {{"-u", "1y"}, "Unparseable value for time in '1y' for -u\nUsage: memmon "},
    };
    for (const auto& [arguments, out] : wrong) {
        const Exit end = refused(arguments);
        EXPECT_EQ(end.status, 255);
        EXPECT_THAT(end.out, StartsWith(out));
        EXPECT_EQ(end.err, "memmon: " + out.substr(0, out.find('\n') + 1));
    }
}

TEST(MemmonOptions, HelpIsStatusZeroAndNoArgumentIsAnError) {
    EXPECT_EQ(refused({"-h"}).status, 0);
    EXPECT_THAT(refused({"-h"}).out, StartsWith("Usage: memmon "));
    EXPECT_EQ(refused({}).status, 255);
    EXPECT_EQ(refused({"--no-such-option"}).status, 255);
    EXPECT_THAT(refused({"-a", "1", "--require-tls"}).err, HasSubstr("goes with --smtp"));
}

TEST(MemmonOptions, TheyEndAtTheFirstWord) {
    const Options options = read({"-a", "1", "word", "-m", "x"});
    EXPECT_EQ(options.mail.email, "");
    EXPECT_THAT(options.ignored, ElementsAre("word", "-m", "x"));
}

} // namespace
} // namespace halberd::memmon
