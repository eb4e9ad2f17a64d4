#pragma once

#include <string>
#include <string_view>

namespace halberd::xmlrpc {

// Appends `bytes` as the text of an XML 1.0 element in UTF-8: &, < and > are escaped, a carriage return becomes &#13;
// (a bare one would be read back as a line feed), and what is no UTF-8 or no XML character is replaced by U+FFFD.
void append_xml_text(std::string& out, std::string_view bytes);

} // namespace halberd::xmlrpc
