#include "core/api/config_update.hpp"
#include "core/api/json_values.hpp"
#include "core/api/route.hpp"

#include <boost/json.hpp>

#include <array>

namespace halberd {
namespace {

namespace json = boost::json;

void answer_with(const ApiCallPtr& call, std::string_view method) {
    if (!call->refused_parameters()) {
        call->call(method, {}, [call](const xmlrpc::Value& result) { call->answer(to_json(result)); });
    }
}

void list_programs(const ApiCallPtr& call) {
    answer_with(call, "supervisor.getAllConfigInfo");
}

void plan(const ApiCallPtr& call) {
    answer_with(call, "halberd.plan");
}

void reread(const ApiCallPtr& call) {
    if (call->refused_parameters()) {
        return;
    }
    call->call("supervisor.reloadConfig", {}, [call](const xmlrpc::Value& result) {
        const json::value changes = to_json(result); // [[added, changed, removed]]
        const json::array& lists = changes.as_array().at(0).as_array();
        call->answer(json::object{{"added", lists.at(0)}, {"changed", lists.at(1)}, {"removed", lists.at(2)}});
    });
}

constexpr std::array routes{
    Route{"GET", "/config/programs", &list_programs},
    Route{"GET", "/config/plan", &plan},
    Route{"POST", "/config/reread", &reread},
    Route{"POST", "/config/update", &update_configuration},
};

} // namespace

std::span<const Route> config_routes() {
    return routes;
}

} // namespace halberd
