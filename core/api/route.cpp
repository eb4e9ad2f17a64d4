#include "core/api/route.hpp"

#include <algorithm>
#include <utility>

namespace halberd {
namespace {

// Takes the part up to the next slash.
std::string_view take_part(std::string_view& path) {
    const std::size_t end = std::min(path.find('/'), path.size());
    const std::string_view part = path.substr(0, end);
    path.remove_prefix(std::min(end + 1, path.size()));
    return part;
}

} // namespace

std::optional<std::vector<std::string>> match_path(std::string_view route, std::string_view path) {
    if (std::count(route.begin(), route.end(), '/') != std::count(path.begin(), path.end(), '/')) {
        return std::nullopt;
    }
    std::vector<std::string> names;
    while (!route.empty()) {
        const std::string_view wanted = take_part(route);
        const std::string_view part = take_part(path);
        if (!wanted.starts_with('{')) {
            if (wanted != part) {
                return std::nullopt;
            }
        } else if (part.empty()) {
            return std::nullopt;
        } else {
            names.emplace_back(part);
        }
    }
    return path.empty() ? std::optional(std::move(names)) : std::nullopt;
}

} // namespace halberd
