#include "core/web/rpc_endpoint.hpp"

#include "tests/fakes/recording_log.hpp"
#include "tests/unit/core/web/web_fixture.hpp"

namespace halberd {
namespace {

class RpcEndpoints : public WebTest {
 protected:
    std::shared_ptr<FakeExchange> ask(const std::string& method, const std::string& body) {
        auto exchange = request(method, "/RPC2");
        exchange->asked.body = body;
        endpoint.handle(exchange);
        return exchange;
    }
    RecordingLog log{LogLevel::Debug};
    MethodTable methods;
    Dispatcher dispatcher{methods, log};
    RpcEndpoint endpoint{dispatcher};
};

TEST_F(RpcEndpoints, ACallIsAnsweredWithXml) {
    const auto client = ask("POST", "<methodCall><methodName>a.b</methodName></methodCall>");
    EXPECT_EQ(client->answer->status, 200);
    EXPECT_EQ(client->answer->content_type, "text/xml");
    EXPECT_TRUE(has(*client->answer, "UNKNOWN_METHOD"));
}

TEST_F(RpcEndpoints, BrokenDocumentsAndOtherMethodsAreBadRequests) {
    EXPECT_EQ(ask("POST", "<x")->answer->status, 400);
    EXPECT_EQ(ask("GET", "")->answer->status, 400);
    EXPECT_EQ(ask("HEAD", "")->answer->status, 400);
}

TEST_F(RpcEndpoints, ACallSaysHowLongItIs) {
    const auto client = request("POST", "/RPC2");
    client->asked.lacks_length = true;
    endpoint.handle(client);
    EXPECT_EQ(client->answer->status, 411);
}

TEST_F(RpcEndpoints, TheAnswerMayComeLater) {
    MethodReply waiting;
    methods.add("a.b", Method{Role::Read, "", exactly(0),
                              [&](const Arguments&, MethodReply reply) { waiting = std::move(reply); }});
    const auto client = ask("POST", "<methodCall><methodName>a.b</methodName></methodCall>");
    EXPECT_FALSE(client->answer);
    waiting(render(true));
    EXPECT_TRUE(has(*client->answer, "<boolean>1</boolean>"));
}

} // namespace
} // namespace halberd
