#include "core/api/json_values.hpp"
#include "core/api/route.hpp"
#include "core/rpc/supervisor_methods.hpp"

#include <boost/json.hpp>

#include <array>

namespace halberd {
namespace {

namespace json = boost::json;

json::object describe_daemon(const Control& control) {
    return {{"identifier", json_text(control.identifier())},
            {"state", name_of(control.state())},
            {"statecode", static_cast<int>(control.state())},
            {"pid", control.pid()},
            {"supervisor_version", compatible_supervisor_version}};
}

void get_index(const ApiCallPtr& call) {
    if (!call->refused_parameters()) {
        call->answer(json::object{{"daemon", describe_daemon(call->control())}, {"openapi", "/api/v1/openapi.json"}});
    }
}

void get_daemon(const ApiCallPtr& call) {
    if (!call->refused_parameters()) {
        call->answer(describe_daemon(call->control()));
    }
}

// Asks the daemon to end or to begin anew: 202, as that takes its time.
void ask(const ApiCallPtr& call, std::string_view method) {
    if (!call->refused_parameters()) {
        call->call(method, {}, [call](const xmlrpc::Value&) { call->answer(describe_daemon(call->control()), 202); });
    }
}

void shut_down(const ApiCallPtr& call) {
    ask(call, "supervisor.shutdown");
}

void restart(const ApiCallPtr& call) {
    ask(call, "supervisor.restart");
}

constexpr std::array routes{
    Route{"GET", "/", &get_index},
    Route{"GET", "/daemon", &get_daemon},
    Route{"POST", "/daemon/shutdown", &shut_down},
    Route{"POST", "/daemon/restart", &restart},
};

} // namespace

std::span<const Route> daemon_routes() {
    return routes;
}

} // namespace halberd
