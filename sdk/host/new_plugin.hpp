#pragma once

#include <filesystem>
#include <string>
#include <tl/expected.hpp>

namespace halberd {

// Makes the folder `target` with a plugin called `name` that builds, passes its tests and runs: a copy of the folder
// `templates`, in which the template's own name is replaced. A name is lower-case letters, digits, "-" and "_", with a
// letter first. A folder that exists has to be empty; nothing is overwritten.
//
// The error says what was in the way.
tl::expected<void, std::string> make_new_plugin(const std::filesystem::path& templates, const std::string& name,
                                                const std::filesystem::path& target);

// Where an installation, or a build tree, has the template: beside the folder of the program that runs.
std::filesystem::path installed_template();

} // namespace halberd
