#include "core/http/basic_auth.hpp"

#include <gtest/gtest.h>

namespace halberd {
namespace {

using Verdict = BasicAuth::Verdict;

TEST(BasicAuth, APlainPasswordMustMatchWhole) {
    const BasicAuth auth({"user", "123"});
    EXPECT_EQ(auth.check("Basic dXNlcjoxMjM="), Verdict::Granted);
    EXPECT_EQ(auth.check("basic  dXNlcjoxMjM= "), Verdict::Granted);
    EXPECT_EQ(auth.check("Basic dXNlcjoxMg=="), Verdict::Denied); // user:12
    EXPECT_EQ(auth.check("Basic dXNlcjoxMjMx"), Verdict::Denied); // user:1231
    EXPECT_EQ(auth.check("Basic dXNlcjo="), Verdict::Denied);     // user:
    EXPECT_EQ(auth.check("Basic dXNlcjI6MTIz"), Verdict::Denied); // user2:123
}

TEST(BasicAuth, APasswordMayContainColons) {
    const BasicAuth auth({"u", "p:w:"});
    EXPECT_EQ(auth.check("Basic dTpwOnc6"), Verdict::Granted);
    EXPECT_EQ(auth.check("Basic dTpwOnc="), Verdict::Denied);
}

TEST(BasicAuth, AnEmptyPasswordIsOne) {
    const BasicAuth auth({"u", ""});
    EXPECT_EQ(auth.check("Basic dTo="), Verdict::Granted);
    EXPECT_EQ(auth.check("Basic dTpw"), Verdict::Denied);
}

TEST(BasicAuth, AShaPasswordIsComparedByItsHash) {
    const BasicAuth auth({"user", "{SHA}40bd001563085fc35165329ea1ff5c5ecbdbbeef"});
    EXPECT_EQ(auth.check("Basic dXNlcjoxMjM="), Verdict::Granted);
    EXPECT_EQ(auth.check("Basic dXNlcjoxMg=="), Verdict::Denied);
    // The hash itself is no password.
    EXPECT_EQ(auth.check("Basic dXNlcjp7U0hBfTQwYmQwMDE1NjMwODVmYzM1MTY1MzI5ZWExZmY1YzVlY2JkYmJlZWY="),
              Verdict::Denied);
}

TEST(BasicAuth, NoOrAnotherSchemeIsDenied) {
    const BasicAuth auth({"u", "p"});
    for (const char* header : {"", "Basic", "Bearer dTpw", "dTpw", "Basicx dTpw"}) {
        EXPECT_EQ(auth.check(header), Verdict::Denied) << header;
    }
}

TEST(BasicAuth, CredentialsThatCannotBeReadAreMalformed) {
    const BasicAuth auth({"u", "p"});
    for (const char* header : {"Basic !!!", "Basic ", "Basic dXA=", "Basic dTpw dTpw", "Basic dTp"}) {
        EXPECT_EQ(auth.check(header), Verdict::Malformed) << header;
    }
}

} // namespace
} // namespace halberd
