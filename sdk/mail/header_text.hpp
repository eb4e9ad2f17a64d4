#pragma once

#include <string>
#include <string_view>

namespace halberd::mail {

// A header's value on one line: each run of control characters, CR and LF among them, becomes one blank, so that no
// text can add a header.
std::string one_line(std::string_view text);

// A header's value in the form in which it travels: printable ASCII stays as it is; anything else becomes RFC 2047
// encoded words of UTF-8, split between code points and folded ("\n ") so that no line exceeds 76 characters. `text` is
// one line.
std::string encode_header(std::string_view text);

// Base64 (RFC 4648) without line breaks.
std::string base64(std::string_view bytes);

} // namespace halberd::mail
