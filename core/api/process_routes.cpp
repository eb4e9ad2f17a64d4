#include "core/api/json_values.hpp"
#include "core/api/route.hpp"
#include "sdk/xmlrpc/base64.hpp"

#include <boost/json.hpp>

#include <array>
#include <utility>

namespace halberd {
namespace {

namespace json = boost::json;

// What stands for all processes in the place of a name.
constexpr std::string_view every_process = "*";

// The process that the path names, or 404.
std::optional<ProcessInfo> find_process(const ApiCallPtr& call) {
    const Namespec name = parse_namespec(call->name());
    if (!name.names_group()) {
        if (auto info = call->control().info(name)) {
            return *std::move(info);
        }
    }
    call->refuse(Fault{FaultCode::BadName, call->name()});
    return std::nullopt;
}

void list_processes(const ApiCallPtr& call) {
    const std::string group = call->parameters().text("group");
    const std::string state = call->parameters().text("state");
    if (call->refused_parameters()) {
        return;
    }
    json::array made;
    for (const Namespec& name : call->control().processes()) {
        const auto info = call->control().info(name);
        if (info && (group.empty() || group == name.group) && (state.empty() || state == name_of(info->state))) {
            made.push_back(to_json(*info));
        }
    }
    call->answer(made);
}

void get_process(const ApiCallPtr& call) {
    if (call->refused_parameters()) {
        return;
    }
    if (const auto info = find_process(call)) {
        call->answer(to_json(*info));
    }
}

void explain_process(const ApiCallPtr& call) {
    if (call->refused_parameters() || !find_process(call)) {
        return;
    }
    call->answer(to_json(*call->control().explain(parse_namespec(call->name()))));
}

void list_usage(const ApiCallPtr& call) {
    if (call->refused_parameters()) {
        return;
    }
    call->control().usage([call](const UsageReport& report) {
        json::array made;
        for (const ProcessUsage& usage : report.processes) {
            made.push_back(to_json(usage));
        }
        call->answer(made);
    });
}

// Acts on what the path names: an answer for each process of a group or of all, the process itself otherwise.
struct Action {
    std::string_view one; // takes groups too
    std::string_view all;
    xmlrpc::Array arguments; // behind the name
    int status = 200;
};
void act(const ApiCallPtr& call, const Action& action) {
    if (call->name() == every_process) {
        call->call(action.all, action.arguments, [call, status = action.status](const xmlrpc::Value& outcomes) {
            call->answer(outcomes_to_json(outcomes), status);
        });
        return;
    }
    xmlrpc::Array arguments{call->name()};
    arguments.insert(arguments.end(), action.arguments.begin(), action.arguments.end());
    call->call(action.one, arguments, [call, status = action.status](const xmlrpc::Value& result) {
        if (result.is<xmlrpc::Array>()) {
            call->answer(outcomes_to_json(result), status);
        } else if (const auto info = find_process(call)) {
            call->answer(to_json(*info), status);
        }
    });
}

Action start_action(bool wait) {
    return {"supervisor.startProcess", "supervisor.startAllProcesses", {wait}, wait ? 200 : 202};
}

void start(const ApiCallPtr& call) {
    const bool wait = call->parameters().flag("wait", true);
    if (!call->refused_parameters()) {
        act(call, start_action(wait));
    }
}

void stop(const ApiCallPtr& call) {
    const bool wait = call->parameters().flag("wait", true);
    if (!call->refused_parameters()) {
        act(call, {"supervisor.stopProcess", "supervisor.stopAllProcesses", {wait}, wait ? 200 : 202});
    }
}

// Stops what runs of it, waits for that, and starts all of it.
void restart(const ApiCallPtr& call) {
    const bool wait = call->parameters().flag("wait", true);
    if (call->refused_parameters()) {
        return;
    }
    const bool is_all = call->name() == every_process;
    const xmlrpc::Array arguments = is_all ? xmlrpc::Array{true} : xmlrpc::Array{call->name(), true};
    call->call_or_fault(is_all ? "supervisor.stopAllProcesses" : "supervisor.stopProcess", arguments,
                        [call, wait](const Answer<xmlrpc::Value>& stopped) {
                            if (stopped || stopped.error().code == FaultCode::NotRunning) {
                                act(call, start_action(wait));
                            } else {
                                call->refuse(stopped.error());
                            }
                        });
}

void signal(const ApiCallPtr& call) {
    const std::string name = call->parameters().required_text("signal");
    if (!call->refused_parameters()) {
        act(call, {"supervisor.signalProcess", "supervisor.signalAllProcesses", {name}});
    }
}

void send_stdin(const ApiCallPtr& call) {
    std::string data = call->parameters().required_text("data");
    const std::string encoding = call->parameters().text("encoding", "utf-8");
    if (encoding == "base64") {
        const auto decoded = xmlrpc::decode_base64(data);
        if (!decoded) {
            call->parameters().refuse("data", "is not base64");
        }
        data = decoded.value_or("");
    } else if (encoding != "utf-8") {
        call->parameters().refuse("encoding", "must be utf-8 or base64");
    }
    if (call->refused_parameters()) {
        return;
    }
    call->call("supervisor.sendProcessStdin", {call->name(), xmlrpc::Binary{std::move(data)}},
               [call](const xmlrpc::Value&) {
                   if (const auto info = find_process(call)) {
                       call->answer(to_json(*info));
                   }
               });
}

constexpr std::array routes{
    Route{"GET", "/processes", &list_processes},
    Route{"GET", "/processes/{name}", &get_process},
    Route{"GET", "/processes/{name}/explanation", &explain_process},
    Route{"POST", "/processes/{name}/start", &start},
    Route{"POST", "/processes/{name}/stop", &stop},
    Route{"POST", "/processes/{name}/restart", &restart},
    Route{"POST", "/processes/{name}/signal", &signal},
    Route{"POST", "/processes/{name}/stdin", &send_stdin},
    Route{"GET", "/usage", &list_usage},
};

} // namespace

std::span<const Route> process_routes() {
    return routes;
}

} // namespace halberd
