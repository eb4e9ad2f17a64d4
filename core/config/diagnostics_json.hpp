#pragma once

#include "core/config/diagnostics.hpp"

#include <string>

namespace halberd {

enum class FindingsFormat { Text, Json };

// What `supervisord --check-config` and `supervisorctl lint` print about `file`: each finding for a reader and a last
// line "FILE: 2 errors, 1 warning", or one line with a JSON object
//
//     {"file", "errors", "warnings", "findings": [{"severity", "code", "file", "line", "column", "section", "key",
//                                                  "message", "hint"}]}
//
// where line and column are null when they are not known, and code, section, key and hint are left out when there is
// none.
std::string format_findings(const std::string& file, const Diagnostics& diagnostics, FindingsFormat format);

} // namespace halberd
