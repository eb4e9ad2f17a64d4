#pragma once

#include "sdk/xmlrpc/value.hpp"

#include <string>

namespace halberd {

// A value as Supervisor shows it in faults and events: as Python prints it. Texts are shown as they are, but quoted
// within arrays and structs: "web", "5", "1.0", "True", "None", "2026-11-23 14:58:08", "['a', {'b': 1}]".
std::string text_of(const xmlrpc::Value& value);

} // namespace halberd
