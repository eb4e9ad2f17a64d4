#include "core/rpc/process_info.hpp"
#include "core/web/metrics.hpp"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

namespace halberd {
namespace {

struct Subject {
    ProcessInfo info;
    Exposition::LabelText labels;
};

std::vector<Subject> subjects_of(const Control& control) {
    std::vector<Subject> subjects;
    for (const Namespec& name : control.processes()) {
        if (auto info = control.info(name)) {
            subjects.push_back(
                {*std::move(info), Exposition::label_text({{"group", name.group}, {"process", name.process}})});
        }
    }
    return subjects;
}

double uptime_of(const ProcessInfo& info) {
    if (info.pid == 0) {
        return 0;
    }
    return std::max(std::chrono::duration<double>(info.now - info.started).count(), 0.0);
}

} // namespace

void expose_processes(const Control& control, Exposition& out) {
    const std::vector<Subject> subjects = subjects_of(control);
    const auto each = [&](const auto& value) {
        for (const Subject& subject : subjects) {
            out.sample(subject.labels, value(subject.info));
        }
    };
    out.gauge("halberd_process_up", "1 while the process is RUNNING.");
    each([](const ProcessInfo& info) { return info.state == ProcessState::Running ? 1 : 0; });
    out.gauge("halberd_process_state", "State of the process as Supervisor numbers it: 20 is RUNNING, 200 FATAL.");
    each([](const ProcessInfo& info) { return static_cast<int>(info.state); });
    out.gauge("halberd_process_start_time_seconds", "When it was last started, in seconds since 1970; 0: never.");
    each([](const ProcessInfo& info) { return seconds_of(info.started); });
    out.gauge("halberd_process_uptime_seconds", "How long it has run; 0 when it does not.");
    each(uptime_of);
    out.gauge("halberd_process_exit_status", "Exit status of its last end; -1 after a death by signal.");
    each([](const ProcessInfo& info) { return info.exit_status; });
}

} // namespace halberd
