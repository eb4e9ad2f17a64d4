#pragma once

#include <string>
#include <string_view>

namespace halberd::ctl {

// Where the server streams a log of a process: "/logtail/group:process/stdout". Bytes of the name that have a meaning
// in a URL are percent-encoded.
std::string logtail_path(std::string_view process, std::string_view channel);

} // namespace halberd::ctl
