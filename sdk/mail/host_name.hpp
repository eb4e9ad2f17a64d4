#pragma once

#include <string>

namespace halberd::mail {

// This machine's name as gethostname() gives it, or "localhost" when it gives none.
std::string host_name();

} // namespace halberd::mail
