#include "sdk/rpc/rpc_plugin.hpp"

#include "sdk/host/plugin_instance.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <stdexcept>

namespace {

namespace xmlrpc = halberd::xmlrpc;

// Adds numbers, and asks the daemon for its state.
class Adder : public halberd::rpc::RpcPlugin<Adder> {
 public:
    static constexpr halberd::rpc::Method methods[] = {
        {"add", "Adds.\n\n@param int a one\n@param int b another\n@return int the sum\n", 2, 2},
        {"daemon", "Asks.\n", 0, 0},
        {"throw", "Throws.\n", 0, 0},
    };

    Adder(halberd::Host& host, const std::vector<std::string>&) : daemon_(host) {}

    halberd::rpc::Answer call(std::string_view method, const xmlrpc::Array& arguments) override {
        if (method == "add") {
            return arguments.at(0).value_or(std::int64_t{0}) + arguments.at(1).value_or(std::int64_t{0});
        }
        if (method == "daemon") {
            return daemon_.call("supervisor.getState", {"x"});
        }
        if (method == "throw") {
            throw std::runtime_error("as asked");
        }
        return tl::unexpected(xmlrpc::FaultReply{1, "UNKNOWN_METHOD"});
    }

 private:
    halberd::rpc::Daemon daemon_;
};

} // namespace

HALBERD_PLUGIN(Adder, "org.example.adder", "1.0.0", "Adds")

namespace halberd::rpc {
namespace {

using ::testing::HasSubstr;
using xmlrpc::FaultReply;
using xmlrpc::Value;

class RpcPluginTest : public ::testing::Test {
 protected:
    // The value that a method answers, or its fault as "CODE TEXT".
    Value call(const std::string& method, const xmlrpc::Array& arguments = {}) {
        const auto instance = PluginInstance::create(halberd_plugin, "adder", {}, services).value();
        const auto document = instance->call(xmlrpc::encode_call({method, arguments})).value();
        const auto response = xmlrpc::decode_response(document);
        if (response) {
            return *response;
        }
        const auto& fault = std::get<FaultReply>(response.error());
        return std::to_string(fault.code) + " " + fault.text;
    }

    HostServices services;
};

TEST_F(RpcPluginTest, ItsTableNamesItsMethods) {
    const auto& table = *static_cast<const halberd_rpc*>(halberd_plugin.get_extension(HALBERD_RPC_EXTENSION));
    EXPECT_EQ(table.struct_size, sizeof table);
    EXPECT_EQ(table.method_size, sizeof(halberd_rpc_method));
    ASSERT_EQ(table.method_count, 3U);
    EXPECT_STREQ(table.methods[0].name, "add");
    EXPECT_EQ(table.methods[0].required, 2U);
    EXPECT_EQ(halberd_plugin.get_extension("halberd.none/1"), nullptr);
}

TEST_F(RpcPluginTest, CallsAreAnsweredWithAValueOrAFault) {
    EXPECT_EQ(call("add", {2, 3}), Value(5));
    EXPECT_EQ(call("poetry"), Value("1 UNKNOWN_METHOD"));
}

TEST_F(RpcPluginTest, AnExceptionIsAFault) {
    EXPECT_EQ(call("throw"), Value("30 FAILED: as asked"));
}

TEST_F(RpcPluginTest, TheDaemonAnswersItsCalls) {
    services.call_daemon = [](std::string_view request) {
        const auto asked = xmlrpc::decode_call(request).value();
        return std::optional(
            xmlrpc::encode_response(asked.method + " " + asked.arguments.at(0).value_or<std::string>("")));
    };
    EXPECT_EQ(call("daemon"), Value("supervisor.getState x"));
    services.call_daemon = [](std::string_view) { return std::optional(xmlrpc::encode_fault({6, "SHUTDOWN_STATE"})); };
    EXPECT_EQ(call("daemon"), Value("6 SHUTDOWN_STATE"));
}

TEST_F(RpcPluginTest, WithoutADaemonItsCallsAreFaults) {
    EXPECT_THAT(*call("daemon").get<std::string>(), HasSubstr("30 FAILED: no supervisord hosts this plugin"));
    services.call_daemon = [](std::string_view) { return std::optional<std::string>(); };
    EXPECT_THAT(*call("daemon").get<std::string>(), HasSubstr("30 FAILED: supervisord takes no calls"));
}

TEST_F(RpcPluginTest, AnEventSaysWhereSuchAPluginBelongs) {
    const auto instance = PluginInstance::create(halberd_plugin, "adder", {}, services).value();
    const auto outcome = instance->handle({}, "");
    EXPECT_EQ(outcome.result, PluginInstance::Outcome::Result::Fatal);
    EXPECT_THAT(outcome.error, HasSubstr("[rpcinterface:NAME]"));
}

} // namespace
} // namespace halberd::rpc
