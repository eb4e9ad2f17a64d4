#pragma once

#include "core/rpc/control.hpp"
#include "core/rpc/method_table.hpp"

#include <functional>
#include <string>
#include <string_view>
#include <tl/expected.hpp>

namespace halberd {

// Somebody outside of the daemon who answers calls, with XML-RPC documents.
class MethodProvider {
 public:
    // The document of the answer, or why there is none.
    using Reply = std::function<void(tl::expected<std::string, std::string>)>;

    virtual ~MethodProvider() = default;

    // Carries out a call, whose method has no namespace. The reply comes later, or never when the daemon goes down.
    virtual void call(std::string request, Reply reply) = 0;
};

// Adds "NAMESPACE.NAME", which the provider answers. Callers need Role::Admin, as nobody
// knows what it does, unless `role` says otherwise. A fault of its own comes to the client as it is; no answer, or one
// that is no XML-RPC, is Failed. ShutdownState while the daemon goes down. All references outlive the calls.
void add_plugin_method(MethodTable& methods, const Control& control, const std::string& name_space,
                       const std::string& name, const std::string& help, Arity arity, MethodProvider& provider,
                       Role role = Role::Admin);

} // namespace halberd
