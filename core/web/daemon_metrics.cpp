#include "core/web/metrics.hpp"

#include <fmt/format.h>

#include <chrono>
#include <limits>
#include <string_view>

namespace halberd {
namespace {

template <class Duration>
double in_seconds(Duration duration) {
    return std::chrono::duration<double>(duration).count();
}

void gauge(Exposition& out, std::string_view name, std::string_view help, auto value) {
    out.gauge(name, help);
    out.sample(Exposition::LabelText{}, value);
}

void counter(Exposition& out, std::string_view name, std::string_view help, auto value) {
    out.counter(name, help);
    out.sample(Exposition::LabelText{}, value);
}

void expose_loop(const DaemonUsage& usage, Exposition& out) {
    gauge(out, "halberd_loop_lag_seconds", "How long this scrape has waited for its turn in the daemon's loop.",
          in_seconds(usage.loop_lag));
    out.histogram("halberd_loop_deadline_lateness_seconds", "How late the deadlines of processes were served.");
    const Lateness& late = usage.deadlines;
    for (std::size_t step = 0; step < Lateness::steps.size(); ++step) {
        out.part("_bucket", {{"le", fmt::format("{}", Lateness::steps[step])}}, late.counts()[step]);
    }
    out.part("_bucket", {{"le", "+Inf"}}, late.total());
    out.part("_sum", {}, late.sum().count());
    out.part("_count", {}, late.total());
    counter(out, "halberd_loop_wakeups_total", "How often the daemon's loop has woken up.", usage.own.sleeps);
    if (usage.own.waited_for_processor) {
        counter(out, "halberd_loop_processor_wait_seconds_total",
                "How long the loop had work while other threads had the processors.",
                in_seconds(*usage.own.waited_for_processor));
    }
}

void expose_queues(const DaemonUsage& usage, Exposition& out) {
    counter(out, "halberd_events_total", "Events that have happened, whoever subscribed to them.", usage.events);
    gauge(out, "halberd_children", "Processes of programs that run.", usage.children);
    gauge(out, "halberd_open_requests", "Requests that wait until a process has started or stopped.",
          usage.open_requests);
    gauge(out, "halberd_event_waiters", "Requests that wait for an event.", usage.event_waiters);
    gauge(out, "halberd_unpacked_logs", "Rotated logs that wait to be compressed.", usage.unpacked_logs);
}

void expose_http(const HttpCounters& http, Exposition& out) {
    gauge(out, "halberd_http_connections", "Open connections of the HTTP servers.", http.connections);
    counter(out, "halberd_http_connections_accepted_total", "Connections that the HTTP servers took.", http.accepted);
    counter(out, "halberd_http_connections_refused_total", "Connections refused for want of file descriptors.",
            http.refused);
    counter(out, "halberd_http_requests_total", "Requests that were well-formed and had the right password.",
            http.requests);
    counter(out, "halberd_http_streams_cut_total", "Streams that were ended because the client was too slow.",
            http.cut);
}

void expose_own_process(const OwnUsage& own, Exposition& out) {
    counter(out, "process_cpu_seconds_total", "CPU time of the daemon, user and system.", in_seconds(own.cpu_time));
    gauge(out, "process_resident_memory_bytes", "Memory of the daemon that is in RAM.", own.resident_bytes);
    gauge(out, "process_virtual_memory_bytes", "Address space of the daemon.", own.virtual_bytes);
    gauge(out, "process_open_fds", "Open file descriptors of the daemon.", own.open_descriptors);
    gauge(out, "process_max_fds", "How many file descriptors the daemon may have open.",
          own.most_descriptors ? static_cast<double>(*own.most_descriptors) : std::numeric_limits<double>::infinity());
    gauge(out, "process_start_time_seconds", "When the daemon was started, in seconds since 1970.",
          in_seconds(own.started.time_since_epoch()));
}

} // namespace

void expose_daemon(const Control& control, const DaemonUsage& usage, const HttpCounters& http, Exposition& out) {
    out.gauge("halberd_info", "The daemon; always 1.");
    out.sample({{"identifier", control.identifier()}}, 1);
    gauge(out, "halberd_state", "State of the daemon as Supervisor numbers it: 1 is RUNNING, -1 SHUTDOWN.",
          static_cast<int>(control.state()));
    expose_loop(usage, out);
    expose_queues(usage, out);
    expose_http(http, out);
    expose_own_process(usage.own, out);
}

} // namespace halberd
