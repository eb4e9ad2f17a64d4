#include "core/http/request_target.hpp"

#include "core/base/percent_encoding.hpp"

namespace halberd {

RequestTarget parse_target(std::string_view target) {
    target = target.substr(0, target.find('#'));
    if (const auto authority = target.find("://"); !target.starts_with('/') && authority != std::string_view::npos) {
        const auto path = target.find('/', authority + 3);
        target = path != std::string_view::npos ? target.substr(path) : std::string_view();
    }
    const auto question = target.find('?');
    RequestTarget parsed{percent_decode(target.substr(0, question)), {}};
    if (question != std::string_view::npos) {
        parsed.query = target.substr(question + 1);
    }
    if (!parsed.path.starts_with('/')) {
        parsed.path.insert(0, "/");
    }
    return parsed;
}

} // namespace halberd
