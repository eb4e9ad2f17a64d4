#include "core/config/include_files.hpp"

#include "core/config/expand.hpp"
#include "core/config/path_values.hpp"
#include "core/config/section_reader.hpp"

#include <fmt/format.h>
#include <glob.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <optional>
#include <sstream>
#include <utility>

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

// Reads what [include] names, be it in the main file or in one that was itself included.
class Inclusion {
 public:
    Inclusion(const ConfigEnvironment& environment, IniDocument& document, Diagnostics& diagnostics)
        : environment_(environment), document_(document), diagnostics_(diagnostics) {}

    // Reads the files that [include] of `file` names, and what these include, each right after the file that names it.
    void follow(const std::string& file) {
        const auto setting = files_setting(file);
        if (!setting) {
            return;
        }
        Expansions names = common_names(environment_);
        const std::string folder = directory_of(file);
        names["here"] = folder;
        const auto patterns = expand(setting->value, names);
        if (!patterns) {
            const BadValue& bad = patterns.error();
            diagnostics_.error(setting->place_of(bad.offset), about("include", "files") + bad.reason, bad.hint);
            return;
        }
        open_.push_back(file);
        std::istringstream words(*patterns);
        for (std::string word; words >> word;) {
            read_matches((std::filesystem::path(folder) / word).string(), setting->place_of(0));
        }
        open_.pop_back();
    }

    std::vector<std::string> files() && { return std::move(files_); }

 private:
    // files= as `file` has it: the sections of all files are one in the document. A copy, since reading moves entries.
    std::optional<IniEntry> files_setting(const std::string& file) const {
        const IniSection* section = document_.find("include");
        if (section == nullptr) {
            return std::nullopt;
        }
        const auto& entries = section->entries;
        const auto found = std::find_if(entries.rbegin(), entries.rend(), [&](const IniEntry& entry) {
            return entry.key == "files" && entry.origin.file == file;
        });
        return found != entries.rend() ? std::optional(*found) : std::nullopt;
    }

    void read_matches(const std::string& pattern, const Origin& origin) {
        const std::vector<std::string> paths = matches(pattern);
        if (paths.empty()) {
            diagnostics_.warning(origin, fmt::format("[include] No file matches via include \"{}\"", pattern));
        }
        for (const std::string& path : paths) {
            if (!is_readable_file(path)) {
                diagnostics_.warning(origin, fmt::format("[include] {} cannot be read and is left out", path));
            } else if (is_open(path)) {
                diagnostics_.warning(origin, fmt::format("[include] {} includes itself and is not read again", path),
                                     "take it out of files=");
            } else {
                read_ini_file(path, document_, diagnostics_);
                files_.push_back(path);
                follow(path);
            }
        }
    }

    // The file is one of those whose [include] is being followed; its name may differ.
    bool is_open(const std::string& path) const {
        return std::any_of(open_.begin(), open_.end(), [&](const std::string& open) {
            std::error_code ignored;
            return std::filesystem::equivalent(open, path, ignored);
        });
    }

    const ConfigEnvironment& environment_;
    IniDocument& document_;
    Diagnostics& diagnostics_;
    std::vector<std::string> open_;  // from the main file to the one that is being followed
    std::vector<std::string> files_; // read so far
};

} // namespace

std::vector<std::string> read_included_files(const std::string& main_file, const ConfigEnvironment& environment,
                                             IniDocument& document, Diagnostics& diagnostics) {
    const IniSection* section = document.find("include");
    if (section != nullptr && section->find("files") == nullptr) {
        if (section->is_damaged) {
            return {}; // files= may stand in the line that could not be read
        }
        diagnostics.error(section->origin, "[include] the section has no files setting",
                          "add files=, such as files = conf.d/*.ini");
        return {};
    }
    Inclusion inclusion(environment, document, diagnostics);
    inclusion.follow(main_file);
    return std::move(inclusion).files();
}

} // namespace halberd
