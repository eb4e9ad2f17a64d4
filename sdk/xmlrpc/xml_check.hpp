#pragma once

#include <string>
#include <string_view>

namespace halberd::xmlrpc {

// What makes a document ill-formed although pugixml, which looks for speed and not for mistakes, reads it: references
// to nothing, control characters, attributes that come twice, what stands outside of the one root element. Empty when
// there is nothing. For documents that pugixml has read and that have no document type.
std::string find_malformed(std::string_view xml);

} // namespace halberd::xmlrpc
