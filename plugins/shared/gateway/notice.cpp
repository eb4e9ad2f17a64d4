#include "plugins/shared/gateway/notice.hpp"

#include "sdk/wire/utf8.hpp"

#include <boost/json.hpp>

#include <algorithm>
#include <cstddef>
#include <string_view>

namespace halberd::gateway {
namespace {

// Gateways refuse more than ten joined messages or so: Twilio, 1,600 characters; Discord takes 2,000.
constexpr std::size_t most_of_a_short_message = 1500;

std::string as_utf8(std::string_view text) {
    std::string valid;
    while (!text.empty()) {
        const wire::Utf8Step step = wire::first_utf8_step(text);
        valid += step.kind == wire::Utf8Step::Kind::Character ? text.substr(0, step.size) : "?";
        text.remove_prefix(step.size);
    }
    return valid;
}

} // namespace

std::string pack(const Fields& fields) {
    boost::json::object object;
    for (const auto& [name, value] : fields) {
        object[name] = as_utf8(value);
    }
    return boost::json::serialize(object);
}

Fields unpack(const std::string& text) {
    boost::system::error_code error;
    const boost::json::value value = boost::json::parse(text, error);
    if (error || !value.is_object()) {
        return {{"text", as_utf8(text)}};
    }
    Fields fields;
    for (const auto& [name, field] : value.get_object()) {
        if (const auto* string = field.if_string()) {
            fields.emplace(std::string(name), std::string(*string));
        }
    }
    return fields;
}

std::string shortened(const std::string& lines) {
    if (lines.size() <= most_of_a_short_message) {
        return lines;
    }
    const std::size_t end = lines.rfind('\n', most_of_a_short_message);
    if (end == std::string::npos) {
        return lines.substr(0, most_of_a_short_message);
    }
    return lines.substr(0, end) + "\nand " +
           std::to_string(std::count(lines.begin() + static_cast<std::ptrdiff_t>(end), lines.end(), '\n')) + " more";
}

} // namespace halberd::gateway
