#include "plugins/shared/restart/python_text.hpp"

#include "sdk/xmlrpc/python_text.hpp"

namespace halberd::restart {

std::string quoted_list(const std::vector<std::string>& texts) {
    std::string list = "[";
    for (const std::string& text : texts) {
        list += (list.size() > 1 ? ", " : "") + xmlrpc::python_repr(text);
    }
    return list + "]";
}

std::string failure_text(const xmlrpc::CallError& error) {
    if (error.kind != xmlrpc::CallError::Kind::Fault) {
        return error.message();
    }
    return "<Fault " + std::to_string(error.fault_code) + ": " + xmlrpc::python_repr(error.text) + ">";
}

} // namespace halberd::restart
