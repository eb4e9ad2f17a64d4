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
    EXPECT_EQ(parse_command_line({"-e", "info", "--loglevel", "debug"}).error().message(),
              "conflicting command line option '--loglevel'");
    EXPECT_EQ(parse_command_line({"-n", "-n"}).error().message(), "conflicting command line option '-n'");
    EXPECT_EQ(parse_command_line({"-n", "-n", "-x"}).error().message(), "option -x not recognized");
    EXPECT_EQ(parse_command_line({"--help=x"}).error().message(), "option --help must not have an argument");
    EXPECT_THAT(parse_command_line({"-h", "web"}).error().message(), HasSubstr("positional arguments"));
}

TEST(CommandLine, TheFirstOfHelpAndVersionDecides) {
    EXPECT_EQ(parse_command_line({"-v", "-h"})->action, CommandLine::Action::ShowVersion);
    EXPECT_EQ(parse_command_line({"-n?", "-v"})->action, CommandLine::Action::ShowHelp);
}

TEST(CommandLine, AsksForACheckOfTheConfiguration) {
    const auto line = parse_command_line({"--check-config", "-c", "x", "--json"});
    ASSERT_TRUE(line);
    EXPECT_EQ(line->action, CommandLine::Action::CheckConfiguration);
    EXPECT_EQ(line->findings_format, FindingsFormat::Json);
    EXPECT_EQ(parse_command_line({"--json"}).error().message(), "option --json belongs to --check-config");
    EXPECT_FALSE(parse_command_line({"--check-config=x"}));
}

TEST(CommandLine, OurOptionsMakeNoAbbreviationAmbiguous) {
    EXPECT_THAT(parse_command_line({"--ch", "/tmp"})->overrides.supervisord, Contains(Pair("childlogdir", "/tmp")));
    EXPECT_EQ(parse_command_line({"-i", "--json"})->overrides.supervisord.at("identifier"), "--json");
}

TEST(CommandLine, ProfileOptionsAreAcceptedAndIgnored) {
    const auto line = parse_command_line({"--profile_options=calls"});
    ASSERT_TRUE(line);
    EXPECT_TRUE(line->overrides.supervisord.empty());
}

TEST(CommandLine, AsksForHelpAndVersion) {
    EXPECT_EQ(parse_command_line({"-h"})->action, CommandLine::Action::ShowHelp);
    EXPECT_EQ(parse_command_line({"--version"})->action, CommandLine::Action::ShowVersion);
    EXPECT_THAT(command_line_help("supervisord"), HasSubstr("-c/--configuration FILENAME"));
}

} // namespace
} // namespace halberd
