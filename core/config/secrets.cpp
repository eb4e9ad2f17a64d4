#include "core/config/secrets.hpp"

#include "core/config/ascii_case.hpp"
#include "core/config/similar_name.hpp"
#include "core/config/unicode_text.hpp"

#include <algorithm>
#include <array>

namespace halberd {
namespace {

constexpr std::array<std::string_view, 5> telling_parts{"pass", "pwd", "secret", "token", "env"};

bool is_in_capitals(std::string_view key) {
    const auto is_between = [](char first, char last) { return [=](char c) { return c >= first && c <= last; }; };
    return std::any_of(key.begin(), key.end(), is_between('A', 'Z')) &&
           std::none_of(key.begin(), key.end(), is_between('a', 'z'));
}

} // namespace

bool is_secret_key(std::string_view key) {
    const std::string name = lower_case(key);
    if (name == "environment_file") {
        return false; // only the file is secret
    }
    return is_in_capitals(key) || !similar_name(name, {"password", "environment"}).empty() ||
           std::any_of(telling_parts.begin(), telling_parts.end(),
                       [&](std::string_view part) { return name.find(part) != std::string::npos; });
}

std::string masked(std::string_view line, std::size_t visible) {
    return std::string(line.substr(0, visible)) + "***";
}

std::string masked_if_secret(std::string_view line) {
    const std::size_t indent = line.size() - strip_left(line).size();
    const std::size_t end = std::min(line.find_first_of(" \t=:", indent), line.size());
    return end < line.size() && is_secret_key(line.substr(indent, end - indent)) ? masked(line, end + 1)
                                                                                 : std::string(line);
}

} // namespace halberd
