#include "core/rpc/process_info.hpp"
#include "core/web/metrics.hpp"

#include <algorithm>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace halberd {
namespace {

struct Subject {
    ProcessUsage usage;
    Exposition::LabelText labels;
};

std::vector<Subject> subjects_of(UsageReport report) {
    std::vector<Subject> subjects;
    subjects.reserve(report.processes.size());
    for (ProcessUsage& usage : report.processes) {
        auto labels = Exposition::label_text({{"group", usage.info.name.group}, {"process", usage.info.name.process}});
        subjects.push_back({std::move(usage), std::move(labels)});
    }
    return subjects;
}

double uptime_of(const ProcessInfo& info) {
    if (info.pid == 0) {
        return 0;
    }
    return std::max(std::chrono::duration<double>(info.now - info.started).count(), 0.0);
}

double seconds_of_cpu(const ResourceUsage& usage) {
    return std::chrono::duration<double>(usage.cpu).count();
}

void expose_states(const std::vector<Subject>& subjects, Exposition& out) {
    const auto each = [&](const auto& value) {
        for (const Subject& subject : subjects) {
            out.sample(subject.labels, value(subject.usage));
        }
    };
    out.gauge("halberd_process_up", "1 while the process is RUNNING.");
    each([](const ProcessUsage& usage) { return usage.info.state == ProcessState::Running ? 1 : 0; });
    out.gauge("halberd_process_state", "State of the process as Supervisor numbers it: 20 is RUNNING, 200 FATAL.");
    each([](const ProcessUsage& usage) { return static_cast<int>(usage.info.state); });
    out.gauge("halberd_process_start_time_seconds", "When it was last started, in seconds since 1970; 0: never.");
    each([](const ProcessUsage& usage) { return seconds_of(usage.info.started); });
    out.gauge("halberd_process_uptime_seconds", "How long it has run; 0 when it does not.");
    each([](const ProcessUsage& usage) { return uptime_of(usage.info); });
    out.gauge("halberd_process_exit_status",
              "Exit status of its last end, -1 after a death by signal; 0 while it runs.");
    each([](const ProcessUsage& usage) { return usage.info.exit_status; });
    out.counter("halberd_process_starts_total", "Attempts to start it.");
    each([](const ProcessUsage& usage) { return usage.starts; });
    out.counter("halberd_process_restarts_total", "Those of them that nobody asked for: after an exit or a failure.");
    each([](const ProcessUsage& usage) { return usage.restarts; });
}

// What is known only of a process that runs has no sample otherwise.
void expose_resources(const std::vector<Subject>& subjects, Exposition& out) {
    const auto each = [&](std::optional<ResourceUsage> ProcessUsage::*scope, const auto& value) {
        for (const Subject& subject : subjects) {
            if (const auto& usage = subject.usage.*scope) {
                out.sample(subject.labels, value(*usage));
            }
        }
    };
    const auto own = &ProcessUsage::own;
    const auto tree = &ProcessUsage::tree;
    out.counter("halberd_process_cpu_seconds_total", "CPU time of the process itself, user and system.");
    each(own, seconds_of_cpu);
    out.gauge("halberd_process_resident_memory_bytes", "Memory of the process itself that is in RAM.");
    each(own, [](const ResourceUsage& usage) { return usage.resident_bytes; });
    out.gauge("halberd_process_open_fds", "Open file descriptors of the process itself.");
    for (const Subject& subject : subjects) {
        if (subject.usage.own && subject.usage.own->open_files) {
            out.sample(subject.labels, *subject.usage.own->open_files);
        }
    }
    out.gauge("halberd_process_tree_cpu_seconds", "CPU time of the process and all of its descendants.");
    each(tree, seconds_of_cpu);
    out.gauge("halberd_process_tree_resident_memory_bytes", "Memory in RAM of the process and all of its descendants.");
    each(tree, [](const ResourceUsage& usage) { return usage.resident_bytes; });
    out.gauge("halberd_process_tree_processes", "The process and all of its descendants, counted.");
    each(tree, [](const ResourceUsage& usage) { return usage.processes; });
}

void expose_logs(const std::vector<Subject>& subjects, Exposition& out) {
    out.counter("halberd_process_log_bytes_total", "Bytes written to the log of a stream.");
    const auto each = [&](std::string_view stream, std::optional<std::uint64_t> ProcessUsage::*bytes) {
        for (const Subject& subject : subjects) {
            if (const auto& written = subject.usage.*bytes) {
                const Namespec& name = subject.usage.info.name;
                out.sample({{"group", name.group}, {"process", name.process}, {"stream", stream}}, *written);
            }
        }
    };
    each("stdout", &ProcessUsage::stdout_bytes);
    each("stderr", &ProcessUsage::stderr_bytes);
}

} // namespace

void expose_processes(const Control& control, Exposition& out) {
    const std::vector<Subject> subjects = subjects_of(control.usage());
    expose_states(subjects, out);
    expose_resources(subjects, out);
    expose_logs(subjects, out);
}

} // namespace halberd
