#include "core/http/router.hpp"

#include "tests/fakes/fake_exchange.hpp"

#include <gtest/gtest.h>

namespace halberd {
namespace {

class NamedHandler : public HttpHandler {
 public:
    explicit NamedHandler(std::string name) : name_(std::move(name)) {}
    void handle(std::shared_ptr<HttpExchange> exchange) override {
        HttpResponse response;
        response.body = name_;
        exchange->respond(std::move(response));
    }

 private:
    std::string name_;
};

class RouterTest : public ::testing::Test {
 protected:
    HttpResponse get(const std::string& path) {
        const auto exchange = std::make_shared<FakeExchange>();
        exchange->asked.path = path;
        router.handle(exchange);
        return *exchange->answer;
    }
    Router router;
    NamedHandler root{"root"};
    NamedHandler rpc{"rpc"};
    NamedHandler logs{"logs"};
};

TEST_F(RouterTest, TheLongestPrefixWins) {
    router.add("/", root);
    router.add("/RPC2", rpc);
    router.add("/logtail", logs);
    EXPECT_EQ(get("/").body, "root");
    EXPECT_EQ(get("/index.html").body, "root");
    EXPECT_EQ(get("/RPC2").body, "rpc");
    EXPECT_EQ(get("/RPC2/").body, "rpc");
    EXPECT_EQ(get("/RPC").body, "root");
    EXPECT_EQ(get("/logtail/web/stdout").body, "logs");
    EXPECT_EQ(get("/zzz").body, "root");
}

TEST_F(RouterTest, NothingIsFoundWithoutAPrefix) {
    router.add("/RPC2", rpc);
    EXPECT_EQ(get("/").status, 404);
}

} // namespace
} // namespace halberd
