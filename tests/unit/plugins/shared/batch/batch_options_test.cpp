#include "plugins/shared/batch/batch_options.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace halberd::batch {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using testing::ElementsAre;
using testing::EndsWith;
using testing::HasSubstr;
using testing::StartsWith;
using Tls = mail::SmtpOptions::Tls;
using Transport = alert::MailOptions::Transport;

constexpr options::Usage usage("tool", "Usage: tool [options]\n\n", option_table, options::Manner::Optparse);
constexpr Tool tool{"tool", "Alert", &usage, nullptr};

// With -t and -f before the arguments.
tl::expected<Options, Exit> parse(std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), {"-t", "ops@example.com", "-f", "halberd@example.com"});
    return parse_options(tool, arguments);
}

Options read(const std::vector<std::string>& arguments) {
    auto options = parse(arguments);
    EXPECT_TRUE(options) << options.error().err;
    return options.value_or(Options{});
}

Exit refused(const std::vector<std::string>& arguments) {
    const auto options = parse(arguments);
    return options ? Exit{-1, "was accepted", "was accepted"} : options.error();
}

TEST(BatchOptions, TheDefaultsAreSuperlances) {
    const Options options = read({});
    EXPECT_EQ(options.mail.email, "ops@example.com");
    EXPECT_EQ(options.mail.from, "halberd@example.com");
    EXPECT_EQ(options.subject, "Alert");
    EXPECT_EQ(options.interval, seconds(60));
    EXPECT_EQ(options.tick_event, "TICK_60");
    EXPECT_EQ(options.tick, seconds(60));
    EXPECT_EQ(options.mail.transport, Transport::Smtp);
    EXPECT_EQ(options.mail.smtp.url, "smtp://localhost");
    EXPECT_EQ(options.mail.smtp.tls, Tls::IfOffered);
    EXPECT_EQ(options.mail.smtp.user, "");
}

TEST(BatchOptions, AllOfThemAreReadWhereverTheyStand) {
    const Options options = read({"word", "-i", "0.5", "-s", "Oh", "another", "-e", "TICK_5", "-H", "relay:2525", "-u",
                                  "me", "-p", "pw", "--tls"});
    EXPECT_EQ(options.interval, seconds(30));
    EXPECT_EQ(options.subject, "Oh");
    EXPECT_EQ(options.tick, seconds(5));
    EXPECT_EQ(options.mail.smtp.url, "smtp://relay:2525");
    EXPECT_EQ(options.mail.smtp.user, "me");
    EXPECT_EQ(options.mail.smtp.password, "pw");
    EXPECT_EQ(options.mail.smtp.tls, Tls::Always);
    EXPECT_FALSE(options.has_plain_login);
}

TEST(BatchOptions, LongOnesMayBeAbbreviated) {
    const Options options = read({"--toE=a@x", "--from", "b@x", "--int=2", "--sub", "S", "--smtp=relay",
                                  "--tick=TICK_5", "--user", "u", "--pass=p", "--tl"});
    EXPECT_EQ(options.mail.email, "a@x");
    EXPECT_EQ(options.mail.from, "b@x");
    EXPECT_EQ(options.interval, seconds(120));
    EXPECT_EQ(options.mail.smtp.url, "smtp://relay");
    EXPECT_EQ(options.mail.smtp.tls, Tls::Always);
}

TEST(BatchOptions, IntervalsAreFractionsOfMinutes) {
    EXPECT_EQ(read({"-i", "0.35"}).interval, seconds(21));
    EXPECT_EQ(read({"-i", "1e-3"}).interval, milliseconds(60));
    EXPECT_EQ(read({"-i", "+2"}).interval, seconds(120));
    EXPECT_EQ(read({"-i", "0"}).interval, seconds(0));
    for (const char* wrong : {"x", "", "1m", "nan", "inf", "1,5"}) {
        EXPECT_EQ(refused({"-i", wrong}).err,
                  "Usage: tool [options]\n\ntool: error: option -i: invalid floating-point value: '" +
                      std::string(wrong) + "'\n");
        EXPECT_EQ(refused({"-i", wrong}).status, 2);
        EXPECT_EQ(refused({"-i", wrong}).out, "");
    }
}

TEST(BatchOptions, OnlyTicksThatThereAreAreTaken) {
    EXPECT_EQ(read({"-e", "TICK_3600"}).tick, seconds(3600));
    for (const char* wrong : {"TICK_6", "TICK", "PROCESS_STATE", "tick_5"}) {
        EXPECT_THAT(refused({"-e", wrong}).err, HasSubstr("tool: error: option -e: there is no event")) << wrong;
    }
}

TEST(BatchOptions, WithoutRecipientOrSenderTheHelpIsPrintedWithStatus1) {
    for (const std::vector<std::string>& incomplete :
         std::vector<std::vector<std::string>>{{}, {"-t", "a@x"}, {"-f", "a@x"}, {"-t", "", "-f", "a@x"}}) {
        const auto options = parse_options(tool, incomplete);
        ASSERT_FALSE(options);
        EXPECT_EQ(options.error().status, 1);
        EXPECT_EQ(options.error().out, usage.text());
        EXPECT_THAT(options.error().err, EndsWith("Email is missing, an address\n"));
    }
}

TEST(BatchOptions, ABadOptionIsStatus2OnStderr) {
    const Exit end = refused({"--no-such-option"});
    EXPECT_EQ(end.status, 2);
    EXPECT_EQ(end.out, "");
    EXPECT_THAT(end.err, StartsWith("Usage: tool [options]\n\ntool: error: "));
    EXPECT_EQ(refused({"-h"}).status, 0);
}

TEST(BatchOptions, ALoginNeedsUserAndPassword) {
    EXPECT_EQ(read({"-u", "me"}).mail.smtp.user, "");
    EXPECT_EQ(read({"-p", "pw"}).mail.smtp.password, "");
    EXPECT_TRUE(read({"-u", "me", "-p", "pw"}).has_plain_login);
    EXPECT_FALSE(read({"-u", "me", "-p", "pw"}).mail.smtp.guards_password);
    EXPECT_FALSE(read({"-u", "me", "-p", "pw", "--require-tls"}).has_plain_login);
    EXPECT_TRUE(read({"--tls"}).mail.smtp.guards_password) << "a password that comes from elsewhere";
}

TEST(BatchOptions, TheServerIsAHostOrAUrl) {
    EXPECT_EQ(read({"-H", "::1"}).mail.smtp.url, "smtp://[::1]");
    EXPECT_EQ(read({"-H", "[::1]:25"}).mail.smtp.url, "smtp://[::1]:25");
    EXPECT_EQ(read({"-H", "smtps://relay"}).mail.smtp.url, "smtps://relay");
    EXPECT_TRUE(read({"-H", "smtps://relay"}).mail.smtp.guards_password);
}

TEST(BatchOptions, OtherWaysThanAServerAreOneAtATime) {
    EXPECT_EQ(read({"--maildir", "/alerts"}).mail.transport, Transport::Maildir);
    EXPECT_EQ(read({"--sendmail_program", "cat"}).mail.command, "cat");
    EXPECT_THAT(refused({"--maildir", "x", "-H", "y"}).err, HasSubstr("give one of them"));
}

TEST(BatchOptions, OnlyAServerThatIsGivenGoesBeforeThatOfTheConfiguration) {
    EXPECT_FALSE(read({}).mail.is_transport_given);
    EXPECT_FALSE(read({"--tls"}).mail.is_transport_given);
    for (const char* way : {"-H", "-u", "-p", "--maildir", "--sendmail_program"}) {
        EXPECT_TRUE(read({way, "x"}).mail.is_transport_given) << way;
    }
}

TEST(BatchOptions, AddressesAreCheckedAtOnce) {
    EXPECT_THAT(alert::recipients_of(read({"-t", "Ops <a@x>, b@x"}).mail), ElementsAre("Ops <a@x>", "b@x"));
    EXPECT_THAT(refused({"-t", "a b"}).err, HasSubstr("'a b' is no mail address"));
}

} // namespace
} // namespace halberd::batch
