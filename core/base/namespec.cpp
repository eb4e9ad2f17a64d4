#include "core/base/namespec.hpp"

#include <fnmatch.h>

namespace halberd {
namespace {

bool matches(const std::string& pattern, const std::string& text) {
    return ::fnmatch(pattern.c_str(), text.c_str(), 0) == 0;
}

} // namespace

Namespec parse_namespec(std::string_view text) {
    const auto colon = text.find(':');
    if (colon == std::string_view::npos) {
        return {std::string(text), std::string(text)};
    }
    const std::string_view process = text.substr(colon + 1);
    return {std::string(text.substr(0, colon)), process == "*" ? std::string() : std::string(process)};
}

std::string to_string(const Namespec& name) {
    if (name.names_group()) {
        return name.group + ":*";
    }
    return name.group == name.process ? name.process : name.group + ":" + name.process;
}

bool fits(const std::string& pattern, const Namespec& process) {
    if (pattern.find(':') != std::string::npos) {
        return matches(pattern, process.group + ":" + process.process);
    }
    return matches(pattern, process.process) || matches(pattern, process.group);
}

} // namespace halberd
