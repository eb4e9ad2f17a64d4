#pragma once

#include "core/rpc/dispatcher.hpp"
#include "core/rpc/halberd_methods.hpp"
#include "core/rpc/supervisor_methods.hpp"
#include "core/rpc/system_methods.hpp"
#include "sdk/xmlrpc/codec.hpp"
#include "tests/fakes/fake_control.hpp"
#include "tests/fakes/recording_log.hpp"

#include <gtest/gtest.h>

#include <optional>
#include <string>
#include <utility>

namespace halberd {

// The whole XML-RPC interface over a fake daemon; calls go through the wire format in both directions.
class RpcTest : public ::testing::Test {
 protected:
    using Array = xmlrpc::Array;
    using Struct = xmlrpc::Struct;
    using Value = xmlrpc::Value;

    RpcTest() {
        add_supervisor_methods(methods, control);
        add_halberd_methods(methods, control);
        add_system_methods(methods);
    }

    // Sends a request; the reply is in `reply` as soon as it has come.
    void send(const std::string& method, Array arguments = {}) {
        reply.reset();
        dispatcher.dispatch(xmlrpc::encode_call({method, std::move(arguments)}), caller,
                            [this](RpcReply answer) { reply = std::move(answer); });
    }

    // Sends a request and lets everything that it waits for happen.
    tl::expected<Value, std::string> call(const std::string& method, Array arguments = {}) {
        send(method, std::move(arguments));
        control.run_replies();
        return result();
    }

    // The reply's value, or its fault as "10 BAD_NAME: x".
    tl::expected<Value, std::string> result() const {
        if (!reply) {
            return tl::unexpected<std::string>("no reply yet");
        }
        auto response = xmlrpc::decode_response(reply->xml);
        if (response) {
            return *response;
        }
        if (const auto* refused = std::get_if<xmlrpc::FaultReply>(&response.error())) {
            return tl::unexpected<std::string>(std::to_string(refused->code) + " " + refused->text);
        }
        return tl::unexpected<std::string>("broken response: " + std::get<std::string>(response.error()));
    }

    static Struct outcome(const char* name, const char* group, int status, const char* description) {
        return Struct{{"name", name}, {"group", group}, {"status", status}, {"description", description}};
    }

    FakeControl control;
    RecordingLog log{LogLevel::Debug};
    RecordingLog audit{LogLevel::Debug};
    MethodTable methods{Access(&audit)};
    Dispatcher dispatcher{methods, log};
    Caller caller{"viewer", Role::Admin, "127.0.0.1:40312"}; // who makes the calls
    std::optional<RpcReply> reply;
};

// A fault that a call must have answered, as RpcTest::result() shows it.
inline tl::expected<xmlrpc::Value, std::string> refused(std::string text) {
    return tl::unexpected<std::string>(std::move(text));
}

} // namespace halberd
