#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace halberd::xmlrpc {

// RFC 4648 base64 with padding, without line breaks.
void append_base64(std::string& out, std::string_view bytes);

// Blanks and line breaks are ignored; missing padding is accepted. Nothing when another character or a lone last
// character is found.
std::optional<std::string> decode_base64(std::string_view text);

} // namespace halberd::xmlrpc
