#include "plugins/shared/alert/notice.hpp"

namespace halberd::alert {

std::string shown_name(const std::string& topic) {
    const std::size_t colon = topic.find(':');
    const bool is_alike = colon != std::string::npos && topic.substr(0, colon) == topic.substr(colon + 1);
    return is_alike ? topic.substr(colon + 1) : topic;
}

} // namespace halberd::alert
