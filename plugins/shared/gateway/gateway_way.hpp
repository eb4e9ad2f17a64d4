#pragma once

#include "plugins/shared/alert/way.hpp"
#include "plugins/shared/gateway/settings.hpp"

#include <string>
#include <vector>

namespace halberd::gateway {

// To whom and from whom alerts go.
struct Envelope {
    std::vector<std::string> to; // one post each
    std::string from;
};

// By a gateway, which is posted the fields of an alert; its subject is what people read in a list of what waits.
// `known` has a value for each name that a template may have. Throws as open_gateway().
alert::Way gateway_way(const Host& host, const std::string& plugin, const Settings& settings, const Fields& known,
                       Envelope envelope);

} // namespace halberd::gateway
