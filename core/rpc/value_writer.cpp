#include "core/rpc/value_writer.hpp"

#include "sdk/xmlrpc/codec.hpp"
#include "sdk/xmlrpc/value.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace halberd {
namespace {

// Whether the text can stand in XML as it is. All else goes through the codec, which knows about escaping and UTF-8.
bool is_plain(std::string_view text) {
    return std::all_of(text.begin(), text.end(),
                       [](char c) { return c >= ' ' && c <= '~' && c != '<' && c != '>' && c != '&'; });
}

} // namespace

void append_text_value(std::string& out, std::string_view value) {
    if (is_plain(value)) {
        out.append("<value><string>").append(value).append("</string></value>");
    } else {
        xmlrpc::append_value(out, value);
    }
}

void append_integer_value(std::string& out, std::int64_t value) {
    if (value == static_cast<std::int32_t>(value)) {
        const fmt::format_int digits(value);
        out.append("<value><int>").append(digits.data(), digits.size()).append("</int></value>");
    } else {
        xmlrpc::append_value(out, value); // <i8>
    }
}

} // namespace halberd
