#include "core/config/search_path.hpp"

#include <filesystem>

namespace halberd {

std::vector<std::string> configuration_search_path(const std::string& program_path) {
    const std::filesystem::path prefix = std::filesystem::path(program_path).parent_path().parent_path();
    return {(prefix / "etc/supervisord.conf").string(),
            (prefix / "supervisord.conf").string(),
            "supervisord.conf",
            "etc/supervisord.conf",
            "/etc/supervisord.conf",
            "/etc/supervisor/supervisord.conf"};
}

} // namespace halberd
