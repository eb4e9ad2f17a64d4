#pragma once

#include <string>
#include <string_view>

namespace halberd {

// What of a configuration must not be shown: not in a log, not in an answer, not on a terminal.

// True when the value of `key`, as it is written in a file, may hold a secret: password= and environment=, what looks
// like a slip of the pen for one of them, and a name in capitals, which is a variable of an environment= that the line
// was to continue.
bool is_secret_key(std::string_view key);

// `line` with what stands behind its first `visible` bytes replaced by "***".
std::string masked(std::string_view line, std::size_t visible);

// A line that is no entry, or not known to be one: masked behind its first word when that is a secret key.
std::string masked_if_secret(std::string_view line);

} // namespace halberd
