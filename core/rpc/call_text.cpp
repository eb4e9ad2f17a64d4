#include "core/rpc/call_text.hpp"

#include "core/base/overloaded.hpp"
#include "core/base/shown_text.hpp"

#include <fmt/format.h>

#include <variant>

namespace halberd {
namespace {

constexpr std::size_t most_of_a_text = 100;
constexpr std::size_t most_of_a_call = 400;

std::string quoted(std::string_view text) {
    return "'" + shown_text(text, most_of_a_text) + "'";
}

// The values themselves may be secrets: environment= of a program, say.
std::string members_of(const xmlrpc::Struct& members) {
    std::string names;
    for (const auto& [name, value] : members) {
        names += (names.empty() ? "" : ", ") + quoted(name);
    }
    return "{" + names + "}";
}

std::string shown_value(const xmlrpc::Value& value) {
    return std::visit(Overloaded{
                          [](std::monostate) { return std::string("None"); },
                          [](bool truth) { return std::string(truth ? "True" : "False"); },
                          [](std::int64_t number) { return std::to_string(number); },
                          [](double number) { return fmt::format("{}", number); },
                          [](const std::string& text) { return quoted(text); },
                          [](const xmlrpc::DateTime& time) { return quoted(time.text); },
                          [](const xmlrpc::Binary& binary) { return quoted(binary.bytes); },
                          [](const xmlrpc::Array& array) { return fmt::format("[{} values]", array.size()); },
                          [](const xmlrpc::Struct& members) { return members_of(members); },
                      },
                      value.storage());
}

std::string hidden_value(const xmlrpc::Value& value) {
    if (const auto* text = value.get<std::string>()) {
        return fmt::format("<{} bytes>", text->size());
    }
    if (const auto* binary = value.get<xmlrpc::Binary>()) {
        return fmt::format("<{} bytes>", binary->bytes.size());
    }
    return "<hidden>";
}

} // namespace

std::string call_text(std::string_view method, const xmlrpc::Array& arguments, std::size_t shown) {
    std::string text;
    for (std::size_t i = 0; i < arguments.size() && text.size() < most_of_a_call; ++i) {
        text += (i == 0 ? "" : ", ") + (i < shown ? shown_value(arguments[i]) : hidden_value(arguments[i]));
    }
    return shown_text(method, most_of_a_text) + "(" +
           (text.size() < most_of_a_call ? text : text.substr(0, most_of_a_call) + "...") + ")";
}

} // namespace halberd
