#include "core/config/path_values.hpp"

#include "core/config/account_table.hpp"
#include "core/config/ascii_case.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>

namespace halberd {
namespace {

// Python: os.path.expanduser(). An unknown user leaves the text as it is.
std::string expand_user(std::string_view text, const ConfigEnvironment& environment) {
    if (!text.starts_with('~')) {
        return std::string(text);
    }
    const std::size_t slash = std::min(text.find('/'), text.size());
    const std::string user(text.substr(1, slash - 1));
    const auto home_variable = environment.variables.find("HOME");
    const bool has_variable = user.empty() && home_variable != environment.variables.end();
    std::string home = has_variable ? home_variable->second : home_directory(user);
    if (home.empty()) {
        return std::string(text);
    }
    while (home.size() > 1 && home.ends_with('/')) {
        home.pop_back();
    }
    return home + std::string(text.substr(slash));
}

} // namespace

bool is_directory(const std::string& path) {
    std::error_code ignored;
    return std::filesystem::is_directory(path, ignored);
}

std::string absolute_path(const std::string& path, const std::string& base) {
    std::string normal = (std::filesystem::path(base) / path).lexically_normal().string();
    while (normal.size() > 1 && normal.ends_with('/')) {
        normal.pop_back();
    }
    return normal;
}

std::string normalize_path(std::string_view text, const ValueContext& context) {
    return absolute_path(expand_user(text, context.environment), context.base_directory);
}

std::string directory_of(const std::string& path) {
    const std::size_t slash = path.rfind('/');
    if (slash == std::string::npos) {
        return ".";
    }
    return slash == 0 ? "/" : path.substr(0, slash);
}

Parsed<std::string> parse_path(std::string_view text, const ValueContext& context) {
    if (text.empty()) {
        return bad_value("the path is empty");
    }
    return normalize_path(text, context);
}

Parsed<std::string> parse_file(std::string_view text, const ValueContext& context) {
    auto path = parse_path(text, context);
    if (path && !is_directory(directory_of(*path))) {
        return bad_value(fmt::format("The directory named as part of the path {} does not exist", text),
                         "create it: mkdir -p " + directory_of(*path));
    }
    return path;
}

Parsed<std::string> parse_activity_log(std::string_view text, const ValueContext& context) {
    if (text == "syslog") {
        return std::string(text);
    }
    return parse_file(text, context);
}

Parsed<std::string> parse_directory(std::string_view text, const ValueContext& context) {
    auto path = parse_path(text, context);
    if (path && !is_directory(*path)) {
        return bad_value(fmt::format("{} is not an existing directory", text), "create it: mkdir -p " + *path);
    }
    return path;
}

Parsed<std::optional<std::string>> parse_optional_directory(std::string_view text, const ValueContext& context) {
    return parse_directory(text, context).map([](std::string path) { return std::optional(std::move(path)); });
}

Parsed<std::vector<std::string>> parse_optional_files(std::string_view text, const ValueContext& context) {
    std::vector<std::string> files;
    for (const std::string_view word : words_between_commas(text)) {
        const std::string_view mark = word.starts_with('-') ? "-" : "";
        auto path = parse_path(word.substr(mark.size()), context);
        if (!path) {
            return bad_value("one of the files has no name",
                             "write FILE, or FILE,FILE; -FILE for one that may be missing", offset_in(text, word));
        }
        files.push_back(std::string(mark) + *path);
    }
    return files;
}

Parsed<std::vector<std::string>> parse_search_path(std::string_view text, const ValueContext& context) {
    std::vector<std::string> folders;
    for (std::size_t start = 0; start <= text.size();) {
        const std::size_t colon = std::min(text.find(':', start), text.size());
        if (colon > start) {
            folders.push_back(normalize_path(text.substr(start, colon - start), context));
        }
        start = colon + 1;
    }
    return folders;
}

bool is_syslog_name(std::string_view text) {
    return equals_ignoring_case(text, "syslog");
}

Parsed<LogDestination> parse_log_destination(std::string_view text, const ValueContext& context) {
    using Target = LogSpec::Target;
    if (text.empty() || equals_ignoring_case(text, "none") || equals_ignoring_case(text, "off")) {
        return LogDestination{Target::None, "", false};
    }
    if (equals_ignoring_case(text, "auto")) {
        return LogDestination{Target::Auto, "", false};
    }
    if (is_syslog_name(text)) {
        return LogDestination{Target::None, "", true};
    }
    return parse_file(text, context).map([](std::string path) {
        return LogDestination{Target::File, std::move(path), false};
    });
}

} // namespace halberd
