#pragma once

#include <string>
#include <string_view>

namespace halberd {

// The target of a request line, taken apart.
struct RequestTarget {
    std::string path;  // percent-decoded, always begins with a slash
    std::string query; // as sent, without the question mark
};

// Reads "/a%20b?x=y" and the absolute form "http://host/a%20b?x=y"; a fragment is left out.
RequestTarget parse_target(std::string_view target);

} // namespace halberd
