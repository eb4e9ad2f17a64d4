#pragma once

#include "core/config/diagnostics.hpp"
#include "core/config/ini_source.hpp"

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace halberd {

// Says which sections and keys of `document` have no meaning. Supervisor ignores both without a word. Here an unknown
// key is a warning that names the most similar known one. An unknown section whose name looks like a slip of the pen is
// an error, since the program that it means would not run; one that resembles none of ours is a warning, since other
// tools may share the file.
void check_sections(const IniDocument& document, Diagnostics& diagnostics);

// The keys that have a meaning, by the title of their section: "supervisord", or "program:" for [program:x]. Sections
// whose keys are a plugin's own have none; [program-default] has those of "program:", and is left out.
std::map<std::string, std::vector<std::string_view>> known_keys();

} // namespace halberd
