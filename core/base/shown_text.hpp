#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace halberd {

// What somebody else wrote, for one line of a log: everything but plain ASCII is escaped, so that it cannot forge lines
// or speak to a terminal, and what is longer than `most` bytes is cut and ends in "...".
std::string shown_text(std::string_view text, std::size_t most = 200);

} // namespace halberd
