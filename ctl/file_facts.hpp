#pragma once

#include <sys/types.h>

#include <optional>
#include <string>

namespace halberd::ctl {

// The name of a user, or the number where there is none.
std::string name_of_user(uid_t user);

// What a file is, whose, and its mode: "/run/x.sock is a socket of root:adm, mode 0700"; or why that cannot be known.
std::string describe_file(const std::string& path);

// The first folder above `path` that this process may not enter; empty when it may enter all of them.
std::string closed_folder_above(const std::string& path);

// The number that a file begins with; nothing when there is no such file, or no number.
std::optional<pid_t> pid_in_file(const std::string& path);

// Who runs a process; empty when there is none.
std::string owner_of_process(pid_t pid);

} // namespace halberd::ctl
