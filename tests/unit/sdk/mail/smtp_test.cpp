#include "sdk/mail/smtp.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

namespace halberd::mail {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

SmtpOptions at(const std::string& url) {
    SmtpOptions options;
    options.url = url;
    return options;
}

TEST(Smtp, AUrlOfAnotherKindIsRefusedWithoutShowingIt) {
    EXPECT_THAT(Smtp::open(at("http://user:secret@host")).error(),
                AllOf(HasSubstr("begins with http://"), HasSubstr("smtp://HOST:PORT"), Not(HasSubstr("secret"))));
    EXPECT_THAT(Smtp::open(at("mail.example.com:25")).error(), HasSubstr("SMTP URL"));
    EXPECT_FALSE(Smtp::open(at("smtp://")));
    EXPECT_FALSE(Smtp::open(at("")));
}

TEST(Smtp, AnErrorNamesTheServerButNoPassword) {
    const auto smtp = Smtp::open(at("smtp://user:secret@127.0.0.1:1")); // nobody listens on port 1
    const auto sent = smtp.value()->send({"a@example.com", {"b@example.com"}, "s", "b"});
    ASSERT_FALSE(sent);
    EXPECT_THAT(sent.error(), AllOf(HasSubstr("smtp://127.0.0.1:1: "), HasSubstr("Couldn't connect"),
                                    Not(HasSubstr("secret")), Not(HasSubstr("user"))));
}

TEST(Smtp, AServerThatSaysNothingIsGivenUp) {
    const int silent = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    ASSERT_EQ(::listen(silent, 1), 0); // binds to a free port of every address
    sockaddr_in address{};
    socklen_t size = sizeof address;
    ASSERT_EQ(::getsockname(silent, reinterpret_cast<sockaddr*>(&address), &size), 0);
    SmtpOptions options = at("smtp://127.0.0.1:" + std::to_string(ntohs(address.sin_port)));
    options.connect_timeout = std::chrono::milliseconds(100);
    const auto sent = Smtp::open(options).value()->send({"a@example.com", {"b@example.com"}, "s", "b"});
    ::close(silent);
    ASSERT_FALSE(sent);
    EXPECT_THAT(sent.error(), HasSubstr("timed out after"));
}

TEST(Smtp, ABadAddressNeverReachesTheWire) {
    const auto smtp = Smtp::open(at("smtp://127.0.0.1:1"));
    EXPECT_THAT(smtp.value()->send({"a@example.com", {"b@x>\r\nRCPT TO:<c@y"}, "s", "b"}).error(),
                HasSubstr("no mail address"));
}

} // namespace
} // namespace halberd::mail
