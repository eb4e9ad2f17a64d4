#pragma once

#include "core/base/caller.hpp"
#include "core/rpc/access.hpp"
#include "core/rpc/arguments.hpp"
#include "core/rpc/faults.hpp"
#include "sdk/xmlrpc/value.hpp"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace halberd {

// A method's result as its XML text, <value>…</value>. Small results are made with render(); large ones are written
// straight into the text, which is much cheaper than building a tree of values first.
struct Rendered {
    std::string xml;
};
Rendered render(const xmlrpc::Value& value);

using MethodAnswer = Answer<Rendered>;

// Takes a method's answer; called exactly once, during the call or at any time later.
using MethodReply = std::function<void(MethodAnswer)>;

// How many arguments a method takes.
struct Arity {
    std::size_t required = 0;
    std::size_t most = 0;
};
constexpr Arity exactly(std::size_t count) {
    return Arity{count, count};
}

struct Method {
    // The role that a caller needs. Changes of any kind need more than Role::Read.
    Role role;

    // What system.methodHelp answers. Its lines "@param TYPE NAME …" and "@return TYPE …" are also the method's
    // signature, which system.methodSignature reads from here.
    std::string help;
    Arity arity;

    // Carries the call out. The arguments live until it returns.
    std::function<void(const Arguments&, MethodReply)> run;

    // How many of its arguments the audit log shows. The others may be secrets.
    std::size_t shown_arguments = SIZE_MAX;
};

// The methods that clients may call, by full name: "supervisor.getState". Namespaces are nothing but prefixes, so that
// each part of the daemon adds its own.
class MethodTable {
 public:
    // Calls are judged and recorded by `access`.
    explicit MethodTable(Access access = Access()) : access_(access) {}
    MethodTable(const MethodTable&) = delete;
    MethodTable& operator=(const MethodTable&) = delete;

    void add(std::string name, Method method);

    // Sets what the audit log shows of a method's arguments: no more than the first `shown`.
    void hide_arguments(std::string_view name, std::size_t shown);

    const Method* find(std::string_view name) const;

    // All names in alphabetical order.
    std::vector<std::string> names() const;

    // Calls a method by name. UnknownMethod, Failed when the caller has not the role that it needs (the only place
    // where the role is looked at), IncorrectParameters when the number of arguments does not fit, or what the method
    // answers.
    void call(std::string_view name, const xmlrpc::Array& arguments, const Caller& caller, MethodReply reply) const;

 private:
    Access access_;
    std::map<std::string, Method, std::less<>> methods_;
};

} // namespace halberd
