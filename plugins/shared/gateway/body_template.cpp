#include "plugins/shared/gateway/body_template.hpp"

#include <boost/json.hpp>

#include <algorithm>
#include <string_view>
#include <utility>

namespace halberd::gateway {
namespace {

namespace json = boost::json;

bool may_be_in_a_name(char c) {
    return (c >= 'a' && c <= 'z') || c == '_';
}

// Calls `literal` and `name` for the parts of a text in their order.
template <class Literal, class Name>
void split(std::string_view text, Literal literal, Name name) {
    while (!text.empty()) {
        const std::size_t brace = text.find('{');
        literal(text.substr(0, brace));
        if (brace == std::string_view::npos) {
            return;
        }
        text.remove_prefix(brace);
        const auto* end = std::find_if_not(text.begin() + 1, text.end(), may_be_in_a_name);
        const auto size = static_cast<std::size_t>(end - text.begin());
        if (end != text.end() && *end == '}' && size > 1) {
            name(text.substr(1, size - 1));
            text.remove_prefix(size + 1);
        } else {
            literal(text.substr(0, 1));
            text.remove_prefix(1);
        }
    }
}

std::string percent_encoded(std::string_view text) {
    constexpr const char* digits = "0123456789ABCDEF";
    std::string encoded;
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        const bool is_plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                              std::string_view("-_.~").find(c) != std::string_view::npos;
        encoded += is_plain ? std::string(1, c) : std::string{'%', digits[byte >> 4U], digits[byte & 15U]};
    }
    return encoded;
}

std::string with_entities(std::string_view text) {
    std::string escaped;
    for (const char c : text) {
        escaped += c == '&' ? "&amp;" : c == '<' ? "&lt;" : c == '>' ? "&gt;" : std::string(1, c);
    }
    return escaped;
}

std::string encoded(BodyTemplate::Form form, const std::string& value) {
    switch (form) {
        case BodyTemplate::Form::UrlEncoded:
            return percent_encoded(value);
        case BodyTemplate::Form::SlackJson:
            return with_entities(value);
        case BodyTemplate::Form::Json:
            break;
    }
    return value;
}

std::string fill_text(BodyTemplate::Form form, std::string_view text, const Fields& fields) {
    std::string filled;
    split(
        text, [&](std::string_view literal) { filled += literal; },
        [&](std::string_view name) {
            const auto field = fields.find(name);
            filled += field == fields.end() ? "" : encoded(form, field->second);
        });
    return filled;
}

template <class OnString>
void for_each_string(json::value& value, const OnString& on_string) {
    if (value.is_string()) {
        on_string(value.get_string());
    } else if (value.is_array()) {
        for (json::value& element : value.get_array()) {
            for_each_string(element, on_string);
        }
    } else if (value.is_object()) {
        for (auto& member : value.get_object()) {
            for_each_string(member.value(), on_string);
        }
    }
}

// Empty, or which name of a text there is not.
std::string find_unknown(std::string_view text, const Fields& known) {
    std::string fault;
    split(
        text, [](std::string_view) {},
        [&](std::string_view name) {
            if (fault.empty() && known.find(name) == known.end()) {
                fault = "there is no {" + std::string(name) + "}, but";
                for (const auto& [each, value] : known) {
                    fault += " {" + each + "}";
                }
            }
        });
    return fault;
}

} // namespace

tl::expected<BodyTemplate, std::string> BodyTemplate::read(Form form, std::string text, const Fields& known) {
    std::string fault;
    if (form == Form::UrlEncoded) {
        fault = find_unknown(text, known);
    } else {
        boost::system::error_code error;
        json::value tree = json::parse(text, error);
        if (error) {
            return tl::unexpected("it is no JSON: " + error.message());
        }
        for_each_string(tree, [&](const json::string& string) {
            fault = fault.empty() ? find_unknown({string.data(), string.size()}, known) : fault;
        });
    }
    if (!fault.empty()) {
        return tl::unexpected(std::move(fault));
    }
    return BodyTemplate(form, std::move(text));
}

std::string BodyTemplate::fill(const Fields& fields) const {
    if (form_ == Form::UrlEncoded) {
        return fill_text(form_, text_, fields);
    }
    json::value tree = json::parse(text_);
    for_each_string(tree, [&](json::string& string) {
        string = fill_text(form_, {string.data(), string.size()}, fields);
    });
    return json::serialize(tree);
}

const char* BodyTemplate::content_type() const {
    return form_ == Form::UrlEncoded ? "application/x-www-form-urlencoded" : "application/json; charset=utf-8";
}

} // namespace halberd::gateway
