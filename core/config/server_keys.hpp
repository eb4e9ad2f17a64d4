#pragma once

#include "core/config/program_table.hpp"
#include "core/config/section_reader.hpp"
#include "core/config/server_options.hpp"

#include <string_view>
#include <vector>

namespace halberd {

// The keys of [supervisord].
std::vector<std::string_view> supervisord_key_names();

// [supervisord], under the values of the command line.
ServerOptions read_supervisord_section(const ReadContext& context, const IniSection& section,
                                       const CommandLineOverrides& overrides);

} // namespace halberd
