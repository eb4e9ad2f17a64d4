#pragma once

#include "core/config/diagnostics.hpp"
#include "core/config/ini_source.hpp"

namespace halberd {

// Completes findings about the files of `document` by what their places tell: the line of the file, with a secret value
// masked, and the section and the key that the line belongs to. What is set already stays.
void complete_places(const IniDocument& document, Diagnostics& diagnostics);

} // namespace halberd
