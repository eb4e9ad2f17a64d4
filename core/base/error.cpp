#include "core/base/error.hpp"

#include <cstring>

namespace halberd {

std::string Error::message() const {
    if (step.empty() && !detail.empty()) {
        return detail;
    }
    std::string text = step;
    if (!detail.empty()) {
        text += " " + detail;
    }
    if (errno_code != 0) {
        text += text.empty() ? "" : ": ";
        text += errno_text(errno_code);
    }
    return text;
}

tl::unexpected<Error> failure(std::string step, std::string detail) {
    return tl::unexpected<Error>(Error{std::move(step), 0, std::move(detail)});
}

tl::unexpected<Error> system_failure(std::string step, int errno_code, std::string detail) {
    return tl::unexpected<Error>(Error{std::move(step), errno_code, std::move(detail)});
}

std::string errno_name(int errno_code) {
    const char* name = strerrorname_np(errno_code);
    return name != nullptr ? name : std::to_string(errno_code);
}

std::string errno_text(int errno_code) {
    const char* text = strerrordesc_np(errno_code);
    return text != nullptr ? text : "Unknown error " + std::to_string(errno_code);
}

} // namespace halberd
