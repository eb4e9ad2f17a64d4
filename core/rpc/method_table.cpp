#include "core/rpc/method_table.hpp"

#include "sdk/xmlrpc/codec.hpp"

#include <utility>

namespace halberd {

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

void MethodTable::call(std::string_view name, const xmlrpc::Array& arguments, MethodReply reply) const {
    const Method* method = find(name);
    if (method == nullptr) {
        reply(fault(FaultCode::UnknownMethod));
    } else if (arguments.size() < method->arity.required || arguments.size() > method->arity.most) {
        reply(fault(FaultCode::IncorrectParameters));
    } else {
        method->run(Arguments(arguments), std::move(reply));
    }
}

} // namespace halberd
