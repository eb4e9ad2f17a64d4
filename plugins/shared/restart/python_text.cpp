#include "plugins/shared/restart/python_text.hpp"

namespace halberd::restart {

std::string quoted(std::string_view text) {
    const bool has_apostrophe = text.find('\'') != std::string_view::npos;
    const char mark = has_apostrophe && text.find('"') == std::string_view::npos ? '"' : '\'';
    std::string shown(1, mark);
    for (const char c : text) {
        if (c == '\n') {
            shown += "\\n";
            continue;
        }
        shown += c == mark || c == '\\' ? "\\" : "";
        shown += c;
    }
    return shown + mark;
}

std::string quoted_list(const std::vector<std::string>& texts) {
    std::string list = "[";
    for (const std::string& text : texts) {
        list += (list.size() > 1 ? ", " : "") + quoted(text);
    }
    return list + "]";
}

std::string failure_text(const xmlrpc::CallError& error) {
    if (error.kind != xmlrpc::CallError::Kind::Fault) {
        return error.message();
    }
    return "<Fault " + std::to_string(error.fault_code) + ": " + quoted(error.text) + ">";
}

} // namespace halberd::restart
