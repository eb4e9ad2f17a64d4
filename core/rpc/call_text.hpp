#pragma once

#include "sdk/xmlrpc/value.hpp"

#include <cstddef>
#include <string>
#include <string_view>

namespace halberd {

// A call as it may stand in a log: "supervisor.stopProcess('web', True)". Only the first `shown` arguments are shown,
// of the others just how long they are; of structs only the names of their members; all of it escaped and cut.
std::string call_text(std::string_view method, const xmlrpc::Array& arguments, std::size_t shown);

} // namespace halberd
