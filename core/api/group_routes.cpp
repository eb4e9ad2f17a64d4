#include "core/api/json_values.hpp"
#include "core/api/route.hpp"

#include <boost/json.hpp>

#include <array>

namespace halberd {
namespace {

namespace json = boost::json;

json::object describe_group(const Control& control, const std::string& group, const std::vector<Namespec>& members) {
    json::array processes;
    for (const Namespec& name : members) {
        if (const auto info = control.info(name)) {
            processes.push_back(to_json(*info));
        }
    }
    return {{"name", json_text(group)}, {"processes", std::move(processes)}};
}

void list_groups(const ApiCallPtr& call) {
    if (call->refused_parameters()) {
        return;
    }
    json::array made;
    for (const std::string& group : call->control().group_editor().group_names()) {
        if (const auto members = call->control().members(group)) {
            made.push_back(describe_group(call->control(), group, *members));
        }
    }
    call->answer(made);
}

void answer_group(const ApiCallPtr& call, int status) {
    const auto members = call->control().members(call->name());
    if (members) {
        call->answer(describe_group(call->control(), call->name(), *members), status);
    } else {
        call->refuse(Fault{FaultCode::BadName, call->name()});
    }
}

void get_group(const ApiCallPtr& call) {
    if (!call->refused_parameters()) {
        answer_group(call, 200);
    }
}

void add_group(const ApiCallPtr& call) {
    if (!call->refused_parameters()) {
        call->call("supervisor.addProcessGroup", {call->name()},
                   [call](const xmlrpc::Value&) { answer_group(call, 201); });
    }
}

void remove_group(const ApiCallPtr& call) {
    if (!call->refused_parameters()) {
        call->call("supervisor.removeProcessGroup", {call->name()}, [call](const xmlrpc::Value&) {
            call->answer(json::object{{"removed", true}});
        });
    }
}

void update_group(const ApiCallPtr& call) {
    if (!call->refused_parameters()) {
        call->call("halberd.updateProcessGroup", {call->name()},
                   [call](const xmlrpc::Value& processes) { call->answer(to_json(processes)); });
    }
}

constexpr std::array routes{
    Route{"GET", "/groups", &list_groups},
    Route{"GET", "/groups/{name}", &get_group},
    Route{"PUT", "/groups/{name}", &add_group},
    Route{"DELETE", "/groups/{name}", &remove_group},
    Route{"POST", "/groups/{name}/update", &update_group},
};

} // namespace

std::span<const Route> group_routes() {
    return routes;
}

} // namespace halberd
