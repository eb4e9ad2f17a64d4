#include "core/rpc/value_text.hpp"

#include <fmt/format.h>

#include <cstdint>
#include <string_view>
#include <variant>

namespace halberd {
namespace {

std::string double_text(double number) {
    std::string text = fmt::format("{}", number);
    const bool is_integral = text.find_first_not_of("-0123456789") == std::string::npos;
    return is_integral ? text + ".0" : text;
}

// "20261123T14:58:08" -> "2026-11-23 14:58:08"
std::string date_text(std::string_view date) {
    if (date.size() != std::string_view("20261123T14:58:08").size()) {
        return std::string(date);
    }
    return fmt::format("{}-{}-{} {}", date.substr(0, 4), date.substr(4, 2), date.substr(6, 2), date.substr(9));
}

// In single quotes, or in double ones where that spares an escape.
std::string quoted(std::string_view text) {
    const bool has_single = text.find('\'') != std::string_view::npos;
    const char quote = has_single && text.find('"') == std::string_view::npos ? '"' : '\'';
    std::string shown(1, quote);
    for (const char c : text) {
        if (c == '\n') {
            shown += "\\n";
        } else if (c == '\r') {
            shown += "\\r";
        } else if (c == '\t') {
            shown += "\\t";
        } else if (c == quote || c == '\\') {
            shown.append({'\\', c});
        } else if (static_cast<unsigned char>(c) < 0x20 || c == '\x7f') {
            shown += fmt::format("\\x{:02x}", static_cast<unsigned char>(c));
        } else {
            shown += c;
        }
    }
    return shown + quote;
}

std::string nested_text(const xmlrpc::Value& value) {
    if (const auto* text = value.get<std::string>()) {
        return quoted(*text);
    }
    if (const auto* binary = value.get<xmlrpc::Binary>()) {
        return quoted(binary->bytes);
    }
    return text_of(value);
}

struct Shown {
    std::string operator()(std::monostate) const { return "None"; }
    std::string operator()(bool truth) const { return truth ? "True" : "False"; }
    std::string operator()(std::int64_t number) const { return std::to_string(number); }
    std::string operator()(double number) const { return double_text(number); }
    std::string operator()(const std::string& text) const { return text; }
    std::string operator()(const xmlrpc::DateTime& date) const { return date_text(date.text); }
    std::string operator()(const xmlrpc::Binary& binary) const { return binary.bytes; }

    std::string operator()(const xmlrpc::Array& values) const {
        std::string shown;
        for (const xmlrpc::Value& value : values) {
            shown += (shown.empty() ? "" : ", ") + nested_text(value);
        }
        return "[" + shown + "]";
    }

    std::string operator()(const xmlrpc::Struct& members) const {
        std::string shown;
        for (const auto& [name, value] : members) {
            shown += (shown.empty() ? "" : ", ") + quoted(name) + ": " + nested_text(value);
        }
        return "{" + shown + "}";
    }
};

} // namespace

std::string text_of(const xmlrpc::Value& value) {
    return std::visit(Shown{}, value.storage());
}

} // namespace halberd
