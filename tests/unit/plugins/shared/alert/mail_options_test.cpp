#include "plugins/shared/alert/mail_options.hpp"

#include "sdk/options/joined.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace halberd::alert {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using Transport = MailOptions::Transport;

constexpr Option own[] = {{"email", 'm', "ADDRESS", "where to"}};
constexpr auto table = options::joined(own, mail_options);
constexpr options::Usage usage("tool", "", {table.data(), table.size()});

tl::expected<MailOptions, std::string> read_all(const std::vector<std::string>& arguments) {
    return read_mail_options(usage.read(arguments).value());
}

MailOptions read(const std::vector<std::string>& arguments) {
    const auto options = read_all(arguments);
    EXPECT_TRUE(options) << options.error();
    return options.value_or(MailOptions());
}

std::string refused(const std::vector<std::string>& arguments) {
    const auto options = read_all(arguments);
    return options ? "was accepted" : options.error();
}

TEST(MailOptionsTest, TheDefaultIsSuperlancesCommand) {
    const MailOptions options = read({});
    EXPECT_EQ(options.transport, Transport::Command);
    EXPECT_EQ(options.command, "/usr/sbin/sendmail -t -i");
    EXPECT_EQ(options.email, "");
}

TEST(MailOptionsTest, SmtpAndMaildirAreChosenByTheirOptions) {
    const MailOptions smtp = read({"--smtp", "smtp://relay:25", "--from", "a@example.com", "--require-tls"});
    EXPECT_EQ(smtp.transport, Transport::Smtp);
    EXPECT_EQ(smtp.smtp.url, "smtp://relay:25");
    EXPECT_EQ(smtp.from, "a@example.com");
    EXPECT_EQ(smtp.smtp.tls, mail::SmtpOptions::Tls::Trusted);
    const MailOptions maildir = read({"--maildir=/var/alerts"});
    EXPECT_EQ(maildir.transport, Transport::Maildir);
    EXPECT_EQ(maildir.maildir, "/var/alerts");
}

TEST(MailOptionsTest, OptionsThatDoNotGoTogetherAreRefused) {
    EXPECT_THAT(refused({"-s", "x", "--maildir", "y"}), HasSubstr("give one of them"));
    EXPECT_THAT(refused({"--smtp", "smtp://relay"}), HasSubstr("--smtp needs --from"));
    EXPECT_THAT(refused({"--from", "a@example.com"}), HasSubstr("--from goes with"));
    EXPECT_THAT(refused({"--maildir", "x", "--require-tls"}), HasSubstr("--require-tls goes with"));
}

TEST(MailOptionsTest, BadAddressesAreRefusedAtOnceExceptForACommand) {
    EXPECT_THAT(refused({"--maildir", "x", "-m", "Ops ops@x"}), HasSubstr("'Ops ops@x'"));
    EXPECT_THAT(refused({"--smtp", "smtp://relay", "--from", "a b", "-m", "c"}), HasSubstr("'a b'"));
    EXPECT_EQ(read({"-m", "Ops ops@x"}).email, "Ops ops@x");
    EXPECT_EQ(read({"--maildir", "x", "-m", "Ops <ops@x>"}).email, "Ops <ops@x>");
}

TEST(RecipientsOf, CommasSeparateThemAndBlanksDoNotCountExceptForACommand) {
    EXPECT_THAT(recipients_of(read({"--maildir", "x", "-m", "a@x, b@y ,,c@z"})), ElementsAre("a@x", "b@y", "c@z"));
    EXPECT_THAT(recipients_of(read({"--maildir", "x", "-m", " , "})), IsEmpty());
    EXPECT_THAT(recipients_of(read({"-m", "a@x, b@y"})), ElementsAre("a@x, b@y"));
}

} // namespace
} // namespace halberd::alert
