#pragma once

#include <string>
#include <string_view>

namespace halberd {

// What is wrong with a document from an unknown client, with line and column; empty when it is well-formed UTF-8,
// whatever its declaration says, and has no document type. pugixml, which decodes it afterwards, looks for speed and lets much pass; expat, which judges here, is
// what Supervisor reads requests with.
std::string find_malformed(std::string_view xml);

} // namespace halberd
