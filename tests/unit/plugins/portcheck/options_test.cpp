#include "plugins/portcheck/options.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace halberd::portcheck {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::StartsWith;

Options read(std::vector<std::string> arguments) {
    arguments.push_back("localhost:80");
    auto options = parse_options(arguments);
    EXPECT_TRUE(options) << options.error().err;
    return options.value_or(Options{});
}

std::string refused(std::vector<std::string> arguments, const std::string& target = "localhost:80") {
    arguments.push_back(target);
    const auto options = parse_options(arguments);
    return options ? "was accepted" : options.error().err;
}

TEST(PortcheckOptions, Defaults) {
    const Options options = read({});
    EXPECT_EQ(options.targets.size(), 1U);
    EXPECT_EQ(options.terms.timeout, seconds(10));
    EXPECT_EQ(options.terms.retries, 0);
    EXPECT_FALSE(options.terms.tls);
    EXPECT_FALSE(options.restarts);
    EXPECT_TRUE(options.processes.eager);
    EXPECT_FALSE(options.certificate_days);
    EXPECT_FALSE(options.has_processes());
}

TEST(PortcheckOptions, AllAreRead) {
    const Options options =
        read({"-p",       "web",    "-pg:db",     "-a",        "-r",          "--grace", "30",
              "-E",       "--send", "PING\\r\\n", "--expect",  "+PONG",       "--tls",   "--cert-days=14",
              "--verify", "-t",     "0.5",        "--retries", "2",           "-m",      "ops@x",
              "-n",       "Shop",   "-s",         "cat",       "unix:/run/x", "[::1]:81"});
    EXPECT_THAT(options.processes.programs, ElementsAre("web", "g:db"));
    EXPECT_TRUE(options.processes.any);
    EXPECT_TRUE(options.restarts);
    EXPECT_EQ(options.processes.grace, seconds(30));
    EXPECT_FALSE(options.processes.eager);
    EXPECT_EQ(options.terms.send, "PING\r\n");
    EXPECT_EQ(options.terms.expect, "+PONG");
    EXPECT_TRUE(options.terms.tls);
    EXPECT_TRUE(options.terms.verify);
    EXPECT_EQ(options.certificate_days, 14);
    EXPECT_EQ(options.terms.timeout, milliseconds(500));
    EXPECT_EQ(options.terms.retries, 2);
    EXPECT_EQ(options.name, "Shop");
    EXPECT_EQ(options.mail.email, "ops@x");
    EXPECT_EQ(options.targets.size(), 3U);
}

TEST(PortcheckOptions, WhatDoesNotGoTogetherIsRefused) {
    EXPECT_THAT(refused({"-r"}), HasSubstr("--restart needs -p or -a"));
    EXPECT_THAT(refused({"--grace", "3"}), HasSubstr("--grace needs -p or -a"));
    EXPECT_THAT(refused({"-E"}), HasSubstr("--not-eager needs -p or -a"));
    EXPECT_THAT(refused({"--cert-days", "3"}), HasSubstr("--cert-days goes with --tls"));
    EXPECT_THAT(refused({"--verify"}), HasSubstr("--verify goes with --tls"));
}

TEST(PortcheckOptions, WrongValuesAreNamed) {
    EXPECT_THAT(refused({"-t", "x"}), HasSubstr("--timeout is a number, and 'x' is none"));
    EXPECT_THAT(refused({"-t", "0"}), HasSubstr("leaves no time"));
    EXPECT_THAT(refused({"--retries", "-1"}), HasSubstr("--retries is a number"));
    EXPECT_THAT(refused({"--send", "\\q"}), HasSubstr("--send has a backslash"));
    EXPECT_THAT(refused({}, "localhost"), HasSubstr("'localhost' is nothing to check"));
}

TEST(PortcheckOptions, HelpIsStatusZeroAndNoTargetAnError) {
    EXPECT_EQ(parse_options({"-h"}).error().status, 0);
    EXPECT_EQ(parse_options({}).error().status, 255);
    EXPECT_THAT(parse_options({}).error().out, StartsWith("Usage: portcheck "));
    EXPECT_THAT(parse_options({}).error().err, StartsWith("portcheck: there is no target"));
}

} // namespace
} // namespace halberd::portcheck
