#include "core/web/exposition.hpp"

#include <fmt/format.h>

#include <iterator>

namespace halberd {
namespace {

void append_escaped(std::string& text, std::string_view value) {
    for (const char c : value) {
        if (c == '\n') {
            text += "\\n";
            continue;
        }
        if (c == '\\' || c == '"') {
            text += '\\';
        }
        text += c;
    }
}

} // namespace

void Exposition::begin(std::string_view name, std::string_view help, std::string_view type) {
    name_ = name;
    fmt::format_to(std::back_inserter(text_), "# HELP {} {}\n# TYPE {} {}\n", name, help, name, type);
}

void Exposition::sample(Labels labels, std::int64_t value) {
    text_ += name_;
    char separator = '{';
    for (const auto& [label, text] : labels) {
        text_ += std::exchange(separator, ',');
        text_ += label;
        text_ += "=\"";
        append_escaped(text_, text);
        text_ += '"';
    }
    fmt::format_to(std::back_inserter(text_), "{} {}\n", separator == ',' ? "}" : "", value);
}

} // namespace halberd
