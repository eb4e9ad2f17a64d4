#include "plugins/shared/gateway/endpoint.hpp"

#include <sys/stat.h>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

namespace halberd::gateway {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

class EndpointFileTest : public testing::Test {
 protected:
    EndpointFileTest() {
        std::string name = testing::TempDir() + "halberd-endpoint-XXXXXX";
        folder = ::mkdtemp(name.data());
    }
    ~EndpointFileTest() override { std::filesystem::remove_all(folder); }

    std::string file(const std::string& text, mode_t mode = 0600) const {
        const std::string path = folder / "url";
        std::ofstream(path) << text;
        ::chmod(path.c_str(), mode);
        return path;
    }

    std::filesystem::path folder;
};

TEST_F(EndpointFileTest, HasAUrlAKeyASecretAndHeaders) {
    const auto endpoint =
        read_endpoint_file(file("# Slack\nhttps://x/s\n\nkey=k=1\nsecret=s=2\nheader=A: b\nheader=C: d\n"));
    ASSERT_TRUE(endpoint);
    EXPECT_EQ(endpoint->url, "https://x/s");
    EXPECT_EQ(endpoint->key, "k=1");
    EXPECT_EQ(endpoint->secret, "s=2");
    EXPECT_THAT(endpoint->headers, ElementsAre("A: b", "C: d"));
}

TEST_F(EndpointFileTest, NoErrorShowsWhatIsInIt) {
    const auto endpoint = read_endpoint_file(file("https://x/s3cret\nhttps://y/s3cret\n"));
    ASSERT_FALSE(endpoint);
    EXPECT_THAT(endpoint.error(), HasSubstr("has one line with the URL"));
    EXPECT_THAT(endpoint.error(), Not(HasSubstr("s3cret")));
    EXPECT_THAT(read_endpoint_file(file("https://x/s", 0644)).error(), HasSubstr("is open to other users: chmod 600 "));
    EXPECT_THAT(read_endpoint_file("/no/such/file").error(), HasSubstr("can't be read: No such file"));
}

TEST(EndpointTest, WhatIsNoUrlAndNoHeaderIsAFaultThatShowsNoSecret) {
    EXPECT_EQ(find_fault({"https://x/s3cret", "", {"A: b"}}), "");
    EXPECT_THAT(find_fault({"smtp://x/s3cret", "", {}}), HasSubstr("begins with smtp://"));
    EXPECT_THAT(find_fault({"s3cret s3cret", "", {}}), HasSubstr("the URL can't be understood: "));
    EXPECT_THAT(find_fault({"s3cret s3cret", "", {}}), Not(HasSubstr("s3cret")));
    EXPECT_EQ(find_fault({"https://x", "", {"A s3cret"}}), "a header has the form NAME: VALUE");
    EXPECT_EQ(find_fault({"https://x", "", {"A: b\rC: d"}}), "a header has the form NAME: VALUE");
}

TEST(EndpointTest, PeopleSeeItsHostAndPortOnly) {
    EXPECT_EQ(shown_endpoint({"https://me:s3cret@x.example.com:8443/s3cret?s3cret#s3cret", "", {}}),
              "https://x.example.com:8443");
    EXPECT_EQ(shown_endpoint({"http://x", "", {}}), "http://x");
}

TEST(EndpointTest, NoSecretIsLeftInAText) {
    const Endpoint endpoint{"https://me:p%40ss@x/bot1:a?t=1", "k3y", {"Authorization: Bearer b3arer"}, "S3C"};
    EXPECT_EQ(without_secrets("at /bot1:a?t=1 p%40ss p@ss, k3y k3y Bearer b3arer S3C x", endpoint),
              "at …?… … …, … … … … x");
    EXPECT_EQ(without_secrets("404 at /", {"https://x/", "", {"A:"}}), "404 at /");
}

} // namespace
} // namespace halberd::gateway
