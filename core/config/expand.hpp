#pragma once

#include "core/base/error.hpp"

#include <map>
#include <string>
#include <string_view>
#include <variant>

namespace halberd {

// What a name stands for; a number only for process_num and numprocs.
using Expansion = std::variant<std::string, long>;

// The names that %(name)s and %(name)02d may use.
using Expansions = std::map<std::string, Expansion, std::less<>>;

// Replaces %(name)s, %(name)d with width and zero flag, and %% in `text` as Python's % operator does. Beyond that,
// %(ENV_X:-text)s is `text`, itself expanded, where ENV_X is unknown or empty. The error's detail says which name is
// unknown or which format is malformed, and what to write instead.
Result<std::string> expand(std::string_view text, const Expansions& names);

} // namespace halberd
