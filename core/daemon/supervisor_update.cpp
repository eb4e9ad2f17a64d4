// How an active group is brought to another configuration: the part of Supervisor behind plan() and update_group().

#include "core/daemon/supervisor.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>

#include <algorithm>
#include <set>
#include <utility>

namespace halberd {
namespace {

bool is_leaving(const ProcessPlan& process) {
    return process.change == PlannedChange::Removed || process.change == PlannedChange::Changed;
}

std::set<std::string> kept_processes(const GroupPlan& plan) {
    std::set<std::string> kept;
    for (const ProcessPlan& process : plan.processes) {
        if (process.change == PlannedChange::Kept) {
            kept.insert(process.name);
        }
    }
    return kept;
}

} // namespace

Answer<std::vector<GroupPlan>> Supervisor::plan() {
    Diagnostics diagnostics;
    const Configuration read = world_.read_configuration(diagnostics);
    if (diagnostics.has_errors()) {
        return fault(FaultCode::CantReread, diagnostics.error_report());
    }
    return plan_update(groups_.specs(), read.groups);
}

void Supervisor::update_group(const std::string& name, UpdateReply reply) {
    const auto refuse = [&](Fault reason) {
        boost::asio::post(world_.io, [reply = std::move(reply), reason = std::move(reason)] {
            reply(tl::unexpected<Fault>(reason));
        });
    };
    const auto wanted =
        std::find_if(configured_.begin(), configured_.end(), [&](const auto& group) { return group->name == name; });
    const ActiveGroup* group = groups_.find(name);
    if (group == nullptr || wanted == configured_.end()) {
        return refuse({FaultCode::BadName, name});
    }
    if (updates_.contains(name)) {
        return refuse({FaultCode::Failed, name + " is being updated already; try again when that has ended"});
    }
    if (state_ != SupervisorState::Running) {
        return refuse({FaultCode::ShutdownState, {}});
    }
    updates_.emplace(name, GroupUpdate{*wanted, plan_group(*group->spec, **wanted), std::move(reply)});
    boost::asio::post(world_.io, [this, name] { continue_update(name); });
}

// Comes back here until all that goes has stopped. Meanwhile anybody may have started one of them again, hence all are
// asked each time; a process that is stopping already is not disturbed by that.
void Supervisor::continue_update(const std::string& name) {
    const auto update = updates_.find(name);
    if (update == updates_.end()) {
        return; // the daemon goes down
    }
    const Cause cause{Cause::Kind::Request, "update", {}, {}};
    const Process* unstopped = nullptr;
    for (const ProcessPlan& planned : update->second.plan.processes) {
        Member* member = is_leaving(planned) ? groups_.find(Namespec{name, planned.name}) : nullptr;
        if (member == nullptr) {
            continue;
        }
        // Whom no signal reaches is UNKNOWN, which counts as stopped as it does for removeProcessGroup.
        static_cast<void>(member->stop(cause));
        if (!halberd::is_stopped(member->process().state())) {
            unstopped = &member->process();
        }
    }
    if (unstopped != nullptr) {
        waiting_.until_stopped(*unstopped, [this, name](const Answer<void>&) { continue_update(name); });
        return;
    }
    const GroupUpdate done = std::move(update->second);
    updates_.erase(update);
    apply(done.wanted, done.plan);
    done.reply(done.plan.processes);
}

void Supervisor::apply(const std::shared_ptr<const GroupSpec>& wanted, const GroupPlan& plan) {
    if (plan.change == PlannedChange::Kept) {
        return;
    }
    if (plan.replaces_group) {
        static_cast<void>(remove_group(wanted->name));
        activate(wanted);
        return;
    }
    for (const ProcessPlan& planned : plan.processes) {
        Member* member = is_leaving(planned) ? groups_.find(Namespec{wanted->name, planned.name}) : nullptr;
        if (member != nullptr) {
            forget(*member);
        }
    }
    for (Member* member : groups_.renew(wanted, kept_processes(plan))) {
        start_automatically(*member);
    }
}

void Supervisor::end_updates() {
    for (auto& [name, update] : std::exchange(updates_, {})) {
        boost::asio::post(world_.io, [reply = std::move(update.reply)] { reply(fault(FaultCode::ShutdownState)); });
    }
}

} // namespace halberd
