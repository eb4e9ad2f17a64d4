// The plugin behind its C table, as every host sees it.

#include "sdk/host/plugin_instance.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <halberd/command_line_abi.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>

extern "C" const struct halberd_plugin halberd_plugin;

namespace halberd {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::MatchesRegex;
using testing::StartsWith;

using Result = PluginInstance::Outcome::Result;

class CrashmailTest : public testing::Test {
 protected:
    CrashmailTest() {
        std::string name = testing::TempDir() + "halberd-crashmail-XXXXXX";
        folder = ::mkdtemp(name.data());
        services.log = [this](int, std::string_view line) { log.emplace_back(line); };
    }
    ~CrashmailTest() override { std::filesystem::remove_all(folder); }

    auto start(const std::vector<std::string>& arguments) {
        return PluginInstance::create(halberd_plugin, "crashmail", arguments, services);
    }

    // What becomes of the exit of g:foo when crashmail runs with these arguments.
    Result crash(const std::vector<std::string>& arguments, const std::string& expected = "0") {
        wire::EventHeader header;
        header.event_name = "PROCESS_STATE_EXITED";
        return start(arguments)
            .value()
            ->handle(header, "processname:foo groupname:g from_state:RUNNING expected:" + expected + " pid:58597")
            .result;
    }

    std::string to_file() const { return "cat > " + (folder / "mail").string(); }

    std::string mail() const {
        std::ifstream file(folder / "mail");
        return {std::istreambuf_iterator<char>(file), {}};
    }

    std::filesystem::path folder;
    HostServices services;
    std::vector<std::string> log;
};

TEST_F(CrashmailTest, TheMailHasSuperlancesBytes) {
    EXPECT_EQ(crash({"-a", "-m", "ops@example.com", "-s", to_file()}), Result::Ok);
    EXPECT_THAT(mail(), MatchesRegex("To: ops@example.com\n"
                                     "Subject:  foo crashed at 20..-..-.. ..:..:..,...\n"
                                     "\n"
                                     "Process foo in group g exited unexpectedly .pid 58597. from state RUNNING"));
    EXPECT_THAT(log, ElementsAre("crashmail: mail to ops@example.com handed to cat"));
}

TEST_F(CrashmailTest, TheWordsOfMAreNotTouchedForACommand) {
    crash({"-a", "-m", "Ops <ops@example.com>,b@example.com", "-o", "PROD", "-s", to_file()});
    EXPECT_THAT(mail(), StartsWith("To: Ops <ops@example.com>,b@example.com\nSubject: PROD: foo crashed at "));
}

TEST_F(CrashmailTest, OnlyNamedProgramsAreMailed) {
    crash({"-p", "bar", "-m", "ops@example.com", "-s", to_file()});
    EXPECT_EQ(mail(), "");
    crash({"-p", "g:foo", "-m", "ops@example.com", "-s", to_file()});
    EXPECT_THAT(mail(), HasSubstr("foo crashed"));
}

TEST_F(CrashmailTest, AnExpectedExitIsNotMailed) {
    EXPECT_EQ(crash({"-a", "-m", "ops@example.com", "-s", to_file()}, "1"), Result::Ok);
    EXPECT_EQ(mail(), "");
    EXPECT_THAT(log, IsEmpty());
}

TEST_F(CrashmailTest, WithoutAnAddressNothingIsMailedAndTheLogSaysSo) {
    crash({"-a", "-s", to_file()});
    EXPECT_EQ(mail(), "");
    EXPECT_THAT(log, ElementsAre(HasSubstr("-m names no address"), HasSubstr("no mail about the crash of foo")));
}

TEST_F(CrashmailTest, WithoutProgramsTheLogSaysThatNothingWillBeMailed) {
    crash({"-m", "ops@example.com", "-s", to_file()});
    EXPECT_EQ(mail(), "");
    EXPECT_THAT(log, ElementsAre(HasSubstr("neither -p nor -a")));
}

TEST_F(CrashmailTest, WordsAfterTheOptionsAreIgnoredAndTheLogSaysSo) {
    const auto instance = start({"-a", "-m", "ops@example.com", "word", "-x"});
    EXPECT_THAT(log, ElementsAre(HasSubstr("ignoring the arguments from 'word' on")));
}

TEST_F(CrashmailTest, AMailThatCantBeSentIsLoggedAndAnsweredOk) {
    EXPECT_EQ(crash({"-a", "-m", "ops@example.com", "-s", "exit 3"}), Result::Ok);
    EXPECT_THAT(log, ElementsAre("crashmail: mail to ops@example.com about the crash of foo was not sent: "
                                 "the mail command exit exited with status 3"));
}

TEST_F(CrashmailTest, AMaildirGetsAWholeMessageAndTheLogItsPath) {
    crash({"-a", "-m", "a@example.com,b@example.com", "--maildir", folder / "alerts"});
    const std::string said = "crashmail: mail to a@example.com,b@example.com delivered to ";
    ASSERT_THAT(log, ElementsAre(StartsWith(said + (folder / "alerts/new/").string())));
    std::ifstream file(log[0].substr(said.size()));
    EXPECT_THAT(std::string(std::istreambuf_iterator<char>(file), {}),
                AllOf(HasSubstr("\nTo: a@example.com,\n b@example.com\nSubject: foo crashed at "),
                      HasSubstr("\nFrom: crashmail@"),
                      HasSubstr("\n\nProcess foo in group g exited unexpectedly (pid 58597) from state RUNNING\n")));
}

TEST_F(CrashmailTest, BadOptionsAreAnErrorOfCreateThatNamesThem) {
    EXPECT_EQ(start({"--no-such-option"}).error(), "crashmail: unrecognised option '--no-such-option'");
    EXPECT_THAT(start({"-h"}).error(), HasSubstr("-h asks for the usage"));
    EXPECT_THAT(start({"--smtp", "http://x", "--from", "a@example.com"}).error(), HasSubstr("begins with http://"));
    EXPECT_THAT(start({"--maildir", "/proc/alerts"}).error(), HasSubstr("can't make the Maildir folder /proc/alerts"));
}

TEST_F(CrashmailTest, TheCommandLineExtensionPrintsTheUsage) {
    const void* extension = halberd_plugin.get_extension(HALBERD_COMMAND_LINE_EXTENSION);
    ASSERT_NE(extension, nullptr);
    const auto& command_line = *static_cast<const halberd_command_line*>(extension);
    std::string printed;
    const auto print = [](void* text, int stream, halberd_string part) {
        *static_cast<std::string*>(text) += std::to_string(stream) + std::string(part.data, part.size);
    };
    const char* const help[] = {"crashmail", "-h", nullptr};
    EXPECT_EQ(command_line.check(2, help, &printed, print), 0);
    EXPECT_THAT(printed, StartsWith("1Usage: crashmail "));
    const char* const fine[] = {"crashmail", "-a", nullptr};
    EXPECT_EQ(command_line.check(2, fine, &printed, print), -1);
    EXPECT_EQ(halberd_plugin.get_extension("halberd.unknown/1"), nullptr);
}

} // namespace
} // namespace halberd
