#pragma once

#include <string>
#include <string_view>

namespace halberd {

// Only the letters A to Z have a lower case here, whatever the locale.
std::string lower_case(std::string_view text);

bool equals_ignoring_case(std::string_view left, std::string_view right);

} // namespace halberd
