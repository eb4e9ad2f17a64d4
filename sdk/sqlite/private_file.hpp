#pragma once

#include <string>
#include <tl/expected.hpp>

namespace halberd {

// Makes an empty file of mode 0600 unless there is one, so that SQLite finds one that nobody else may read; its log
// gets the same mode from it. The error is a phrase that begins with the path: what is there is no plain file (then
// `no_file` follows), it belongs to another user, or can't be made. An existing file is not opened: closing it would
// release SQLite's locks in this process.
tl::expected<void, std::string> make_private_file(const std::string& path, const std::string& no_file);

// Waits until the names in a folder are on the disk.
void synchronise_folder(const std::string& folder);

} // namespace halberd
