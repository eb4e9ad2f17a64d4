#include "core/http/login_check.hpp"

#include "sdk/xmlrpc/base64.hpp"
#include "tests/fakes/recording_log.hpp"

#include <gtest/gtest.h>
#include <boost/asio/io_context.hpp>

#include <optional>
#include <string>
#include <vector>

namespace halberd {
namespace {

class LoginChecks : public ::testing::Test {
 protected:
    static std::string basic(const std::string& user_and_password) {
        std::string header = "Basic ";
        xmlrpc::append_base64(header, user_and_password);
        return header;
    }

    LoginCheck::Outcome check(const std::string& authorization) {
        std::optional<LoginCheck::Outcome> outcome;
        login.check(visitor, authorization, [&](LoginCheck::Outcome made) { outcome = std::move(made); });
        return *outcome; // at once, as no hash is to be compared
    }

    boost::asio::io_context context;
    RecordingLog log;
    HttpVisitor visitor{"10.0.0.7:5044", "10.0.0.7", std::nullopt};
    LoginCheck login{context, {{"ann", "secret", std::nullopt, Role::Operate}}, &log, "*:9001"};
};

TEST_F(LoginChecks, ACallerIsKnownByItsCredentials) {
    const auto outcome = check(basic("ann:secret"));
    ASSERT_TRUE(outcome);
    EXPECT_EQ(outcome->user, "ann");
    EXPECT_EQ(outcome->role, Role::Operate);
    EXPECT_EQ(outcome->from, "10.0.0.7:5044");
}

TEST_F(LoginChecks, WhoMayComeWithoutCredentialsIsJudgedByThemIfHeShowsSome) {
    visitor.role = Role::Read;
    EXPECT_EQ(check("")->role, Role::Read);
    EXPECT_EQ(check(basic("ann:secret"))->role, Role::Operate);
    EXPECT_FALSE(check(basic("ann:wrong")));
}

TEST_F(LoginChecks, AServerWithoutUsersDoesNotLookAtCredentials) {
    LoginCheck open(context, {}, nullptr, "*:9001");
    visitor.role = Role::Admin;
    std::optional<LoginCheck::Outcome> outcome;
    open.check(visitor, basic("ann:wrong"), [&](LoginCheck::Outcome made) { outcome = std::move(made); });
    ASSERT_TRUE(outcome && *outcome);
    EXPECT_EQ((*outcome)->user, "");
}

TEST_F(LoginChecks, ARefusalAsksForCredentials) {
    for (const std::string& authorization : {std::string(), basic("ann:wrong"), std::string("Bearer x")}) {
        const auto outcome = check(authorization);
        ASSERT_FALSE(outcome) << authorization;
        EXPECT_EQ(outcome.error().status, 401);
        EXPECT_EQ(outcome.error().headers.at(0).first, "WWW-Authenticate");
    }
}

TEST_F(LoginChecks, AFailedLoginIsRecordedAndNothingElse) {
    check("");
    check(basic("ann:secret"));
    check("Basic !");
    EXPECT_EQ(log.lines, std::vector<std::string>{});
    check(basic("root:toor"));
    EXPECT_EQ(log.lines, std::vector<std::string>{"INFO audit: 10.0.0.7:5044 login as 'root' at *:9001: refused"});
}

TEST_F(LoginChecks, WhatHasNotBeenToldIsToldBeforeTheServerGoes) {
    check(basic("root:toor"));
    check("Bearer guess");
    EXPECT_EQ(log.lines.size(), 1U);
    login.close();
    EXPECT_EQ(log.lines.at(1),
              "INFO audit: 10.0.0.7 login at *:9001: refused once more within a minute, the last without a name");
    EXPECT_EQ(context.run(), 1U); // the timer, which was cancelled
}

TEST_F(LoginChecks, WithoutFailedLoginsThereIsNoTimer) {
    check(basic("ann:secret"));
    EXPECT_EQ(context.run(), 0U);
}

TEST_F(LoginChecks, CredentialsThatCannotBeReadAreABadRequest) {
    EXPECT_EQ(check("Basic !").error().status, 400);
}

} // namespace
} // namespace halberd
