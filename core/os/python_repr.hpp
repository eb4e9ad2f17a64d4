#pragma once

#include <string>
#include <string_view>

namespace halberd {

// A name between quotes as Python's repr() writes it, for texts that have to match Supervisor's: 'x', "it's", 'a\nb'.
// Bytes from 0x80 on pass as they are.
std::string python_repr(std::string_view name);

// The same for Python's bytes: b'a\xff\n'. Everything that is not printable ASCII is escaped.
std::string python_bytes_repr(std::string_view bytes);

} // namespace halberd
