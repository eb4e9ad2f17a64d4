#include "core/rpc/deferred_reply.hpp"

#include <cstddef>
#include <memory>
#include <string>
#include <utility>

namespace halberd {
namespace {

// Waits for the replies of one request. Shared by the replies under way: the last one completes it.
class Gathering {
 public:
    Gathering(std::size_t expected, OutcomesReply reply) : expected_(expected), reply_(std::move(reply)) {}

    void add(const Namespec& process, Answer<void> answer) {
        ProcessOutcome outcome{process, std::nullopt};
        if (!answer) {
            outcome.fault = with_name(std::move(answer.error()), to_string(process));
        }
        outcomes_.push_back(std::move(outcome));
        if (outcomes_.size() == expected_) {
            reply_(std::move(outcomes_));
        }
    }

 private:
    std::size_t expected_;
    OutcomesReply reply_;
    std::vector<ProcessOutcome> outcomes_;
};

std::vector<Namespec> select(const Control& control, const std::vector<Namespec>& processes, bool running) {
    std::vector<Namespec> selected;
    for (const Namespec& process : processes) {
        const auto info = control.info(process);
        if (info && is_running(info->state) == running) {
            selected.push_back(process);
        }
    }
    return selected;
}

using Action = void (Control::*)(const Namespec&, Wait, std::string_view, Control::Reply);

void carry_out(Control& control, Action action, const std::vector<Namespec>& processes, Wait wait, std::string_view by,
               OutcomesReply reply) {
    if (processes.empty()) {
        reply({});
        return;
    }
    const auto gathering = std::make_shared<Gathering>(processes.size(), std::move(reply));
    for (const Namespec& process : processes) {
        (control.*action)(process, wait, by,
                          [gathering, process](Answer<void> answer) { gathering->add(process, std::move(answer)); });
    }
}

} // namespace

void start_processes(Control& control, const std::vector<Namespec>& processes, Wait wait, std::string_view by,
                     OutcomesReply reply) {
    carry_out(control, &Control::start, select(control, processes, false), wait, by, std::move(reply));
}

void stop_processes(Control& control, const std::vector<Namespec>& processes, Wait wait, std::string_view by,
                    OutcomesReply reply) {
    // What has just exited and is about to be restarted does not run, but is not meant to come back either.
    for (const Namespec& process : select(control, processes, false)) {
        control.call_off_restart(process, by);
    }
    carry_out(control, &Control::stop, select(control, processes, true), wait, by, std::move(reply));
}

Fault with_name(Fault fault, std::string_view name) {
    switch (fault.code) {
        case FaultCode::BadName:
        case FaultCode::AlreadyStarted:
        case FaultCode::NotRunning:
        case FaultCode::SpawnError:
        case FaultCode::AbnormalTermination:
        case FaultCode::AlreadyAdded:
        case FaultCode::StillRunning:
            fault.detail = name;
            break;
        default:
            break;
    }
    return fault;
}

} // namespace halberd
