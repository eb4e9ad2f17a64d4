#pragma once

#include <string>
#include <string_view>

namespace halberd {

// "a%20b" for "a b": every byte but letters, digits and "_.-~/" becomes %XX. Python: urllib.parse.quote().
std::string percent_encode(std::string_view text);

// The reverse. A '%' without two hexadecimal digits after it stands for itself.
std::string percent_decode(std::string_view text);

} // namespace halberd
