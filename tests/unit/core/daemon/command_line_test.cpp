#include "core/daemon/command_line.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace halberd {
namespace {

using testing::Contains;
using testing::HasSubstr;
using testing::Pair;
using testing::UnorderedElementsAre;

TEST(CommandLine, ReadsShortAndLongOptions) {
    const auto line =
        parse_command_line({"-c", "/etc/s.conf", "-n", "--loglevel=debug", "-l/var/log/s.log", "--minprocs", "5"});
    ASSERT_TRUE(line);
    EXPECT_EQ(line->config_file, "/etc/s.conf");
    EXPECT_THAT(line->overrides.supervisord,
                UnorderedElementsAre(Pair("nodaemon", "true"), Pair("loglevel", "debug"),
                                     Pair("logfile", "/var/log/s.log"), Pair("minprocs", "5")));
}

TEST(CommandLine, LongOptionsMayBeAbbreviated) {
    const auto line = parse_command_line({"--conf", "/etc/s.conf", "--nod"});
    ASSERT_TRUE(line);
    EXPECT_EQ(line->config_file, "/etc/s.conf");
    EXPECT_THAT(line->overrides.supervisord, Contains(Pair("nodaemon", "true")));
}

TEST(CommandLine, SmallTIsStripAnsi) {
    EXPECT_THAT(parse_command_line({"-t"})->overrides.supervisord, Contains(Pair("strip_ansi", "true")));
}

TEST(CommandLine, SaysWhatIsWrong) {
    EXPECT_EQ(parse_command_line({"--bogus"}).error().message(), "option --bogus not recognized");
    EXPECT_EQ(parse_command_line({"-c"}).error().message(), "option -c requires argument");
    EXPECT_THAT(parse_command_line({"start", "web"}).error().message(),
                HasSubstr("positional arguments are not supported"));
    EXPECT_THAT(parse_command_line({"-e", "info", "--loglevel", "debug"}).error().message(), HasSubstr("twice"));
}

TEST(CommandLine, AsksForHelpAndVersion) {
    EXPECT_EQ(parse_command_line({"-h"})->action, CommandLine::Action::ShowHelp);
    EXPECT_EQ(parse_command_line({"--version"})->action, CommandLine::Action::ShowVersion);
    EXPECT_THAT(command_line_help("supervisord"), HasSubstr("-c/--configuration FILENAME"));
}

} // namespace
} // namespace halberd
