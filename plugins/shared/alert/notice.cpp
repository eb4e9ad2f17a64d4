#include "plugins/shared/alert/notice.hpp"

namespace halberd::alert {

std::string shown_name(const std::string& process) {
    const std::size_t colon = process.find(':');
    const bool is_alike = colon != std::string::npos && process.substr(0, colon) == process.substr(colon + 1);
    return is_alike ? process.substr(colon + 1) : process;
}

} // namespace halberd::alert
