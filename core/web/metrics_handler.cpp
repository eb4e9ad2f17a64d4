#include "core/web/metrics_handler.hpp"

#include "core/rpc/process_info.hpp"
#include "core/web/exposition.hpp"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

namespace halberd {
namespace {

void expose_processes(const Control& control, Exposition& out) {
    std::vector<ProcessInfo> processes;
    for (const Namespec& name : control.processes()) {
        if (auto info = control.info(name)) {
            processes.push_back(*std::move(info));
        }
    }
    const auto each = [&](const auto& value) {
        for (const ProcessInfo& info : processes) {
            out.sample({{"group", info.name.group}, {"process", info.name.process}}, value(info));
        }
    };
    out.gauge("halberd_process_up", "1 while the process is RUNNING.");
    each([](const ProcessInfo& info) { return info.state == ProcessState::Running ? 1 : 0; });
    out.gauge("halberd_process_state", "State of the process as Supervisor numbers it: 20 is RUNNING, 200 FATAL.");
    each([](const ProcessInfo& info) { return static_cast<int>(info.state); });
    out.gauge("halberd_process_start_time_seconds", "When it was last started, in seconds since 1970; 0: never.");
    each([](const ProcessInfo& info) { return seconds_of(info.started); });
    out.gauge("halberd_process_exit_status", "Exit status of its last end; -1 after a death by signal.");
    each([](const ProcessInfo& info) { return info.exit_status; });
}

// Those with delivery=durable.
void expose_durable_pools(const std::vector<PoolInfo>& pools, Exposition& out) {
    const auto each = [&](const auto& value) {
        for (const PoolInfo& pool : pools) {
            if (pool.durable) {
                out.sample({{"pool", pool.name}}, static_cast<std::int64_t>(value(*pool.durable)));
            }
        }
    };
    if (std::none_of(pools.begin(), pools.end(), [](const PoolInfo& pool) { return pool.durable.has_value(); })) {
        return;
    }
    using Durable = PoolInfo::Durable;
    out.gauge("halberd_listener_buffered_bytes", "Bytes of the waiting events of a durable pool.");
    each([](const Durable& pool) { return pool.buffered_bytes; });
    out.gauge("halberd_listener_buffer_bytes", "How many bytes of events may wait in a durable pool.");
    each([](const Durable& pool) { return pool.buffer_bytes; });
    out.gauge("halberd_listener_disk_bytes", "Size of the file of a durable pool.");
    each([](const Durable& pool) { return pool.disk_bytes; });
    out.gauge("halberd_listener_unwritten_events", "Events of a durable pool that are not on disk yet.");
    each([](const Durable& pool) { return pool.unwritten; });
    out.gauge("halberd_listener_disk_trouble", "1 while the file of a durable pool cannot be written.");
    each([](const Durable& pool) { return pool.trouble.empty() ? 0 : 1; });
}

void expose_pools(const Control& control, Exposition& out) {
    const std::vector<PoolInfo> pools = control.listener_pools();
    const auto each = [&](const auto& member) {
        for (const PoolInfo& pool : pools) {
            out.sample({{"pool", pool.name}}, static_cast<std::int64_t>(pool.*member));
        }
    };
    out.counter("halberd_listener_events_accepted_total", "Events that the pool of listeners has taken.");
    each(&PoolInfo::accepted);
    out.counter("halberd_listener_events_delivered_total", "Events that a listener has answered with OK.");
    each(&PoolInfo::delivered);
    out.counter("halberd_listener_events_rejected_total", "Answers other than OK; the event comes again.");
    each(&PoolInfo::rejected);
    out.counter("halberd_listener_events_discarded_total", "Events that were lost because the buffer was full.");
    each(&PoolInfo::discarded);
    out.gauge("halberd_listener_events_under_way", "Events that a listener has not answered yet.");
    each(&PoolInfo::under_way);
    out.gauge("halberd_listener_events_buffered", "Events that wait for a listener.");
    each(&PoolInfo::buffered);
    out.gauge("halberd_listener_buffer_size", "How many events may wait; 0: delivery=durable, which counts bytes.");
    each(&PoolInfo::buffer_size);
    expose_durable_pools(pools, out);
    out.gauge("halberd_listener_oldest_event_seconds", "When the oldest waiting event happened, since 1970.");
    for (const PoolInfo& pool : pools) {
        if (pool.oldest) {
            out.sample({{"pool", pool.name}}, seconds_of(*pool.oldest));
        }
    }
}

} // namespace

void MetricsHandler::handle(std::shared_ptr<HttpExchange> exchange) {
    const HttpRequest& request = exchange->request();
    if (request.path != "/metrics") {
        exchange->respond(error_response(404));
        return;
    }
    if (request.method != "GET" && request.method != "HEAD") {
        exchange->respond(error_response(400));
        return;
    }
    Exposition out;
    out.gauge("halberd_info", "The daemon; always 1.");
    out.sample({{"identifier", control_.identifier()}}, 1);
    out.gauge("halberd_state", "State of the daemon as Supervisor numbers it: 1 is RUNNING, -1 SHUTDOWN.");
    out.sample({}, static_cast<int>(control_.state()));
    expose_processes(control_, out);
    expose_pools(control_, out);
    HttpResponse response;
    response.content_type = "text/plain; version=0.0.4; charset=utf-8";
    response.body = out.take();
    exchange->respond(std::move(response));
}

} // namespace halberd
