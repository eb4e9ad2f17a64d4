#include "core/rpc/method_table.hpp"

#include "sdk/xmlrpc/codec.hpp"

#include <fmt/format.h>

#include <utility>

namespace halberd {
namespace {

Fault access_denied(std::string_view method, Role needed, const Caller& caller) {
    return Fault{FaultCode::Failed,
                 fmt::format("access denied: {} needs the role {}, {} has {}", method, name_of(needed),
                             caller.user.empty() ? caller.from : caller.user, name_of(caller.role)),
                 true};
}

} // namespace

Rendered render(const xmlrpc::Value& value) {
    Rendered result;
    xmlrpc::append_value(result.xml, value);
    return result;
}

void MethodTable::add(std::string name, Method method) {
    methods_.insert_or_assign(std::move(name), std::move(method));
}

const Method* MethodTable::find(std::string_view name) const {
    const auto found = methods_.find(name);
    return found != methods_.end() ? &found->second : nullptr;
}

std::vector<std::string> MethodTable::names() const {
    std::vector<std::string> names;
    names.reserve(methods_.size());
    for (const auto& [name, method] : methods_) {
        names.push_back(name);
    }
    return names;
}

void MethodTable::call(std::string_view name, const xmlrpc::Array& arguments, const Caller& caller,
                       MethodReply reply) const {
    const Method* method = find(name);
    if (method == nullptr) {
        reply(fault(FaultCode::UnknownMethod));
    } else if (caller.role < method->role) {
        reply(tl::unexpected<Fault>(access_denied(name, method->role, caller)));
    } else if (arguments.size() < method->arity.required || arguments.size() > method->arity.most) {
        reply(fault(FaultCode::IncorrectParameters));
    } else {
        method->run(Arguments(arguments, caller), std::move(reply));
    }
}

} // namespace halberd
