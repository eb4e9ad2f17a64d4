#include "core/rpc/system_methods.hpp"

#include "core/rpc/multicall.hpp"

#include <sstream>
#include <string>
#include <utility>

namespace halberd {
namespace {

// The types in a help text: of "@return TYPE …" first, then of each "@param TYPE …" in order. Empty when it has no
// @return. Supervisor: xmlrpc.py gettags().
xmlrpc::Array signature_of(const std::string& help) {
    xmlrpc::Array parameters;
    std::string result;
    std::istringstream lines(help);
    for (std::string line; std::getline(lines, line);) {
        std::istringstream words(line);
        std::string tag;
        std::string type;
        words >> tag >> type;
        if (tag == "@param") {
            parameters.emplace_back(type);
        } else if (tag == "@return") {
            result = type;
        }
    }
    if (result.empty()) {
        return {};
    }
    parameters.insert(parameters.begin(), xmlrpc::Value(result));
    return parameters;
}

const Method* method_argument(const MethodTable& methods, const Arguments& arguments) {
    const auto name = arguments.text(0);
    return name ? methods.find(*name) : nullptr;
}

void add_help_methods(MethodTable& methods) {
    methods.add("system.methodHelp",
                Method{Role::Read,
                       "Describes a method.\n\n"
                       "@param string name full name of the method\n"
                       "@return string description\n",
                       exactly(1), [&methods](const Arguments& arguments, const MethodReply& reply) {
                           const Method* method = method_argument(methods, arguments);
                           reply(method != nullptr ? MethodAnswer(render(method->help))
                                                   : MethodAnswer(fault(FaultCode::SignatureUnsupported)));
                       }});

    methods.add("system.methodSignature",
                Method{Role::Read,
                       "Tells the types that a method answers and takes.\n\n"
                       "@param string name full name of the method\n"
                       "@return array the type of the result, then of each argument, as strings\n",
                       exactly(1), [&methods](const Arguments& arguments, const MethodReply& reply) {
                           const Method* method = method_argument(methods, arguments);
                           xmlrpc::Array signature;
                           if (method != nullptr) {
                               signature = signature_of(method->help);
                           }
                           reply(signature.empty() ? MethodAnswer(fault(FaultCode::SignatureUnsupported))
                                                   : MethodAnswer(render(std::move(signature))));
                       }});
}

} // namespace

void add_system_methods(MethodTable& methods, Later later) {
    methods.add("system.listMethods", Method{Role::Read,
                                             "Names every method that can be called.\n\n"
                                             "@return array full names of the methods, in alphabetical order\n",
                                             exactly(0), [&methods](const Arguments&, const MethodReply& reply) {
                                                 const auto names = methods.names();
                                                 reply(render(xmlrpc::Array(names.begin(), names.end())));
                                             }});
    add_help_methods(methods);
    methods.add("system.multicall",
                Method{Role::Read,
                       "Carries out several calls in one request, each after the one before has been answered.\n\n"
                       "@param array calls structs with methodName (string) and, where needed, params (array)\n"
                       "@return array the result of each call, or a struct with faultCode and faultString\n",
                       exactly(1), [&methods, later = std::move(later)](const Arguments& arguments, MethodReply reply) {
                           if (const auto* calls = arguments.at(0).get<xmlrpc::Array>()) {
                               multicall(methods, *calls, arguments.caller(), later, std::move(reply));
                           } else {
                               reply(fault(FaultCode::IncorrectParameters));
                           }
                       }});
}

} // namespace halberd
