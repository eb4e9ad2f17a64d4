#include "core/rpc/value_text.hpp"

#include "sdk/xmlrpc/python_text.hpp"

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

std::string nested_text(const xmlrpc::Value& value) {
    if (const auto* text = value.get<std::string>()) {
        return xmlrpc::python_repr(*text);
    }
    if (const auto* binary = value.get<xmlrpc::Binary>()) {
        return xmlrpc::python_repr(binary->bytes);
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
            shown += (shown.empty() ? "" : ", ") + xmlrpc::python_repr(name) + ": " + nested_text(value);
        }
        return "{" + shown + "}";
    }
};

} // namespace

std::string text_of(const xmlrpc::Value& value) {
    return std::visit(Shown{}, value.storage());
}

} // namespace halberd
