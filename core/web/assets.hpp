#pragma once

#include <string_view>

namespace halberd {

// A file of core/web/assets/, built into the program.
struct Asset {
    std::string_view name; // "halberd.css"
    std::string_view content_type;
    std::string_view bytes;
};

// The asset of that name, or nullptr.
const Asset* find_asset(std::string_view name);

} // namespace halberd
