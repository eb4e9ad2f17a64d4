#pragma once

#include "core/base/unique_fd.hpp"

#include <sys/types.h>

#include <string>

namespace halberd {

// What a log is written to may be no file: /dev/stdout, a FIFO, a terminal, a socket as systemd gives. These functions
// know the difference.

// Opens a path for writing at its end, without ever waiting for somebody: not for the reader of a FIFO either.
// `extra_flags` are added to those of open(2), `mode` is for a file that is created. Not open, with errno set, when
// that fails.
UniqueFd open_log_target(const std::string& path, int extra_flags, mode_t mode);

// The path is a name of a descriptor that this process has, such as /dev/stdout or /dev/fd/1, or a link to such a name,
// as images have them in the place of log files.
bool names_own_descriptor(const std::string& path);

// "a FIFO", "a pipe", "a terminal", "a socket", "a device"; "no log file of its own" for what is a file nevertheless.
std::string kind_of_target(int fd, const std::string& path);

} // namespace halberd
