#pragma once

#include "sdk/xmlrpc/codec.hpp"

#include <functional>
#include <memory>
#include <string>
#include <tl/expected.hpp>
#include <vector>

namespace halberd::test {

// A supervisor's XML-RPC server on a UNIX socket in a folder of its own, for plugins that call back:
//
//   test::FakeRpc rpc;
//   rpc.answer("supervisor.stopProcess", true);
//   host.variables["SUPERVISOR_SERVER_URL"] = rpc.url();
//   …
//   EXPECT_EQ(rpc.calls().at(0).arguments.at(0), "cat");
//
// It answers on a thread of its own. All functions may be called on any thread.
class FakeRpc {
 public:
    using Handler = std::function<tl::expected<xmlrpc::Value, xmlrpc::FaultReply>(const xmlrpc::Array& arguments)>;

    // Throws std::runtime_error when the socket can't be made.
    FakeRpc();
    ~FakeRpc();
    FakeRpc(const FakeRpc&) = delete;
    FakeRpc& operator=(const FakeRpc&) = delete;

    // "unix://…", as SUPERVISOR_SERVER_URL has it.
    const std::string& url() const;

    // What a method answers from here on: always the same value, a fault, or what a handler says, which is called on
    // the server's thread. Other methods answer fault 1, UNKNOWN_METHOD.
    void answer(const std::string& method, xmlrpc::Value value);
    void refuse(const std::string& method, xmlrpc::FaultReply fault);
    void handle(const std::string& method, Handler handler);

    // All calls so far.
    std::vector<xmlrpc::Call> calls() const;

 private:
    class Server;
    std::unique_ptr<Server> server_;
};

} // namespace halberd::test
