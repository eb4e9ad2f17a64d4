#include "core/rpc/arguments.hpp"

#include "core/rpc/value_text.hpp"

#include <charconv>
#include <cmath>
#include <string_view>
#include <type_traits>
#include <variant>

namespace halberd {
namespace {

std::string_view trimmed(std::string_view text) {
    constexpr std::string_view blanks = " \t\n\v\f\r";
    const auto begin = text.find_first_not_of(blanks);
    if (begin == std::string_view::npos) {
        return {};
    }
    return text.substr(begin, text.find_last_not_of(blanks) - begin + 1);
}

Answer<std::int64_t> parse_integer(std::string_view text) {
    text = trimmed(text);
    if (text.starts_with("+") && !text.starts_with("+-")) {
        text.remove_prefix(1);
    }
    std::int64_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc() || end != text.data() + text.size()) {
        return fault(FaultCode::IncorrectParameters);
    }
    return number;
}

Answer<std::int64_t> cut_fraction(double number) {
    constexpr double limit = 9.2e18; // just inside the range of 64 bits
    if (!(std::fabs(number) < limit)) {
        return fault(FaultCode::IncorrectParameters);
    }
    return static_cast<std::int64_t>(number);
}

} // namespace

Answer<std::string> Arguments::text(std::size_t index) const {
    const xmlrpc::Value& value = at(index);
    if (const auto* text = value.get<std::string>()) {
        return *text;
    }
    if (const auto* binary = value.get<xmlrpc::Binary>()) {
        return binary->bytes;
    }
    return fault(FaultCode::IncorrectParameters);
}

Answer<std::int64_t> Arguments::integer(std::size_t index) const {
    const xmlrpc::Value& value = at(index);
    if (const auto* number = value.get<std::int64_t>()) {
        return *number;
    }
    if (const auto* boolean = value.get<bool>()) {
        return *boolean ? 1 : 0;
    }
    if (const auto* number = value.get<double>()) {
        return cut_fraction(*number);
    }
    return text(index).and_then([](const std::string& digits) { return parse_integer(digits); });
}

Answer<std::string> Arguments::word(std::size_t index) const {
    const xmlrpc::Value& value = at(index);
    if (value.is<xmlrpc::Array>() || value.is<xmlrpc::Struct>()) {
        return fault(FaultCode::IncorrectParameters);
    }
    return text_of(value);
}

bool Arguments::truth(std::size_t index, bool otherwise) const {
    if (index >= size()) {
        return otherwise;
    }
    return std::visit(
        [](const auto& held) {
            using T = std::decay_t<decltype(held)>;
            if constexpr (std::is_same_v<T, std::monostate>) {
                return false;
            } else if constexpr (std::is_arithmetic_v<T>) {
                return held != T{};
            } else if constexpr (std::is_same_v<T, xmlrpc::Binary>) {
                return !held.bytes.empty();
            } else if constexpr (std::is_same_v<T, xmlrpc::DateTime>) {
                return true;
            } else {
                return !held.empty();
            }
        },
        at(index).storage());
}

} // namespace halberd
