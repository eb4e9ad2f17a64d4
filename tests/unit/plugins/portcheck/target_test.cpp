#include "plugins/portcheck/target.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace halberd::portcheck {
namespace {

using testing::HasSubstr;

TEST(ParseTarget, AHostAndAPort) {
    EXPECT_EQ(parse_target("db.example.com:5432").value(),
              (Target{"db.example.com:5432", "db.example.com", "5432", ""}));
    EXPECT_EQ(parse_target("127.0.0.1:80")->host, "127.0.0.1");
    EXPECT_EQ(parse_target("[::1]:80")->host, "::1");
    EXPECT_FALSE(parse_target("[::1]:80")->is_unix());
}

TEST(ParseTarget, AUnixSocket) {
    EXPECT_EQ(parse_target("unix:/run/x.sock").value(), (Target{"unix:/run/x.sock", "", "", "/run/x.sock"}));
    EXPECT_TRUE(parse_target("unix:relative")->is_unix());
    EXPECT_TRUE(parse_target("unix:" + std::string(107, 'x')));
}

TEST(ParseTarget, WhatIsNeitherIsRefusedWithTheForms) {
    const std::pair<std::string, const char*> wrong[] = {
        {"", "it has no port"},
        {"host", "it has no port"},
        {"host:", "it has no port"},
        {"host:http", "it has no port"},
        {"host:65536", "it has no port"},
        {"host:0", "it has no port"},
        {"host:-1", "it has no port"},
        {":80", "it has no host"},
        {"::1:80", "stands in brackets"},
        {"unix:", "1 to 107 bytes"},
        {"unix:" + std::string(108, 'x'), "1 to 107 bytes"},
    };
    for (const auto& [text, why] : wrong) {
        const auto target = parse_target(text);
        ASSERT_FALSE(target) << text;
        EXPECT_THAT(target.error(), HasSubstr(why));
        EXPECT_THAT(target.error(), HasSubstr("HOST:PORT, [IPV6]:PORT or unix:PATH"));
    }
}

} // namespace
} // namespace halberd::portcheck
