#include "sdk/xmlrpc/url.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace halberd::xmlrpc {
namespace {

using testing::HasSubstr;

TEST(Url, ReadsHostAndPort) {
    const auto url = parse_url("http://127.0.0.1:9001");
    ASSERT_TRUE(url) << url.error();
    EXPECT_EQ(url->transport, Url::Transport::Tcp);
    EXPECT_EQ(url->host, "127.0.0.1");
    EXPECT_EQ(url->port, 9001);
    EXPECT_EQ(url->rpc_path, "/RPC2");
    EXPECT_EQ(url->text, "http://127.0.0.1:9001");
}

TEST(Url, PortAndPathMayBeMissingOrGiven) {
    EXPECT_EQ(parse_url("http://localhost")->port, 80);
    EXPECT_EQ(parse_url("http://localhost/")->rpc_path, "/RPC2");
    EXPECT_EQ(parse_url("http://localhost:9001/RPC2")->rpc_path, "/RPC2");
    EXPECT_EQ(parse_url("http://localhost:9001/proxy/RPC2")->rpc_path, "/proxy/RPC2");
}

TEST(Url, HttpsHasAPortOfItsOwn) {
    const auto url = parse_url("https://box/proxy");
    ASSERT_TRUE(url) << url.error();
    EXPECT_TRUE(url->is_encrypted);
    EXPECT_EQ(url->host, "box");
    EXPECT_EQ(url->port, 443);
    EXPECT_EQ(url->rpc_path, "/proxy");
    EXPECT_EQ(parse_url("https://box:9001")->port, 9001);
    EXPECT_FALSE(parse_url("http://box")->is_encrypted);
}

TEST(Url, Ipv6StandsInBrackets) {
    const auto url = parse_url("http://[::1]:9001");
    ASSERT_TRUE(url) << url.error();
    EXPECT_EQ(url->host, "::1");
    EXPECT_EQ(url->port, 9001);
}

TEST(Url, UnixNamesASocket) {
    const auto url = parse_url("unix:///var/run/supervisor.sock");
    ASSERT_TRUE(url) << url.error();
    EXPECT_EQ(url->transport, Url::Transport::Unix);
    EXPECT_EQ(url->socket_path, "/var/run/supervisor.sock");
    EXPECT_EQ(url->rpc_path, "/RPC2");
}

TEST(Url, SaysWhatIsWrong) {
    const auto problem = [](std::string_view text) {
        const auto url = parse_url(text);
        return url ? "accepted" : url.error();
    };
    EXPECT_THAT(problem("http://"), HasSubstr("no host"));
    EXPECT_THAT(problem("http://:9001"), HasSubstr("no host"));
    EXPECT_THAT(problem("http://localhost:0"), HasSubstr("port"));
    EXPECT_THAT(problem("http://localhost:65536"), HasSubstr("port"));
    EXPECT_THAT(problem("http://localhost:"), HasSubstr("port"));
    EXPECT_THAT(problem("http://localhost:90x"), HasSubstr("port"));
    EXPECT_THAT(problem("http://[::1"), HasSubstr("]"));
    EXPECT_THAT(problem("http://[::1]9001"), HasSubstr("port"));
    EXPECT_THAT(problem("http://user:secret@localhost"), HasSubstr("separately"));
    EXPECT_THAT(problem("unix://"), HasSubstr("no socket"));
    EXPECT_THAT(problem("unix:///" + std::string(108, 'x')), HasSubstr("107 bytes"));
    EXPECT_THAT(problem("https://"), HasSubstr("no host"));
    EXPECT_THAT(problem("ftp://localhost"), HasSubstr("https://HOST:PORT"));
    EXPECT_THAT(problem("localhost:9001"), HasSubstr("http://HOST:PORT"));
    EXPECT_THAT(problem(""), HasSubstr("http://HOST:PORT"));
    EXPECT_THAT(problem("http://x\r\nInjected: y"), HasSubstr("line break"));
}

} // namespace
} // namespace halberd::xmlrpc
