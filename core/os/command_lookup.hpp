#pragma once

#include "core/base/error.hpp"

#include <string>

namespace halberd {

// Finds the file to execute for a program: as it is when it contains a slash, otherwise the first file of that name in
// the folders of `path_variable` (the PATH that the child will have; when empty: /bin, /usr/bin, /usr/local/bin), be it
// executable or not. Supervisor: process.py get_execv_args(), options.py check_execv_args().
//
// On failure the error's message is Supervisor's text, and errno_code is ENOENT when there is no such file, EISDIR when
// it is a folder, EACCES when it cannot be executed.
Result<std::string> find_command(const std::string& program, const std::string& path_variable);

} // namespace halberd
