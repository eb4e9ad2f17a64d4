#pragma once

#include "core/base/error.hpp"

#include <map>
#include <string>
#include <string_view>
#include <variant>

namespace halberd {

// The names that %(name)s and %(name)02d may use; numbers only for process_num and numprocs.
using Expansions = std::map<std::string, std::variant<std::string, long>, std::less<>>;

// Replaces %(name)s, %(name)d with width and zero flag, and %% in `text` as Python's % operator does. The error's
// detail says which name is unknown or which format is malformed, and what to write instead.
Result<std::string> expand(std::string_view text, const Expansions& names);

} // namespace halberd
