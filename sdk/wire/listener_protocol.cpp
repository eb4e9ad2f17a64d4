#include "sdk/wire/listener_protocol.hpp"

namespace halberd::wire {

std::string format_result(std::string_view result) {
    std::string text(result_token);
    text += std::to_string(result.size());
    text += '\n';
    text += result;
    return text;
}

} // namespace halberd::wire
