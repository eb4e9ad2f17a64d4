#include "ctl/options.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

namespace halberd::ctl {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

struct OptionsTest : testing::Test {
    std::string folder = [] {
        std::string name = std::filesystem::temp_directory_path() / "ctl-options-XXXXXX";
        return std::string(::mkdtemp(name.data()));
    }();
    std::string file = folder + "/supervisord.conf";

    ~OptionsTest() override { std::filesystem::remove_all(folder); }

    void configure(std::string_view text) const { std::ofstream(file) << text; }

    tl::expected<Options, EarlyEnd> read(std::vector<std::string> words) const {
        words.insert(words.begin(), {"/bin/supervisorctl", "-c", file});
        std::vector<char*> argv;
        for (std::string& word : words) {
            argv.push_back(word.data());
        }
        argv.push_back(nullptr);
        return read_options(static_cast<int>(words.size()), argv.data());
    }

    std::string problem(std::vector<std::string> words = {}) const {
        const auto options = read(std::move(words));
        EXPECT_FALSE(options);
        if (options) {
            return {};
        }
        EXPECT_EQ(options.error().exit_status, 2);
        EXPECT_THAT(options.error().text, HasSubstr("\nFor help, use /bin/supervisorctl -h\n"));
        return options.error().text;
    }
};

TEST_F(OptionsTest, AnEmptySectionLeavesTheDefaults) {
    configure("[supervisorctl]\n");
    const auto options = read({});
    ASSERT_TRUE(options) << options.error().text;
    EXPECT_EQ(options->server_url, "http://localhost:9001");
    EXPECT_EQ(options->prompt, "supervisor");
    EXPECT_EQ(options->username, std::nullopt);
    EXPECT_EQ(options->history_file, "");
    EXPECT_TRUE(options->is_interactive);
}

TEST_F(OptionsTest, APythonPluginIsRefusedWithAWayOut) {
    configure("[supervisorctl]\n[ctlplugin:cache]\nsupervisor.ctl_factory = cache:make\n");
    EXPECT_THAT(problem(),
                HasSubstr(file + ":3:26: error: [ctlplugin:cache] supervisor.ctl_factory: cache:make cannot be loaded: "
                                 "supervisorctl runs no Python plugins\n"
                                 "  3 | supervisor.ctl_factory = cache:make\n"
                                 "    |                          ^\n"
                                 "  hint: remove the section; a script can"));
    configure(
        "[supervisorctl]\n[ctlplugin:own]\n"
        "supervisor.ctl_factory = supervisor.supervisorctl:DefaultControllerPlugin\n");
    EXPECT_TRUE(read({}));
}

TEST_F(OptionsTest, TheSectionIsExpanded) {
    ::setenv("CTL_TEST_PASSWORD", "se%cret", 1);
    configure(
        "[supervisorctl]\nserverurl=unix://%(here)s/a/../s.sock\nprompt=mine\nusername=user\n"
        "password=%(ENV_CTL_TEST_PASSWORD)s\nhistory_file=%(here)s/history\n");
    const auto options = read({"status"});
    ASSERT_TRUE(options) << options.error().text;
    EXPECT_EQ(options->server_url, "unix://" + folder + "/s.sock");
    EXPECT_EQ(options->prompt, "mine");
    EXPECT_EQ(options->username, "user");
    EXPECT_EQ(options->password, "se%cret");
    EXPECT_EQ(options->history_file, folder + "/history");
    EXPECT_FALSE(options->is_interactive);
    EXPECT_THAT(options->action, ElementsAre("status"));
}

TEST_F(OptionsTest, TheCommandLineWins) {
    configure("[supervisorctl]\nserverurl=http://a:1\nusername=a\npassword=a\n");
    const auto options = read({"-s", "http://b:2", "-u", "b", "-p", "b", "-i", "status"});
    ASSERT_TRUE(options) << options.error().text;
    EXPECT_EQ(options->server_url, "http://b:2");
    EXPECT_EQ(options->username, "b");
    EXPECT_EQ(options->password, "b");
    EXPECT_TRUE(options->is_interactive);
}

TEST_F(OptionsTest, ProblemsEndWithStatus2) {
    EXPECT_THAT(problem(), HasSubstr("Error: could not find config file " + file));
    configure("[supervisord]\n");
    EXPECT_THAT(problem(), HasSubstr("Error: .ini file does not include supervisorctl section"));
    configure("[supervisorctl]\nserverurl=unix://%(nowhere)s/s.sock\n");
    EXPECT_THAT(problem(), HasSubstr(file + ":2:18: [supervisorctl] serverurl: "));
    configure("[supervisorctl\n");
    EXPECT_THAT(problem(), HasSubstr(file));
    configure("[supervisorctl]\n");
    EXPECT_THAT(problem({"-x"}), HasSubstr("Error: option -x not recognized"));
    EXPECT_THAT(problem({"-s", "nonsense"}), HasSubstr("Error: invalid value for -s 'nonsense'"));
}

TEST_F(OptionsTest, LintNeedsNoUsableConfiguration) {
    configure("[supervisorctl\n");
    const auto options = read({"lint"});
    ASSERT_TRUE(options) << options.error().text;
    EXPECT_EQ(options->configuration_file, file);
}

TEST_F(OptionsTest, HelpNamesTheProgramAndEndsWellWithoutAConfiguration) {
    const auto options = read({"-h"});
    ASSERT_FALSE(options);
    EXPECT_EQ(options.error().exit_status, 0);
    EXPECT_THAT(options.error().text, HasSubstr("Usage: /bin/supervisorctl [options] [action [arguments]]"));
}

} // namespace
} // namespace halberd::ctl
