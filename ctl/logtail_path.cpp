#include "ctl/logtail_path.hpp"

#include "core/base/percent_encoding.hpp"

namespace halberd::ctl {

std::string logtail_path(std::string_view process, std::string_view channel) {
    std::string path = "/logtail/";
    // The colon between group and process may stay as it is, so the path can be read in messages.
    if (const auto colon = process.find(':'); colon != std::string_view::npos) {
        path += percent_encode(process.substr(0, colon)) + ':';
        process.remove_prefix(colon + 1);
    }
    path += percent_encode(process) + '/';
    path += channel;
    return path;
}

} // namespace halberd::ctl
