#include "core/rpc/process_info.hpp"
#include "core/web/metrics.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdint>
#include <optional>
#include <string_view>
#include <utility>

namespace halberd {
namespace {

using Subject = ProcessMetrics::Subject;

double uptime_of(const ProcessInfo& info) {
    if (info.pid == 0) {
        return 0;
    }
    return std::max(std::chrono::duration<double>(info.now - info.started).count(), 0.0);
}

double cpu_seconds_of(const ResourceUsage& usage) {
    return std::chrono::duration<double>(usage.cpu).count();
}

void sample_log(const Subject& subject, std::string_view stream, std::optional<std::uint64_t> bytes, Exposition& out) {
    if (bytes) {
        const Namespec& name = subject.usage.info.name;
        out.sample({{"group", name.group}, {"process", name.process}, {"stream", stream}}, *bytes);
    }
}

// One metric, and its sample of a process, or several, or none.
struct Metric {
    void (Exposition::*begin)(std::string_view name, std::string_view help);
    std::string_view name;
    std::string_view help;
    void (*sample)(const Subject& subject, Exposition& out);
};

constexpr std::array metrics{
    Metric{&Exposition::gauge, "halberd_process_up", "1 while the process is RUNNING.",
           [](const Subject& subject, Exposition& out) {
               out.sample(subject.labels, subject.usage.info.state == ProcessState::Running ? 1 : 0);
           }},
    Metric{&Exposition::gauge, "halberd_process_state",
           "State of the process as Supervisor numbers it: 20 is RUNNING, 200 FATAL.",
           [](const Subject& subject, Exposition& out) {
               out.sample(subject.labels, static_cast<int>(subject.usage.info.state));
           }},
    Metric{&Exposition::gauge, "halberd_process_start_time_seconds",
           "When it was last started, in seconds since 1970; 0: never.",
           [](const Subject& subject, Exposition& out) {
               out.sample(subject.labels, seconds_of(subject.usage.info.started));
           }},
    Metric{&Exposition::gauge, "halberd_process_uptime_seconds", "How long it has run; 0 when it does not.",
           [](const Subject& subject, Exposition& out) { out.sample(subject.labels, uptime_of(subject.usage.info)); }},
    Metric{&Exposition::gauge, "halberd_process_exit_status",
           "Exit status of its last end, -1 after a death by signal; 0 while it runs.",
           [](const Subject& subject, Exposition& out) { out.sample(subject.labels, subject.usage.info.exit_status); }},
    Metric{&Exposition::counter, "halberd_process_starts_total", "Attempts to start it.",
           [](const Subject& subject, Exposition& out) { out.sample(subject.labels, subject.usage.starts); }},
    Metric{&Exposition::counter, "halberd_process_restarts_total",
           "Those of them that nobody asked for: after an exit or a failure.",
           [](const Subject& subject, Exposition& out) { out.sample(subject.labels, subject.usage.restarts); }},

    // What is known only of a process that runs has no sample otherwise.
    Metric{&Exposition::counter, "halberd_process_cpu_seconds_total",
           "CPU time of the process itself, user and system.",
           [](const Subject& subject, Exposition& out) {
               if (subject.usage.own) {
                   out.sample(subject.labels, cpu_seconds_of(*subject.usage.own));
               }
           }},
    Metric{&Exposition::gauge, "halberd_process_resident_memory_bytes", "Memory of the process itself that is in RAM.",
           [](const Subject& subject, Exposition& out) {
               if (subject.usage.own) {
                   out.sample(subject.labels, subject.usage.own->resident_bytes);
               }
           }},
    Metric{&Exposition::gauge, "halberd_process_open_fds", "Open file descriptors of the process itself.",
           [](const Subject& subject, Exposition& out) {
               if (subject.usage.own && subject.usage.own->open_files) {
                   out.sample(subject.labels, *subject.usage.own->open_files);
               }
           }},
    Metric{&Exposition::gauge, "halberd_process_tree_cpu_seconds",
           "CPU time of the process and all of its descendants.",
           [](const Subject& subject, Exposition& out) {
               if (subject.usage.tree) {
                   out.sample(subject.labels, cpu_seconds_of(*subject.usage.tree));
               }
           }},
    Metric{&Exposition::gauge, "halberd_process_tree_resident_memory_bytes",
           "Memory in RAM of the process and all of its descendants.",
           [](const Subject& subject, Exposition& out) {
               if (subject.usage.tree) {
                   out.sample(subject.labels, subject.usage.tree->resident_bytes);
               }
           }},
    Metric{&Exposition::gauge, "halberd_process_tree_processes", "The process and all of its descendants, counted.",
           [](const Subject& subject, Exposition& out) {
               if (subject.usage.tree) {
                   out.sample(subject.labels, subject.usage.tree->processes);
               }
           }},

    Metric{&Exposition::counter, "halberd_process_log_bytes_total", "Bytes written to the log of a stream.",
           [](const Subject& subject, Exposition& out) {
               sample_log(subject, "stdout", subject.usage.stdout_bytes, out);
               sample_log(subject, "stderr", subject.usage.stderr_bytes, out);
           }},
};

} // namespace

ProcessMetrics::ProcessMetrics(UsageReport report) {
    subjects_.reserve(report.processes.size());
    for (ProcessUsage& usage : report.processes) {
        auto labels = Exposition::label_text({{"group", usage.info.name.group}, {"process", usage.info.name.process}});
        subjects_.push_back({std::move(usage), std::move(labels)});
    }
}

bool ProcessMetrics::expose_next(Exposition& out) {
    if (next_ == metrics.size()) {
        return false;
    }
    const Metric& metric = metrics[next_++];
    (out.*metric.begin)(metric.name, metric.help);
    for (const Subject& subject : subjects_) {
        metric.sample(subject, out);
    }
    return true;
}

} // namespace halberd
