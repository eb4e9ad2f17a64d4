#include "core/http/authenticator.hpp"

#include "sdk/xmlrpc/base64.hpp"

#include <gtest/gtest.h>
#include <boost/asio/io_context.hpp>

#include <chrono>
#include <string>

namespace halberd {
namespace {

using Verdict = Authenticator::Verdict;

// "secret", which takes a millisecond.
constexpr const char* hash =
    "$6$rounds=1000$saltsalt$LAV5VE5Y7w1d73x1mFNspYWUpazfmwv2SoepNXNKJ/otop/Zok96Hr8Q13LEv0DRY/x8v0/crpIjl8NJSAqXV/";

class Authenticators : public ::testing::Test {
 protected:
    // "Basic …" of a user and a password.
    static std::string basic(const std::string& user, const std::string& password) {
        std::string header = "Basic ";
        xmlrpc::append_base64(header, user + ":" + password);
        return header;
    }

    // The decision if it is made during the call.
    std::optional<Authenticator::Decision> at_once(const std::string& header, const std::string& source = "10.0.0.1") {
        decision.reset();
        authenticator.judge(header, source, [this](Authenticator::Decision made) { decision = std::move(made); });
        return decision;
    }

    // The decision, whenever it comes.
    Authenticator::Decision judge(const std::string& header) {
        at_once(header);
        while (!decision) {
            context.restart();
            context.run_one_for(std::chrono::milliseconds(5));
        }
        return *decision;
    }

    boost::asio::io_context context;
    std::optional<Authenticator::Decision> decision;
    Authenticator authenticator{context,
                                {{"ann", "plain", std::nullopt, Role::Admin},
                                 {"bob", hash, std::nullopt, Role::Operate},
                                 {"robot", std::nullopt, "t0ken", Role::Read}}};
};

TEST_F(Authenticators, AUserIsKnownByPasswordOrToken) {
    EXPECT_EQ(judge(basic("ann", "plain")).user, "ann");
    EXPECT_EQ(judge(basic("ann", "plain")).role, Role::Admin);
    const auto bob = judge(basic("bob", "secret"));
    EXPECT_EQ(bob.verdict, Verdict::Granted);
    EXPECT_EQ(bob.role, Role::Operate);
    const auto robot = judge("Bearer t0ken");
    EXPECT_EQ(robot.user, "robot");
    EXPECT_EQ(robot.role, Role::Read);
}

TEST_F(Authenticators, EverythingElseIsDenied) {
    for (const std::string& header :
         {std::string(), std::string("Bearer t0keN"), std::string("Bearer "), basic("ann", "secret"),
          basic("bob", "plain"), basic("bob", hash), basic("robot", ""), basic("robot", "t0ken"), basic("", ""),
          basic("nobody", "secret")}) {
        EXPECT_EQ(judge(header).verdict, Verdict::Denied) << header;
    }
    EXPECT_EQ(judge("Basic !").verdict, Verdict::Malformed);
}

TEST_F(Authenticators, TheLoopDoesNotWaitForAHash) {
    EXPECT_FALSE(at_once(basic("bob", "secret")));
    EXPECT_FALSE(at_once(basic("bob", "wrong")));
    EXPECT_FALSE(at_once(basic("nobody", "x"))); // takes as long as somebody known
}

TEST_F(Authenticators, WhatWasComparedIsRemembered) {
    judge(basic("bob", "secret"));
    ASSERT_TRUE(at_once(basic("bob", "secret")));
    EXPECT_EQ(decision->verdict, Verdict::Granted);
    judge(basic("bob", "wrong"));
    ASSERT_TRUE(at_once(basic("bob", "wrong")));
    EXPECT_EQ(decision->verdict, Verdict::Denied);
    EXPECT_FALSE(at_once(basic("bob", "secre")));
}

TEST_F(Authenticators, OneSourceCanKeepOnlySoManyWaiting) {
    int busy = 0;
    for (int i = 0; i < 100; ++i) {
        at_once(basic("bob", "wrong" + std::to_string(i)));
        busy += decision && decision->verdict == Verdict::Busy ? 1 : 0;
    }
    EXPECT_EQ(busy, 96);
    EXPECT_FALSE(at_once(basic("bob", "secret"), "10.0.0.2")); // others still get their turn
}

TEST_F(Authenticators, TheSamePasswordWaitsOnce) {
    int granted = 0;
    for (int i = 0; i < 100; ++i) {
        authenticator.judge(basic("bob", "secret"), "10.0.0.1", [&](const Authenticator::Decision& made) {
            granted += made.verdict == Verdict::Granted ? 1 : 0;
        });
    }
    EXPECT_EQ(granted, 0);
    judge(basic("bob", "secret"));
    EXPECT_EQ(granted, 100);
}

TEST_F(Authenticators, WhoIsAbandonedGetsNoReply) {
    at_once(basic("bob", "secret"));
    authenticator.abandon();
    context.run_for(std::chrono::milliseconds(50));
    EXPECT_FALSE(decision);
}

} // namespace
} // namespace halberd
