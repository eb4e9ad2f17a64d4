#include "core/api/route.hpp"

#include "tests/unit/core/api/api_fixture.hpp"

namespace halberd {
namespace {

using Names = std::vector<std::string>;

TEST(MatchPathTest, PartsInBracesStandForAnything) {
    EXPECT_EQ(match_path("/processes/{name}/start", "/processes/web:web_0/start"), Names{"web:web_0"});
    EXPECT_EQ(match_path("/p/{name}/logs/{stream}", "/p/a/logs/stdout"), (Names{"a", "stdout"}));
    EXPECT_EQ(match_path("/daemon", "/daemon"), Names{});
    EXPECT_EQ(match_path("/", "/"), Names{});
}

TEST(MatchPathTest, OtherPathsAreNone) {
    EXPECT_FALSE(match_path("/processes/{name}", "/processes"));
    EXPECT_FALSE(match_path("/processes/{name}", "/processes/"));
    EXPECT_FALSE(match_path("/processes/{name}", "/processes/a/b"));
    EXPECT_FALSE(match_path("/processes/{name}/stop", "/processes/a/start"));
    EXPECT_FALSE(match_path("/daemon", "/daemons"));
    EXPECT_FALSE(match_path("/daemon", "x"));
    EXPECT_FALSE(match_path("/", "/daemon"));
}

class RoutingTest : public ApiTest {};

TEST_F(RoutingTest, AnUnknownPathIsNotFound) {
    EXPECT_EQ(problem("GET", "/nothing"), "404 There is nothing at /api/v1/nothing; see /api/v1/openapi.json");
    EXPECT_EQ(problem("GET", "x"), "404 There is nothing at /api/v1x; see /api/v1/openapi.json");
}

TEST_F(RoutingTest, AMethodThatAPathHasNotIsAnsweredWithThoseThatItHas) {
    EXPECT_EQ(problem("PATCH", "/groups/web"), "405 PATCH is not possible here; GET, HEAD, PUT, DELETE is");
    EXPECT_EQ(send("DELETE", "/processes/web/start")->header("Allow"), "POST");
    EXPECT_EQ(send("POST", "/pools")->header("Allow"), "GET, HEAD");
}

TEST_F(RoutingTest, ATrailingSlashDoesNotMatter) {
    EXPECT_EQ(ask("GET", "/groups/"), "200 []");
    EXPECT_EQ(ask("GET", "").substr(0, 4), "200 ");
    EXPECT_EQ(ask("GET", "/").substr(0, 4), "200 ");
}

TEST_F(RoutingTest, AHeadRequestIsAGet) {
    EXPECT_EQ(ask("HEAD", "/daemon").substr(0, 4), "200 ");
}

} // namespace
} // namespace halberd
