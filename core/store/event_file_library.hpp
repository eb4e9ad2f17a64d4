#pragma once

#include "core/store/event_file.hpp"

#include <string>

namespace halberd {

// Where the shared object of event_file.hpp is: lib/halberd/event_file.so beside the folder of this program.
std::string event_file_library();

// Makes files with the shared object `library`, which is loaded when the first is made, and stays loaded. Its trouble
// says what is wrong with `library`.
MakeEventFile event_files_of(std::string library);

} // namespace halberd
