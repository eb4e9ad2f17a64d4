#include "plugins/httpok/options.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace halberd::httpok {
namespace {

using std::chrono::seconds;
using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

constexpr const char* url = "http://localhost:8080/tasty";

Options read(std::vector<std::string> arguments) {
    arguments.push_back(url);
    auto options = parse_options(arguments);
    EXPECT_TRUE(options) << options.error().err;
    return options.value_or(Options{});
}

Exit refused(const std::vector<std::string>& arguments) {
    const auto options = parse_options(arguments);
    return options ? Exit{-1, "was accepted", "was accepted"} : options.error();
}

TEST(HttpokOptions, TheDefaultsAreSuperlances) {
    const Options options = read({});
    EXPECT_EQ(options.url, url);
    EXPECT_FALSE(options.processes.any);
    EXPECT_TRUE(options.processes.eager);
    EXPECT_EQ(options.timeout, seconds(10));
    EXPECT_THAT(options.statuses, ElementsAre(200));
    EXPECT_EQ(options.gcore, "/usr/bin/gcore -o");
    EXPECT_EQ(options.core_folder, "");
    EXPECT_EQ(options.mail.command, "/usr/sbin/sendmail -t -i");
}

TEST(HttpokOptions, ShortOnesAreRead) {
    const Options options = read({"-p",    "foo", "-pg:bar",         "-a", "-t",  "5",  "-c", "201", "-c302",  "-b",
                                  "works", "-m",  "ops@example.com", "-s", "cat", "-g", "gc", "-d",  "/cores", "-E",
                                  "-n",    "Shop"});
    EXPECT_THAT(options.processes.programs, ElementsAre("foo", "g:bar"));
    EXPECT_TRUE(options.processes.any);
    EXPECT_EQ(options.timeout, seconds(5));
    EXPECT_THAT(options.statuses, ElementsAre(201, 302));
    EXPECT_EQ(options.body, "works");
    EXPECT_EQ(options.mail.email, "ops@example.com");
    EXPECT_EQ(options.mail.command, "cat");
    EXPECT_EQ(options.gcore, "gc");
    EXPECT_EQ(options.core_folder, "/cores");
    EXPECT_FALSE(options.processes.eager);
    EXPECT_EQ(options.name, "Shop");
}

TEST(HttpokOptions, LongOnesMayBeAbbreviatedAndOfEagerAndNotEagerTheLastCounts) {
    const Options options = read({"--pro=foo", "--time=3", "--code", "204", "--bo", "x", "--cod", "205", "--core=/c",
                                  "--g", "gc", "--em", "a@x", "--na=n", "--not", "--ea"});
    EXPECT_THAT(options.statuses, ElementsAre(204, 205));
    EXPECT_TRUE(options.processes.eager);
    EXPECT_EQ(options.gcore, "gc");
    EXPECT_FALSE(read({"-e", "--not-eager"}).processes.eager);
}

TEST(HttpokOptions, ACheckTakesSixTimeOutsAtMostUnlessSaidOtherwise) {
    EXPECT_EQ(read({"-t", "5"}).longest, seconds(30));
    EXPECT_EQ(read({"-t", "0"}).longest, seconds(60));
    EXPECT_EQ(read({"-t", "5", "--max-time", "7"}).longest, seconds(7));
    EXPECT_THAT(refused({"--max-time=0", url}).err, HasSubstr("one second at least"));
}

TEST(HttpokOptions, OneUrlStandsBehindThem) {
    EXPECT_THAT(refused({"-a"}).err, HasSubstr("the URL is missing"));
    EXPECT_THAT(refused({url, "-p", "x"}).err, HasSubstr("one URL"));
    EXPECT_EQ(refused({}).status, 255);
    EXPECT_THAT(refused({}).out, StartsWith("Usage: httpok "));
    EXPECT_EQ(refused({"-h"}).status, 0);
}

TEST(HttpokOptions, AUrlOfAnotherKindIsRefusedWithoutItsPassword) {
    EXPECT_THAT(refused({"ftp://user:secret@host/"}).err,
                AllOf(HasSubstr("ftp://host/ can't be understood: it begins with ftp://"), Not(HasSubstr("secret"))));
    EXPECT_EQ(refused({"localhost:8080"}).status, 255);
    EXPECT_EQ(refused({"http://"}).status, 255);
    EXPECT_TRUE(parse_options({"http://user:pw@host?x"}));
}

TEST(HttpokOptions, NumbersAreNumbers) {
    for (const char* wrong : {"x", "1.5", "-1", ""}) {
        EXPECT_THAT(refused({"-t", wrong, url}).err, HasSubstr("--timeout is a number of seconds")) << wrong;
    }
    EXPECT_THAT(refused({"-c", "ok", url}).err, HasSubstr("--code is an HTTP status"));
}

} // namespace
} // namespace halberd::httpok
