#include "core/rpc/method_table.hpp"

#include "core/rpc/call_text.hpp"
#include "sdk/xmlrpc/codec.hpp"

#include <utility>

namespace halberd {
namespace {

void carry_out(const Method& method, const Arguments& arguments, MethodReply reply) {
    if (arguments.size() < method.arity.required || arguments.size() > method.arity.most) {
        reply(fault(FaultCode::IncorrectParameters));
    } else {
        method.run(arguments, std::move(reply));
    }
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

void MethodTable::hide_arguments(std::string_view name, std::size_t shown) {
    if (const auto found = methods_.find(name); found != methods_.end()) {
        found->second.shown_arguments = shown;
    }
}

void MethodTable::call(std::string_view name, const xmlrpc::Array& arguments, const Caller& caller,
                       MethodReply reply) const {
    const Method* method = find(name);
    if (method == nullptr) {
        reply(fault(FaultCode::UnknownMethod));
        return;
    }
    const auto permit =
        access_.admit(caller, method->role, name, [&] { return call_text(name, arguments, method->shown_arguments); });
    if (!permit) {
        reply(tl::unexpected<Fault>(permit.error()));
    } else if (permit->is_silent()) {
        carry_out(*method, Arguments(arguments, caller), std::move(reply));
    } else {
        carry_out(*method, Arguments(arguments, caller),
                  [permit = *permit, reply = std::move(reply)](MethodAnswer answer) {
                      permit.finish(answer ? "done" : answer.error().text(),
                                    answer ? Access::Outcome::Done : Access::Outcome::Told);
                      reply(std::move(answer));
                  });
        permit->leave();
    }
}

} // namespace halberd
