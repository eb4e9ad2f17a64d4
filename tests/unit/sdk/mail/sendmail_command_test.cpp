#include "sdk/mail/sendmail_command.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <thread>

namespace halberd::mail {
namespace {

using testing::HasSubstr;
using testing::Not;

class SendmailCommandTest : public testing::Test {
 protected:
    SendmailCommandTest() {
        std::string name = testing::TempDir() + "halberd-mail-XXXXXX";
        folder = ::mkdtemp(name.data());
    }
    ~SendmailCommandTest() override { std::filesystem::remove_all(folder); }

    static auto send(const std::string& command, const std::string& subject = " foo crashed") {
        return SendmailCommand(command).send({"", {"ops@example.com"}, subject, "It did."});
    }
    std::string content(const std::string& name) const {
        std::ifstream file(folder / name);
        return {std::istreambuf_iterator<char>(file), {}};
    }

    std::filesystem::path folder;
};

TEST_F(SendmailCommandTest, TheCommandReadsExactlySuperlancesText) {
    const auto sent = send("cat > " + (folder / "mail").string());
    ASSERT_TRUE(sent) << sent.error();
    EXPECT_EQ(*sent, "handed to cat");
    EXPECT_EQ(content("mail"), "To: ops@example.com\nSubject:  foo crashed\n\nIt did.");
}

TEST_F(SendmailCommandTest, ItIsAShellCommandWithPipesAndQuotes) {
    ASSERT_TRUE(send("cat | tr a-z A-Z | { cat; echo ' \"x  y\"'; } > '" + (folder / "two words").string() + "'"));
    EXPECT_EQ(content("two words"), "TO: OPS@EXAMPLE.COM\nSUBJECT:  FOO CRASHED\n\nIT DID. \"x  y\"\n");
}

TEST_F(SendmailCommandTest, NothingInASubjectBecomesAHeader) {
    ASSERT_TRUE(send("cat > " + (folder / "mail").string(), "foo\r\nBcc: all@example.com"));
    EXPECT_THAT(content("mail"), HasSubstr("Subject: foo Bcc: all@example.com\n\n"));
}

TEST_F(SendmailCommandTest, AFailureTellsProgramAndStatusButNoArgument) {
    const auto sent = send("TOKEN=secret sh -c 'exit 3' -xp secret");
    ASSERT_FALSE(sent);
    EXPECT_EQ(sent.error(), "the mail command sh exited with status 3");
    EXPECT_THAT(send("/no/such/sendmail -t 2>/dev/null").error(),
                HasSubstr("/no/such/sendmail exited with status 127: the shell found no such command"));
    EXPECT_THAT(send("kill -KILL $$").error(), HasSubstr("was ended by signal SIGKILL"));
}

TEST_F(SendmailCommandTest, ACommandThatDoesNotReadItsInputIsNoTrouble) {
    EXPECT_TRUE(send("true"));
}

TEST_F(SendmailCommandTest, TheCommandsStdoutIsOurStderr) {
    testing::internal::CaptureStderr();
    testing::internal::CaptureStdout();
    EXPECT_TRUE(send("echo chatter"));
    EXPECT_EQ(testing::internal::GetCapturedStderr(), "chatter\n");
    EXPECT_EQ(testing::internal::GetCapturedStdout(), "");
}

TEST_F(SendmailCommandTest, TheCommandInheritsNoDescriptorAndNoSignalMask) {
    const int leak = ::dup(STDERR_FILENO);
    sigset_t all, before;
    ::sigfillset(&all);
    ::pthread_sigmask(SIG_SETMASK, &all, &before);
    const auto sent =
        send("{ ls /proc/self/fd | tr '\\n' ' '; grep SigBlk /proc/self/status; } > " + (folder / "is").string());
    ::pthread_sigmask(SIG_SETMASK, &before, nullptr);
    ::close(leak);
    ASSERT_TRUE(sent) << sent.error();
    EXPECT_THAT(content("is"), HasSubstr("0 1 2 3 SigBlk:\t0000000000000000")) << "3 is that of ls itself";
}

TEST_F(SendmailCommandTest, ItWorksBesideALoopThatReapsEveryChild) {
    std::atomic<bool> done{false};
    std::atomic<int> stolen{0};
    std::thread reaper([&] {
        while (!done) {
            stolen += ::waitpid(-1, nullptr, WNOHANG) > 0 ? 1 : 0;
        }
    });
    for (int i = 0; i < 50; ++i) {
        EXPECT_TRUE(send("true"));
        EXPECT_THAT(send("exit 4").error(), HasSubstr("exited with status 4"));
    }
    done = true;
    reaper.join();
    EXPECT_EQ(stolen, 0);
}

} // namespace
} // namespace halberd::mail
