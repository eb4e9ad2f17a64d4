#pragma once

#include <string>
#include <string_view>

namespace halberd::xmlrpc {

// A text as Python's repr() shows it, and so Supervisor and superlance in their messages: 'foo', "it's", 'a\nb'. Beyond
// ASCII everything is taken for printable.
std::string python_repr(std::string_view text);

// The same for Python's bytes: b'a\xff\n'. Everything that is not printable ASCII is escaped.
std::string python_bytes_repr(std::string_view bytes);

} // namespace halberd::xmlrpc
