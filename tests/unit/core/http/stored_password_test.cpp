#include "core/http/stored_password.hpp"

#include <gtest/gtest.h>

namespace halberd {
namespace {

TEST(StoredPasswords, APlainPasswordMustMatchWhole) {
    const StoredPassword stored("123");
    EXPECT_FALSE(stored.is_slow());
    EXPECT_TRUE(stored.matches("123"));
    for (const char* wrong : {"", "12", "1231", "124"}) {
        EXPECT_FALSE(stored.matches(wrong)) << wrong;
    }
}

TEST(StoredPasswords, AnEmptyPasswordIsOne) {
    EXPECT_TRUE(StoredPassword("").matches(""));
    EXPECT_FALSE(StoredPassword("").matches("p"));
}

TEST(StoredPasswords, AShaPasswordIsComparedByItsHash) {
    const StoredPassword stored("{SHA}40bd001563085fc35165329ea1ff5c5ecbdbbeef");
    EXPECT_FALSE(stored.is_slow());
    EXPECT_TRUE(stored.matches("123"));
    EXPECT_FALSE(stored.matches("12"));
    EXPECT_FALSE(stored.matches(stored.text())); // the hash itself is no password
}

TEST(StoredPasswords, HashesOfCryptAreKnownByTheirForm) {
    for (const char* hash :
         {"$y$j9T$abcdefghijklmnop$3dL1LkYnZM.OVXuVdnnaKVDlLYT92dRwOzDZ5XiVCe.",
          "$6$rounds=1000$saltsalt$LAV5VE5Y7w1d73x1mFNspYWUpazfmwv2SoepNXNKJ/otop/Zok96Hr8Q13LEv0DRY/"
          "x8v0/crpIjl8NJSAqXV/",
          "$5$rounds=1000$saltsalt$eKLZU9t9OoPWrqOQsoTIKG0aYkZ5rGOoOQhiIvoSWX2",
          "$2b$04$abcdefghijklmnopqrstuu2r9OfJnfCsdneAXAGHnS4UpFFP8WIrW", "$1$saltsalt$9xy1btjgzLYfb7hivXtC//"}) {
        const StoredPassword stored(hash);
        EXPECT_TRUE(stored.is_slow()) << hash;
        EXPECT_TRUE(stored.matches("secret")) << hash;
        EXPECT_FALSE(stored.matches("Secret")) << hash;
        EXPECT_FALSE(stored.matches(hash)) << hash;
        EXPECT_FALSE(stored.matches(std::string("secret\0x", 8))) << hash;
    }
}

TEST(StoredPasswords, APlainPasswordMayLookSimilar) {
    for (const char* plain : {"$6$secret", "$", "$y$", "$nosuch$aaaaaaaaaaaaaaaaaaaaaaaaaaaa", "x$6$a$b"}) {
        EXPECT_FALSE(StoredPassword(plain).is_slow()) << plain;
        EXPECT_TRUE(StoredPassword(plain).matches(plain)) << plain;
    }
}

} // namespace
} // namespace halberd
