#pragma once

#include <string>
#include <tl/expected.hpp>
#include <vector>

namespace halberd::alert {

// The lines of a file that holds secrets; `name` says which file it is: "the credentials file". The error, a phrase
// with the path, says that it can't be read, or that others may read it.
tl::expected<std::vector<std::string>, std::string> read_private_lines(const std::string& name,
                                                                       const std::string& path);

} // namespace halberd::alert
