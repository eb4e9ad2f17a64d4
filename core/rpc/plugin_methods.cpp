#include "core/rpc/plugin_methods.hpp"

#include "core/rpc/supervisor_namespace.hpp"
#include "sdk/xmlrpc/codec.hpp"

#include <utility>
#include <variant>

namespace halberd {
namespace {

// A fault of the provider, in the daemon's form: its text begins with the name of its code.
Fault fault_of(const xmlrpc::FaultReply& reply) {
    const auto code = static_cast<FaultCode>(reply.code);
    const std::string name(name_of(code));
    if (reply.text == name) {
        return {code, {}};
    }
    return {code, reply.text.starts_with(name + ": ") ? reply.text.substr(name.size() + 2) : reply.text};
}

MethodAnswer answer_of(const std::string& name_space, const tl::expected<std::string, std::string>& document) {
    if (!document) {
        return fault(FaultCode::Failed, name_space + ": " + document.error());
    }
    const auto response = xmlrpc::decode_response(*document);
    if (response) {
        return render(*response);
    }
    if (const auto* refusal = std::get_if<xmlrpc::FaultReply>(&response.error())) {
        return tl::unexpected<Fault>(fault_of(*refusal));
    }
    return fault(FaultCode::Failed,
                 name_space + ": its answer is no XML-RPC: " + std::get<std::string>(response.error()));
}

// The arguments as they came.
xmlrpc::Array copy_of(const Arguments& arguments) {
    xmlrpc::Array values;
    for (std::size_t i = 0; i < arguments.size(); ++i) {
        values.push_back(arguments.at(i));
    }
    return values;
}

} // namespace

void add_plugin_method(MethodTable& methods, const Control& control, const std::string& name_space,
                       const std::string& name, const std::string& help, Arity arity, MethodProvider& provider,
                       Role role) {
    auto run = [&control, &provider, name_space, name](const Arguments& arguments, MethodReply reply) {
        if (is_going_down(control)) {
            reply(fault(FaultCode::ShutdownState));
            return;
        }
        provider.call(xmlrpc::encode_call({name, copy_of(arguments)}),
                      [name_space, reply = std::move(reply)](const tl::expected<std::string, std::string>& document) {
                          reply(answer_of(name_space, document));
                      });
    };
    const std::string full_name = name_space + "." + name;
    methods.add(full_name, Method{role, help, arity, std::move(run)});
    methods.hide_arguments(full_name, 1); // nobody knows what the others are
}

} // namespace halberd
