#include "core/os/system_log.hpp"

#include <syslog.h>

namespace halberd {

void write_to_system_log(const std::string& name, std::string_view text) {
    const char* const separator = name.empty() ? "" : " ";
    while (!text.empty()) {
        const auto end = text.find('\n');
        const std::string_view line = text.substr(0, end);
        ::syslog(LOG_USER | LOG_INFO, "%s%s%.*s", name.c_str(), separator, static_cast<int>(line.size()), line.data());
        text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    }
}

} // namespace halberd
