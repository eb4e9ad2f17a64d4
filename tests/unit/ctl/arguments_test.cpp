#include "ctl/arguments.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace halberd::ctl {
namespace {

using testing::ElementsAre;

tl::expected<Arguments, std::string> parse(std::vector<std::string> words) {
    words.insert(words.begin(), "supervisorctl");
    std::vector<char*> argv;
    for (std::string& word : words) {
        argv.push_back(word.data());
    }
    argv.push_back(nullptr);
    return parse_arguments(static_cast<int>(words.size()), argv.data());
}

std::string problem_with(std::vector<std::string> words) {
    const auto arguments = parse(std::move(words));
    return arguments ? "none" : arguments.error();
}

TEST(Arguments, OptionsHaveShortAndLongForms) {
    const auto arguments =
        parse({"-c", "a.conf", "-ihu", "user", "-ppass", "--serverurl=http://h:1", "--history_file", "~/h", "status"});
    ASSERT_TRUE(arguments) << arguments.error();
    EXPECT_EQ(arguments->configuration, "a.conf");
    EXPECT_TRUE(arguments->is_interactive);
    EXPECT_TRUE(arguments->wants_help);
    EXPECT_EQ(arguments->username, "user");
    EXPECT_EQ(arguments->password, "pass");
    EXPECT_EQ(arguments->server_url, "http://h:1");
    EXPECT_EQ(arguments->history_file, "~/h");
    EXPECT_THAT(arguments->action, ElementsAre("status"));
}

TEST(Arguments, LongOptionsMayBeShortened) {
    EXPECT_EQ(parse({"--conf", "x"})->configuration, "x");
}

TEST(Arguments, TheActionKeepsItsOwnOptions) {
    EXPECT_THAT(parse({"tail", "-f", "web"})->action, ElementsAre("tail", "-f", "web"));
    EXPECT_THAT(parse({"--", "-x"})->action, ElementsAre("-x"));
    EXPECT_THAT(parse({"-c", "x", "status", "-c", "y"})->action, ElementsAre("status", "-c", "y"));
}

TEST(Arguments, AValueMayLookLikeAnOption) {
    EXPECT_EQ(parse({"-p", "-x"})->password, "-x");
}

TEST(Arguments, AQuestionMarkAsksForHelp) {
    EXPECT_TRUE(parse({"-?"})->wants_help);
}

TEST(Arguments, ProblemsAreToldInTheWordsOfSupervisor) {
    EXPECT_EQ(problem_with({"-x"}), "option -x not recognized");
    EXPECT_EQ(problem_with({"--interactive", "-ix"}), "option -x not recognized");
    EXPECT_EQ(problem_with({"--nonsense=1"}), "option --nonsense not recognized");
    EXPECT_EQ(problem_with({"-c"}), "option -c requires argument");
    EXPECT_EQ(problem_with({"--configuration"}), "option --configuration requires argument");
    EXPECT_EQ(problem_with({"--help=1"}), "option --help must not have an argument");
    EXPECT_EQ(problem_with({"-s", "a", "-s", "b"}), "conflicting command line option '-s'");
}

} // namespace
} // namespace halberd::ctl
