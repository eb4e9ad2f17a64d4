#pragma once

#include <halberd/description.hpp>
#include <string>

namespace halberd::options {

// The table as the lines of a usage text: headings with an empty line before them, options with their texts in a
// column, wrapped to 95 characters, and -h, --help at the end. Every line ends in a newline.
std::string usage_text(const OptionTable& table);

} // namespace halberd::options
