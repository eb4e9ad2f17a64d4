#include "sdk/mail/mailbox.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace halberd::mail {
namespace {

using testing::HasSubstr;
using testing::Not;

TEST(ParseMailbox, BareAddressesHaveNoName) {
    for (const char* address : {"ops@example.com", "root", "a+b=c@x.example", "ö@example.com", "a.b@[127.0.0.1]"}) {
        const auto mailbox = parse_mailbox(address);
        ASSERT_TRUE(mailbox) << address;
        EXPECT_EQ(mailbox->name, "");
        EXPECT_EQ(mailbox->address, address);
    }
}

TEST(ParseMailbox, ANameStandsBeforeTheAddress) {
    EXPECT_EQ(parse_mailbox("Ops Team <ops@x>")->name, "Ops Team");
    EXPECT_EQ(parse_mailbox("Ops Team <ops@x>")->address, "ops@x");
    EXPECT_EQ(parse_mailbox("\"Ops, \\\"B\\\"\" <ops@x>")->name, "Ops, \"B\"");
    EXPECT_EQ(parse_mailbox(" < ops@x > ")->address, "ops@x");
    EXPECT_EQ(parse_mailbox("<ops@x>")->name, "");
}

TEST(ParseMailbox, WhatCouldSmuggleInACommandIsRefused) {
    for (const char* text : {"", " ", "<>", "Ops <>", "a@x> RCPT TO:<b@y", "a@x\r\nRCPT TO:<b@y>", "a\r\nb <ops@x>",
                             "<a@x> <b@y> c", "a b@x", "a@x,b@y", "a\x7F@x", "Ops <a b@x>"}) {
        EXPECT_FALSE(parse_mailbox(text)) << text;
    }
    EXPECT_THAT(parse_mailbox("a@x\r\ny").error(), Not(HasSubstr("\n")));
}

TEST(FormatMailbox, QuotesWhatIsNoPlainName) {
    EXPECT_EQ(format_mailbox({"", "a@x"}), "a@x");
    EXPECT_EQ(format_mailbox({"Ops Team", "a@x"}), "Ops Team <a@x>");
    EXPECT_EQ(format_mailbox({"Ops. \"B\" \\", "a@x"}), "\"Ops. \\\"B\\\" \\\\\" <a@x>");
    EXPECT_EQ(format_mailbox({"Größe", "a@x"}), "=?UTF-8?B?R3LDtsOfZQ==?= <a@x>");
}

TEST(ParseMailbox, OneThatIsTooLongForAHeaderIsRefused) {
    EXPECT_TRUE(parse_mailbox(std::string(64, 'a') + "@" + std::string(255, 'b')));
    EXPECT_FALSE(parse_mailbox(std::string(65, 'a') + "@" + std::string(255, 'b')));
    EXPECT_FALSE(parse_mailbox(std::string(301, 'a') + " <ops@example.com>"));
}

} // namespace
} // namespace halberd::mail
