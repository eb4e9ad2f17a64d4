#include "sdk/testing/fake_rpc.hpp"

#include "sdk/xmlrpc/client.hpp"

#include <gtest/gtest.h>

namespace halberd::test {
namespace {

class FakeRpcTest : public ::testing::Test {
 protected:
    FakeRpc rpc;
    xmlrpc::Client client{xmlrpc::parse_url(rpc.url()).value()};
};

TEST_F(FakeRpcTest, AnswersAndKeepsTheCalls) {
    rpc.answer("supervisor.stopProcess", true);
    EXPECT_EQ(client.call("supervisor.stopProcess", {"pets:cat", true}), xmlrpc::Value(true));
    EXPECT_EQ(client.call("supervisor.stopProcess", {"dog"}), xmlrpc::Value(true));
    ASSERT_EQ(rpc.calls().size(), 2U);
    EXPECT_EQ(rpc.calls()[0].method, "supervisor.stopProcess");
    EXPECT_EQ(rpc.calls()[0].arguments, (xmlrpc::Array{"pets:cat", true}));
}

TEST_F(FakeRpcTest, RefusesAsToldAndWhatItDoesNotKnow) {
    rpc.refuse("supervisor.stopProcess", {70, "NOT_RUNNING: cat"});
    EXPECT_TRUE(client.call("supervisor.stopProcess", {"cat"}).error().is_fault(70));
    EXPECT_TRUE(client.call("supervisor.poetry").error().is_fault(1));
}

TEST_F(FakeRpcTest, AHandlerSeesTheArguments) {
    rpc.handle("math.add", [](const xmlrpc::Array& a) {
        return xmlrpc::Value(a[0].value_or(std::int64_t{0}) + a[1].value_or(std::int64_t{0}));
    });
    EXPECT_EQ(client.call("math.add", {2, 3}), xmlrpc::Value(5));
}

TEST_F(FakeRpcTest, ServesOneClientAfterTheOther) {
    rpc.answer("a.b", "x");
    for (int i = 0; i < 3; ++i) {
        xmlrpc::Client another(xmlrpc::parse_url(rpc.url()).value());
        EXPECT_EQ(another.call("a.b"), xmlrpc::Value("x"));
    }
}

TEST_F(FakeRpcTest, EndsWhileAClientIsConnected) {
    client.call("a.b");
    SUCCEED() << "the destructor, after this, must not wait for the client to go";
}

} // namespace
} // namespace halberd::test
