#pragma once

#include "core/api/api_call.hpp"

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace halberd {

// One operation of the API. A part {name} of the path stands for anything but a slash; a fixed part wins over it.
struct Route {
    std::string_view method;
    std::string_view path; // behind /api/v1: "/processes/{name}/start"
    void (*run)(const ApiCallPtr& call);
};

// What {name}s of a route's path stand for in `path`; nothing when it is another path.
std::optional<std::vector<std::string>> match_path(std::string_view route, std::string_view path);

// The operations by topic.
std::span<const Route> daemon_routes();
std::span<const Route> process_routes();
std::span<const Route> log_routes();
std::span<const Route> group_routes();
std::span<const Route> config_routes();
std::span<const Route> event_routes();

} // namespace halberd
