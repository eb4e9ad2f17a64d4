#include "plugins/shared/alert/alert_defaults.hpp"

#include "plugins/shared/alert/credentials_file.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>

namespace halberd::alert {
namespace {

using testing::HasSubstr;
using Transport = MailOptions::Transport;

class AlertDefaultsTest : public testing::Test {
 protected:
    AlertDefaultsTest() {
        std::string pattern = testing::TempDir() + "halberd-alerts-XXXXXX";
        folder_ = ::mkdtemp(pattern.data());
    }
    ~AlertDefaultsTest() override { std::filesystem::remove_all(folder_); }

    MailOptions complete(MailOptions options = {}) { return with_defaults("crashmail", std::move(options), host_); }

    std::string credentials(const std::string& text, mode_t mode = 0600) {
        std::ofstream(folder_ + "/smtp", std::ios::trunc) << text;
        ::chmod((folder_ + "/smtp").c_str(), mode);
        return folder_ + "/smtp";
    }

    static int get(void* context, halberd_string name, halberd_string* value) {
        const auto& variables = static_cast<AlertDefaultsTest*>(context)->variables_;
        const auto found = variables.find(std::string(name.data, name.size));
        if (found == variables.end()) {
            return 0;
        }
        *value = {found->second.data(), found->second.size()};
        return 1;
    }

    std::string folder_;
    std::map<std::string, std::string> variables_;
    halberd_host table_ = [this] {
        halberd_host table{};
        table.struct_size = sizeof table;
        table.context = this;
        table.get_variable = get;
        return table;
    }();
    Host host_{table_};
};

TEST_F(AlertDefaultsTest, ACommandGoesBeforeTheServerThatAPluginHasByDefault) {
    variables_["SUPERVISOR_ALERTS_SENDMAIL"] = "msmtp -t";
    MailOptions by_smtp;
    by_smtp.transport = Transport::Smtp;
    by_smtp.smtp.url = "smtp://localhost";
    EXPECT_EQ(complete(by_smtp).transport, Transport::Command);
    EXPECT_EQ(complete(by_smtp).command, "msmtp -t");
}

TEST_F(AlertDefaultsTest, WithoutASectionNothingChanges) {
    const MailOptions options = complete();
    EXPECT_EQ(options.email, "");
    EXPECT_EQ(options.transport, Transport::Command);
    EXPECT_EQ(options.command, "/usr/sbin/sendmail -t -i");
    EXPECT_EQ(options.expire, std::nullopt);
}

TEST_F(AlertDefaultsTest, TheSectionFillsWhatTheCommandLineLeavesOpen) {
    variables_ = {{"SUPERVISOR_ALERTS_TO", "ops@example.com"},     {"SUPERVISOR_ALERTS_FROM", "halberd@example.com"},
                  {"SUPERVISOR_ALERTS_SMTP", "smtp://relay"},      {"SUPERVISOR_ALERTS_REQUIRE_TLS", "true"},
                  {"SUPERVISOR_ALERTS_OUTBOX", "/var/lib/outbox"}, {"SUPERVISOR_ALERTS_EXPIRE", "3600"}};
    const MailOptions options = complete();
    EXPECT_EQ(options.email, "ops@example.com");
    EXPECT_EQ(options.from, "halberd@example.com");
    EXPECT_EQ(options.transport, Transport::Smtp);
    EXPECT_EQ(options.smtp.url, "smtp://relay");
    EXPECT_EQ(options.smtp.tls, mail::SmtpOptions::Tls::Trusted);
    EXPECT_EQ(options.outbox, "/var/lib/outbox");
    EXPECT_EQ(options.expire, std::chrono::hours(1));
}

TEST_F(AlertDefaultsTest, TheCommandLineWins) {
    variables_ = {{"SUPERVISOR_ALERTS_TO", "ops@example.com"},
                  {"SUPERVISOR_ALERTS_SMTP", "smtp://relay"},
                  {"SUPERVISOR_ALERTS_OUTBOX", "/var/lib/outbox"}};
    MailOptions given;
    given.email = "me@example.com";
    given.command = "cat";
    given.is_transport_given = true;
    given.outbox = "none";
    given.expire = std::chrono::minutes(1);
    const MailOptions options = complete(given);
    EXPECT_EQ(options.email, "me@example.com");
    EXPECT_EQ(options.transport, Transport::Command);
    EXPECT_EQ(options.command, "cat");
    EXPECT_EQ(options.outbox, "none");
    EXPECT_EQ(options.expire, std::chrono::minutes(1));
}

TEST_F(AlertDefaultsTest, ABadAddressOfTheSectionIsNamed) {
    variables_ = {{"SUPERVISOR_ALERTS_TO", "ops example"}, {"SUPERVISOR_ALERTS_SMTP", "smtp://relay"}};
    EXPECT_THROW(complete(), std::runtime_error);
}

TEST_F(AlertDefaultsTest, UserAndPasswordComeFromAFileThatNobodyElseReads) {
    variables_ = {{"SUPERVISOR_ALERTS_SMTP", "smtp://relay"}, {"SUPERVISOR_ALERTS_TO", "ops@example.com"}};
    variables_["SUPERVISOR_ALERTS_CREDENTIALS_FILE"] = credentials("user=me\npassword=s3=cret \n");
    const MailOptions options = complete();
    EXPECT_EQ(options.smtp.user, "me");
    EXPECT_EQ(options.smtp.password, "s3=cret ");

    EXPECT_THAT(read_credentials_file(credentials("user=me\npassword=x\n", 0640)).error(),
                HasSubstr("is open to other users: chmod 600 "));
    EXPECT_THAT(read_credentials_file(credentials("user=me\n")).error(), HasSubstr("the lines user=… and password=…"));
    EXPECT_THAT(read_credentials_file("/no/such/file").error(), HasSubstr("can't be read: No such file"));
}

} // namespace
} // namespace halberd::alert
