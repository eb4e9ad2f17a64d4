#pragma once

#include "sdk/xmlrpc/codec.hpp"

#include <halberd/host.hpp>
#include <string>
#include <string_view>
#include <tl/expected.hpp>

namespace halberd::rpc {

// What a method answers: a value, or a fault with its code and text.
using Answer = tl::expected<xmlrpc::Value, xmlrpc::FaultReply>;

// The daemon that has loaded an rpc plugin, as the plugin may speak to it: by messages, each of which waits for its
// answer.
class Daemon {
 public:
    // The host must outlive this object.
    explicit Daemon(const Host& host) : host_(host) {}

    // Calls a method by its full name, "supervisor.getState". Fault 30 (FAILED) when the host is no daemon, or one that
    // goes down. A call of the plugin's own namespace would wait for ever. [plugin's thread]
    Answer call(std::string_view method, xmlrpc::Array arguments = {}) const;

 private:
    const Host& host_;
};

} // namespace halberd::rpc
