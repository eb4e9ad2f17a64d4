#include "core/web/form.hpp"

#include "core/base/percent_encoding.hpp"

#include <algorithm>

namespace halberd {
namespace {

std::string decode_field(std::string_view text) {
    std::string spaced(text);
    std::replace(spaced.begin(), spaced.end(), '+', ' ');
    return percent_decode(spaced);
}

} // namespace

void Form::add(std::string_view text) {
    while (!text.empty()) {
        const auto end = std::min(text.find('&'), text.size());
        const std::string_view field = text.substr(0, end);
        text.remove_prefix(std::min(end + 1, text.size()));
        const auto equals = field.find('=');
        if (equals != std::string_view::npos) {
            fields_.insert_or_assign(decode_field(field.substr(0, equals)), decode_field(field.substr(equals + 1)));
        }
    }
}

std::optional<std::string> Form::get(std::string_view name) const {
    const auto found = fields_.find(name);
    if (found == fields_.end() || found->second.empty()) {
        return std::nullopt;
    }
    return found->second;
}

} // namespace halberd
