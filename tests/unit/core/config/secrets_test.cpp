#include "core/config/secrets.hpp"

#include <gtest/gtest.h>

namespace halberd {
namespace {

TEST(SecretKey, IsPasswordOrEnvironmentAndWhatLooksLikeThem) {
    for (const char* key : {"password", "environment", "Password", "pasword", "enviroment", "passwd", "api_token",
                            "client_secret", "DB_KEY", "AWS_ACCESS"}) {
        EXPECT_TRUE(is_secret_key(key)) << key;
    }
    for (const char* key :
         {"command", "environment_file", "startsecs", "port", "username", "file", "serverurl", "events", "x"}) {
        EXPECT_FALSE(is_secret_key(key)) << key;
    }
}

TEST(SecretKey, HidesTheRestOfItsLine) {
    EXPECT_EQ(masked_if_secret("  password = x y"), "  password ***");
    EXPECT_EQ(masked_if_secret("password=x"), "password=***");
    EXPECT_EQ(masked_if_secret("command x"), "command x");
    EXPECT_EQ(masked_if_secret("password"), "password");
    EXPECT_EQ(masked_if_secret(""), "");
}

} // namespace
} // namespace halberd
