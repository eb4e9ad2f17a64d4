#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace halberd {

// Append a value as <value>…</value>, for results that are asked for often and are large.
void append_text_value(std::string& out, std::string_view value);
void append_integer_value(std::string& out, std::int64_t value);

} // namespace halberd
