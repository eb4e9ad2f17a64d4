#include "core/config/include_files.hpp"

#include "core/config/expand.hpp"
#include "core/config/path_values.hpp"
#include "core/config/section_reader.hpp"

#include <fmt/format.h>
#include <glob.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <sstream>

namespace halberd {
namespace {

// The paths that a shell pattern matches, in the order of their bytes.
std::vector<std::string> matches(const std::string& pattern) {
    glob_t found{};
    std::vector<std::string> paths;
    if (glob(pattern.c_str(), GLOB_NOSORT | GLOB_NOESCAPE, nullptr, &found) == 0) {
        paths.assign(found.gl_pathv, found.gl_pathv + found.gl_pathc);
    }
    globfree(&found);
    std::sort(paths.begin(), paths.end());
    return paths;
}

bool is_readable_file(const std::string& path) {
    std::error_code ignored;
    return !std::filesystem::is_directory(path, ignored) && access(path.c_str(), R_OK) == 0;
}

void warn_of_nested_includes(const IniDocument& document, const std::string& main_file, Diagnostics& diagnostics) {
    const IniSection* section = document.find("include");
    if (section == nullptr) {
        return;
    }
    for (const IniEntry& entry : section->entries) {
        if (entry.origin.file != main_file) {
            diagnostics.warning(entry.origin, "[include] in an included file is ignored",
                                "name the files in [include] of the main file");
        }
    }
}

} // namespace

std::vector<std::string> read_included_files(const std::string& main_file, const ConfigEnvironment& environment,
                                             IniDocument& document, Diagnostics& diagnostics) {
    const IniSection* section = document.find("include");
    if (section == nullptr) {
        return {};
    }
    const IniEntry* entry = section->find("files");
    if (entry == nullptr) {
        diagnostics.error(section->origin, "[include] the section has no files setting",
                          "add files=, such as files = conf.d/*.ini");
        return {};
    }
    const std::string folder = directory_of(main_file);
    Expansions names = common_names(environment);
    names["here"] = folder;
    const auto patterns = expand(entry->value, names);
    if (!patterns) {
        diagnostics.error(entry->origin, about("include", "files") + patterns.error().detail);
        return {};
    }
    const Origin origin = entry->origin; // reading files moves the entry
    const std::string main_name = origin.file;
    std::vector<std::string> files;
    std::istringstream words(*patterns);
    for (std::string word; words >> word;) {
        const std::string pattern = (std::filesystem::path(folder) / word).string();
        const std::vector<std::string> paths = matches(pattern);
        if (paths.empty()) {
            diagnostics.warning(origin, fmt::format("[include] No file matches via include \"{}\"", pattern));
        }
        for (const std::string& path : paths) {
            if (is_readable_file(path)) {
                read_ini_file(path, document, diagnostics);
                files.push_back(path);
            } else {
                diagnostics.warning(origin, fmt::format("[include] {} cannot be read and is left out", path));
            }
        }
    }
    warn_of_nested_includes(document, main_name, diagnostics);
    return files;
}

} // namespace halberd
