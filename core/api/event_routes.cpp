#include "core/api/event_query.hpp"
#include "core/api/event_stream.hpp"
#include "core/api/json_values.hpp"
#include "core/api/route.hpp"

#include <boost/json.hpp>

#include <array>
#include <cstdint>
#include <limits>

namespace halberd {
namespace {

namespace json = boost::json;

constexpr std::int64_t most_events = 10'000;
constexpr std::int64_t usual_events = 100;

void list_past_events(const ApiCallPtr& call) {
    EventFeed::Query query;
    query.selections = read_event_types(call);
    query.after =
        static_cast<std::uint64_t>(call->parameters().integer("after", 0, 0, std::numeric_limits<std::int64_t>::max()));
    query.most = static_cast<std::size_t>(call->parameters().integer("limit", usual_events, 1, most_events));
    if (call->refused_parameters()) {
        return;
    }
    json::array made;
    for (const EventFeed::Entry& entry : call->control().events().find(query)) {
        made.push_back(to_json(entry));
    }
    call->answer(made);
}

void send_event(const ApiCallPtr& call) {
    const std::string type = call->parameters().required_text("type");
    const std::string data = call->parameters().text("data");
    if (!call->refused_parameters()) {
        call->call("supervisor.sendRemoteCommEvent", {type, data}, [call](const xmlrpc::Value&) {
            call->answer(json::object{{"sent", true}}, 202);
        });
    }
}

void list_pools(const ApiCallPtr& call) {
    if (call->refused_parameters()) {
        return;
    }
    json::array made;
    for (const PoolInfo& pool : call->control().listener_pools()) {
        made.push_back(to_json(pool));
    }
    call->answer(made);
}

constexpr std::array routes{
    Route{"GET", "/events", &stream_events},
    Route{"POST", "/events", &send_event},
    Route{"GET", "/events/history", &list_past_events},
    Route{"GET", "/pools", &list_pools},
};

} // namespace

std::span<const Route> event_routes() {
    return routes;
}

} // namespace halberd
