#pragma once

#include <string>
#include <vector>

namespace halberd {

// supervisord from its command line to its exit status: 0 after an orderly end, 2 when it could not start, with the
// reasons on standard error.
int run_supervisord(const std::string& program, const std::vector<std::string>& arguments);

} // namespace halberd
