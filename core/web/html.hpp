#pragma once

#include <string>
#include <string_view>

namespace halberd {

// Text made safe for an element's content and for an attribute in quotes.
std::string escape_html(std::string_view text);

} // namespace halberd
