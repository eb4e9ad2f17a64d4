#include "core/http/authorization.hpp"

#include <gtest/gtest.h>

namespace halberd {
namespace {

using Scheme = Authorization::Scheme;

TEST(AuthorizationHeader, BasicHasAUserAndAPasswordThatMayContainColons) {
    for (const char* header : {"Basic dTpwOnc6", "basic  dTpwOnc6 "}) {
        const Authorization read = parse_authorization(header);
        EXPECT_EQ(read.scheme, Scheme::Basic);
        EXPECT_EQ(read.user, "u");
        EXPECT_EQ(read.secret, "p:w:");
    }
    EXPECT_EQ(parse_authorization("Basic dTo=").secret, "");
}

TEST(AuthorizationHeader, BearerHasAToken) {
    const Authorization read = parse_authorization("bearer  a1b2 ");
    EXPECT_EQ(read.scheme, Scheme::Bearer);
    EXPECT_EQ(read.secret, "a1b2");
}

TEST(AuthorizationHeader, NoOrAnotherSchemeIsNone) {
    for (const char* header : {"", "Basic", "Bearer", "dTpw", "Basicx dTpw", "Digest x"}) {
        EXPECT_EQ(parse_authorization(header).scheme, Scheme::None) << header;
    }
}

TEST(AuthorizationHeader, CredentialsThatCannotBeReadAreMalformed) {
    for (const char* header : {"Basic !!!", "Basic ", "Basic dXA=", "Basic dTpw dTpw", "Basic dTp"}) {
        EXPECT_EQ(parse_authorization(header).scheme, Scheme::Malformed) << header;
    }
}

} // namespace
} // namespace halberd
