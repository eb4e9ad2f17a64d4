#include "core/config/event_selections.hpp"
#include "core/rpc/halberd_methods.hpp"
#include "core/rpc/process_info.hpp"
#include "core/rpc/struct_writer.hpp"
#include "core/rpc/supervisor_namespace.hpp"

#include <algorithm>
#include <chrono>
#include <string>
#include <utility>

namespace halberd {
namespace {

// So many events are no answer that anybody reads at once, and still one of some megabytes.
constexpr std::int64_t most_events = 10'000;

// A client that has gone is found out at the latest then.
constexpr std::int64_t longest_patience = 60;

// The arguments that both methods begin with: the selection, as events= has it, and the id of the last known event.
Answer<EventFeed::Query> query_of(const EventFeed& events, const Arguments& arguments) {
    const auto text = arguments.text(0);
    const auto after = arguments.integer(1);
    if (!text || !after || *after < 0) {
        return fault(FaultCode::IncorrectParameters);
    }
    EventFeed::Query query;
    query.after = static_cast<std::uint64_t>(*after);
    if (!text->empty()) {
        auto selections = parse_event_selections(*text, events.type_names());
        if (!selections) {
            return fault(FaultCode::BadArguments, selections.error().reason + " (" + selections.error().hint + ")");
        }
        query.selections = *std::move(selections);
    }
    return query;
}

Rendered render_entries(const EventFeed::Entries& entries) {
    std::string xml = "<value><array><data>\n";
    for (const EventFeed::Entry& entry : entries) {
        StructWriter writer(xml);
        writer.integer("id", static_cast<std::int64_t>(entry.id));
        writer.integer("at", seconds_of(entry.at));
        writer.integer("milliseconds", milliseconds_of(entry.at));
        writer.text("event", entry.type);
        writer.text("payload", entry.payload);
    }
    return Rendered{xml + "</data></array></value>\n"};
}

MethodAnswer get_events(Control& control, const Arguments& arguments) {
    auto query = query_of(control.events(), arguments);
    const auto most = arguments.integer(2);
    if (!query || !most || *most < 0) {
        return query ? fault(FaultCode::IncorrectParameters) : tl::unexpected<Fault>(query.error());
    }
    query->most = static_cast<std::size_t>(std::min(*most, most_events));
    return render_entries(control.events().find(*query));
}

void wait_for_events(Control& control, const Arguments& arguments, const MethodReply& reply) {
    auto query = query_of(control.events(), arguments);
    const auto patience = arguments.integer(2);
    if (!query || !patience || *patience < 0) {
        reply(query ? fault(FaultCode::IncorrectParameters) : tl::unexpected<Fault>(query.error()));
        return;
    }
    control.events().wait(*std::move(query), std::chrono::seconds(std::min(*patience, longest_patience)),
                          [reply](const EventFeed::Entries& entries) { reply(render_entries(entries)); });
}

Rendered render_pools(const Control& control) {
    const auto number = [](auto count) { return static_cast<std::int64_t>(count); };
    std::string xml = "<value><array><data>\n";
    for (const PoolInfo& pool : control.listener_pools()) {
        StructWriter writer(xml);
        writer.text("name", pool.name);
        writer.integer("accepted", number(pool.accepted));
        writer.integer("delivered", number(pool.delivered));
        writer.integer("rejected", number(pool.rejected));
        writer.integer("discarded", number(pool.discarded));
        writer.integer("under_way", number(pool.under_way));
        writer.integer("buffered", number(pool.buffered));
        writer.integer("buffer_size", number(pool.buffer_size));
        if (pool.oldest) {
            writer.integer("oldest", seconds_of(*pool.oldest));
        }
        writer.text("delivery", pool.durable ? "durable" : "memory");
        if (pool.durable) {
            writer.text("delivery_file", pool.durable->file);
            writer.integer("restored", number(pool.durable->restored));
            writer.integer("buffered_bytes", number(pool.durable->buffered_bytes));
            writer.integer("buffer_bytes", number(pool.durable->buffer_bytes));
            writer.integer("disk_bytes", number(pool.durable->disk_bytes));
            writer.integer("unwritten", number(pool.durable->unwritten));
            writer.text("trouble", pool.durable->trouble);
        }
    }
    return Rendered{xml + "</data></array></value>\n"};
}

} // namespace

void add_event_methods(MethodTable& methods, Control& control) {
    methods.add("halberd.getEvents",
                Method{Role::Read,
                       "The last events that the daemon has in memory, whoever subscribed to them; oldest first.\n\n"
                       "@param string selection types of events as events= has them, with commas; empty: all\n"
                       "@param int after only those with a higher id; 0: all\n"
                       "@param int most the last so many of them\n"
                       "@return array a struct for each, with id, at (seconds since 1970), milliseconds (of that\n"
                       "second), event (its type) and payload (as listeners get it)\n",
                       exactly(3), [&control](const Arguments& arguments, const MethodReply& reply) {
                           reply(get_events(control, arguments));
                       }});

    methods.add("halberd.waitForEvents",
                Method{Role::Read,
                       "Waits until there is an event, and answers like getEvents.\n\n"
                       "@param string selection types of events as events= has them, with commas; empty: all\n"
                       "@param int after only those with a higher id, which may have happened already\n"
                       "@param int patience seconds after which the answer is empty; at most 60\n"
                       "@return array as getEvents\n",
                       exactly(3), [&control](const Arguments& arguments, MethodReply reply) {
                           if (is_going_down(control)) {
                               reply(fault(FaultCode::ShutdownState));
                           } else {
                               wait_for_events(control, arguments, reply);
                           }
                       }});

    methods.add(
        "halberd.getListenerPools",
        Method{Role::Read,
               "How the pools of event listeners fare: counts since the daemon's start or reload.\n\n"
               "@return array a struct for each pool, with name, accepted, delivered, rejected, discarded\n"
               "(lost because its buffer was full), under_way (a listener has not answered yet), buffered,\n"
               "buffer_size, delivery (memory or durable), and, when events wait in the buffer, oldest (when it\n"
               "happened, seconds since 1970). A durable pool, whose buffer_size is 0, also has delivery_file,\n"
               "restored (events found in the file), buffered_bytes, buffer_bytes, disk_bytes (size of the file),\n"
               "unwritten (events that are not on disk yet) and trouble (why not; empty when all is well)\n",
               exactly(0), [&control](const Arguments&, const MethodReply& reply) { reply(render_pools(control)); }});
}

} // namespace halberd
