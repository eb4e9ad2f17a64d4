#include "sdk/mail/message.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <ctime>

namespace halberd::mail {
namespace {

using testing::EndsWith;
using testing::HasSubstr;
using testing::MatchesRegex;
using testing::Not;
using testing::StartsWith;

Message crash() {
    Message message;
    message.from = "halberd@example.com";
    message.to = {"ops@example.com"};
    message.subject = " foo crashed";
    message.body = "Process foo exited unexpectedly";
    return message;
}

// The local time zone, in TZ's own notation, while this lives.
class TimeZone {
 public:
    explicit TimeZone(const char* zone) {
        ::setenv("TZ", zone, 1);
        ::tzset();
    }
    ~TimeZone() {
        ::unsetenv("TZ");
        ::tzset();
    }
};

std::string format(const Message& message) {
    const std::chrono::system_clock::time_point date(std::chrono::seconds(1795444688)); // 2026-11-23 14:38:08 UTC
    return format_message(message, {date, "1@host"});
}

TEST(FormatMessage, HasEveryHeaderAndTheBody) {
    const TimeZone east("<+0530>-5:30");
    EXPECT_EQ(format(crash()),
              "Date: Mon, 23 Nov 2026 20:08:08 +0530\n"
              "From: halberd@example.com\n"
              "To: ops@example.com\n"
              "Subject: foo crashed\n"
              "Message-ID: <1@host>\n"
              "MIME-Version: 1.0\n"
              "Content-Type: text/plain; charset=utf-8\n"
              "Content-Transfer-Encoding: 7bit\n"
              "Auto-Submitted: auto-generated\n"
              "\n"
              "Process foo exited unexpectedly\n");
}

TEST(FormatMessage, TheDateKnowsZonesWestOfGreenwich) {
    const TimeZone west("<-0930>9:30");
    EXPECT_THAT(format(crash()), StartsWith("Date: Mon, 23 Nov 2026 05:08:08 -0930\n"));
}

TEST(FormatMessage, NothingInASubjectBecomesAHeader) {
    Message message = crash();
    message.subject = "foo\r\nBcc: all@example.com\n\nbody";
    EXPECT_THAT(format(message), HasSubstr("\nSubject: foo Bcc: all@example.com body\n"));
}

TEST(FormatMessage, EachRecipientIsNamedOnALineOfItsOwn) {
    Message message = crash();
    message.to = {"a@example.com", "b@example.com"};
    EXPECT_THAT(format(message), HasSubstr("\nTo: a@example.com,\n b@example.com\nSubject"));
}

TEST(FormatMessage, ABodyThatIsNotAsciiTravelsAsBase64) {
    Message message = crash();
    message.body = "größe";
    EXPECT_THAT(format(message), HasSubstr("\nContent-Transfer-Encoding: base64\n"));
    EXPECT_THAT(format(message), EndsWith("\n\nZ3LDtsOfZQ==\n"));
}

TEST(FormatMessage, ABodyWithCarriageReturnsOrOverlongLinesTravelsAsBase64) {
    for (const std::string& body : {std::string("a\rb"), std::string(999, 'x'), std::string("\0", 1)}) {
        Message message = crash();
        message.body = body;
        EXPECT_THAT(format(message), HasSubstr("Encoding: base64\n"));
    }
    Message message = crash();
    message.body = std::string(998, 'x') + "\n\ttab";
    EXPECT_THAT(format(message), HasSubstr("Encoding: 7bit\n"));
}

TEST(FormatMessage, LinesOfBase64Have76CharactersAtMost) {
    Message message = crash();
    message.body = "ö" + std::string(56, 'x');
    EXPECT_THAT(format(message), MatchesRegex("(.|\n)*\n\n[A-Za-z0-9+/]{76}\n[A-Za-z0-9+/]{2}==\n"));
}

TEST(MessageStamp, NoTwoAreAlike) {
    const MessageStamp one = new_message_stamp(), other = new_message_stamp();
    EXPECT_THAT(one.id, MatchesRegex("[0-9a-f]{32}@.+"));
    EXPECT_NE(one.id, other.id);
}

TEST(FormatMessage, NamesOfMailboxesAreQuotedOrEncodedWhereTheyNeedIt) {
    Message message = crash();
    message.from = "Halberd <halberd@example.com>";
    message.to = {"Ops <a@example.com>", "\"Ops, Berlin\" <b@example.com>", "Größe <c@example.com>"};
    EXPECT_THAT(format(message), HasSubstr("\nFrom: Halberd <halberd@example.com>\n"
                                           "To: Ops <a@example.com>,\n"
                                           " \"Ops, Berlin\" <b@example.com>,\n"
                                           " =?UTF-8?B?R3LDtsOfZQ==?= <c@example.com>\n"));
}

TEST(FormatMessage, WithoutASubjectThereIsNoSuchHeader) {
    Message message = crash();
    message.subject = "";
    EXPECT_THAT(format(message), Not(HasSubstr("Subject")));
}

TEST(CheckAddresses, SenderAndRecipientsAreChecked) {
    EXPECT_TRUE(check_addresses(crash()));
    Message message = crash();
    message.from = "a b";
    EXPECT_FALSE(check_addresses(message));
    message = crash();
    message.to = {"ops@example.com", "a b"};
    EXPECT_FALSE(check_addresses(message));
    message.to = {};
    EXPECT_FALSE(check_addresses(message));
}

} // namespace
} // namespace halberd::mail
