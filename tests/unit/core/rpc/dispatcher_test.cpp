#include "tests/unit/core/rpc/rpc_fixture.hpp"

namespace halberd {
namespace {

class DispatcherTest : public RpcTest {
 protected:
    int status_of(std::string_view body) {
        int status = 0;
        dispatcher.dispatch(body, caller, [&](const RpcReply& answer) { status = answer.http_status; });
        return status;
    }
};

TEST_F(DispatcherTest, ADocumentThatCannotBeReadIsABadRequest) {
    for (const char* body : {"", "<x", "plain text", "<methodCall><methodName>a.b</methodName>"}) {
        EXPECT_EQ(status_of(body), 400) << body;
    }
    EXPECT_TRUE(log.contains(LogLevel::Error, "XML-RPC request data '<x' is invalid: unmarshallable"));
}

TEST_F(DispatcherTest, ACallWithoutAMethodNameIsABadRequest) {
    EXPECT_EQ(status_of("<methodCall></methodCall>"), 400);
    EXPECT_EQ(status_of("<methodCall><methodName></methodName></methodCall>"), 400);
}

TEST_F(DispatcherTest, WhatClientsSendCannotForgeLinesOfTheLog) {
    status_of("<x\n2026-11-23 INFO \x1b[31mforged");
    ASSERT_EQ(log.lines.size(), 1U);
    EXPECT_EQ(log.lines[0].find('\n'), std::string::npos);
    EXPECT_EQ(log.lines[0].find('\x1b'), std::string::npos);
    log.lines.clear();
    status_of(std::string(100'000, 'x'));
    EXPECT_LT(log.lines.at(0).size(), 500U);
}

TEST_F(DispatcherTest, ParametersMayBeMissing) {
    std::string xml;
    dispatcher.dispatch("<methodCall><methodName>supervisor.getPID</methodName></methodCall>", caller,
                        [&](const RpcReply& answer) { xml = answer.xml; });
    EXPECT_EQ(xmlrpc::decode_response(xml), Value(42));
}

TEST_F(DispatcherTest, CallsAreTracedInTheWordsOfSupervisor) {
    log.level = LogLevel::Trace;
    call("supervisor.getPID");
    call("supervisor.nosuch");
    EXPECT_TRUE(log.contains(LogLevel::Trace, "XML-RPC method called: supervisor.getPID()"));
    EXPECT_TRUE(log.contains(LogLevel::Trace, "XML-RPC method supervisor.getPID() returned successfully"));
    EXPECT_TRUE(log.contains(LogLevel::Trace, "XML-RPC method supervisor.nosuch() returned fault: [1] UNKNOWN_METHOD"));
}

} // namespace
} // namespace halberd
