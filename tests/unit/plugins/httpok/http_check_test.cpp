#include "plugins/httpok/http_check.hpp"

#include "tests/unit/sdk/xmlrpc/scripted_server.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

namespace halberd::httpok {
namespace {

using std::chrono::milliseconds;
using testing::AllOf;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;
using xmlrpc::ScriptedServer;

Question about(const std::string& url) {
    Question question;
    question.url = url;
    question.step = std::chrono::seconds(20);
    question.longest = std::chrono::seconds(60);
    return question;
}

class HttpCheckTest : public testing::Test {
 protected:
    // The answer to one GET of `path` of a server that replies with these bytes.
    Answer ask(const std::string& reply, const std::string& path = "/", const std::string& text = "") {
        const ScriptedServer server({{reply, true}}, ScriptedServer::Transport::Tcp);
        Question question = about(server.url() + path);
        question.text = text;
        Answer answer = check(question);
        request = server.requests().empty() ? "" : server.requests().front();
        return answer;
    }
    std::string request;
};

TEST_F(HttpCheckTest, TheAnswerHasStatusAndReason) {
    const Answer answer = ask("HTTP/1.1 503 Too Busy\r\nContent-Length: 2\r\n\r\nno");
    EXPECT_EQ(answer.status, 503);
    EXPECT_EQ(answer.reason, "Too Busy");
    EXPECT_EQ(answer.error, "");
}

TEST_F(HttpCheckTest, TheRequestIsPlain) {
    ask("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", "/tasty?x=1#there");
    EXPECT_THAT(request, AllOf(StartsWith("GET /tasty?x=1 HTTP/1.1\r\n"), HasSubstr("\r\nUser-Agent: httpok\r\n"),
                               HasSubstr("\r\nAccept-Encoding: identity\r\n"), Not(HasSubstr("Accept:"))));
}

TEST_F(HttpCheckTest, ARedirectionIsNotFollowed) {
    const Answer answer = ask("HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0\r\n\r\n");
    EXPECT_EQ(answer.status, 302);
    EXPECT_EQ(answer.reason, "Found");
}

TEST_F(HttpCheckTest, ATextIsLookedForInTheBody) {
    EXPECT_TRUE(ask("HTTP/1.1 200 OK\r\nContent-Length: 8\r\n\r\nit works", "/", "works").has_text);
    EXPECT_FALSE(ask("HTTP/1.1 200 works\r\nContent-Length: 2\r\n\r\nno", "/", "works").has_text);
}

TEST_F(HttpCheckTest, ABodyThatBreaksOffIsNoAnswer) {
    const Answer answer = ask("HTTP/1.1 200 OK\r\nContent-Length: 80\r\n\r\nit works");
    EXPECT_FALSE(answer.status);
    EXPECT_NE(answer.error, "");
}

TEST_F(HttpCheckTest, WhatIsNoHttpIsNoAnswer) {
    EXPECT_FALSE(ask("SSH-2.0-OpenSSH\r\n").status);
}

TEST_F(HttpCheckTest, UserAndPasswordOfTheUrlAreSent) {
    const ScriptedServer server({{"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", true}},
                                ScriptedServer::Transport::Tcp);
    std::string url = server.url();
    url.insert(url.find("//") + 2, "user:pw@");
    EXPECT_EQ(check(about(url)).status, 200);
    EXPECT_THAT(server.requests().at(0), HasSubstr("\r\nAuthorization: Basic dXNlcjpwdw==\r\n"));
    EXPECT_EQ(shown_url(url), server.url());
}

TEST_F(HttpCheckTest, ARefusedConnectionIsTriedAgainAsLongAsTheTimeOutAllows) {
    Question question = about("http://127.0.0.1:1/");
    question.step = milliseconds(1000);
    question.pause = milliseconds(400);
    const auto start = std::chrono::steady_clock::now();
    const Answer answer = check(question);
    EXPECT_GE(std::chrono::steady_clock::now() - start, milliseconds(400)) << "one pause at least";
    EXPECT_FALSE(answer.status);
    EXPECT_EQ(answer.error, "cannot connect: Connection refused");
}

// A server that takes connections and says nothing.
class SilentServer {
 public:
    SilentServer() : listener_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
        ::listen(listener_, 8);
        sockaddr_in address{};
        socklen_t size = sizeof address;
        ::getsockname(listener_, reinterpret_cast<sockaddr*>(&address), &size);
        url = "http://127.0.0.1:" + std::to_string(ntohs(address.sin_port)) + "/";
    }
    ~SilentServer() { ::close(listener_); }
    SilentServer(const SilentServer&) = delete;
    SilentServer& operator=(const SilentServer&) = delete;
    std::string url;

 private:
    int listener_;
};

TEST_F(HttpCheckTest, AServerThatSaysNothingIsGivenUpAfterOneStep) {
    const SilentServer server;
    Question question = about(server.url);
    question.step = milliseconds(700);
    EXPECT_EQ(check(question).error, "timed out: the server said nothing for 0.700 s");
}

TEST_F(HttpCheckTest, ACheckNeverTakesLongerThanItMay) {
    const SilentServer server;
    Question question = about(server.url);
    question.step = milliseconds(0);
    question.longest = milliseconds(700);
    EXPECT_EQ(check(question).error, "no complete answer within 0.700 s");
}

TEST(ShownUrl, HasNoPassword) {
    EXPECT_EQ(shown_url("http://user:p@ss@host:80/a@b?c@d"), "http://host:80/a@b?c@d");
    EXPECT_EQ(shown_url("http://host?x=a@b"), "http://host?x=a@b");
    EXPECT_EQ(shown_url("http://host/"), "http://host/");
}

} // namespace
} // namespace halberd::httpok
