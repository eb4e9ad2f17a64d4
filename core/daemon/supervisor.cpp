#include "core/daemon/supervisor.hpp"

#include "core/base/signal_names.hpp"
#include "core/daemon/child_process.hpp"
#include "core/os/reaper.hpp"
#include "core/process/stop_order.hpp"
#include "core/store/event_file_library.hpp"

#include <unistd.h>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>

#include <algorithm>
#include <csignal>

namespace halberd {
namespace {

// How long the end of the daemon, or a reload, waits for the disk.
constexpr std::chrono::seconds longest_wait_for_disk{5};

// Of a program that could not be executed at all, as a shell says.
constexpr int status_not_executed = 127;

Environment daemon_environment(const ServerOptions& options) {
    Environment environment = from_assignments(environ);
    for (const auto& [variable, value] : options.environment) {
        environment[variable] = value;
    }
    return environment;
}

} // namespace

Supervisor::Supervisor(World world, Configuration configuration)
    : world_(std::move(world)),
      options_(std::move(configuration.server)),
      configured_(shared(std::move(configuration.groups))),
      environment_(daemon_environment(options_)),
      recorder_(world_.io, world_.clock, bus_, static_cast<std::size_t>(options_.event_history)),
      compressor_([&io = world_.io](std::function<void()> work) { boost::asio::post(io, std::move(work)); },
                  world_.log),
      fcgi_sockets_(world_.log),
      event_stores_(world_.io, world_.log, event_files_of(event_file_library())),
      services_{world_.io,     world_.clock,  world_.log, bus_,         capture_, compressor_,
                fcgi_sockets_, event_stores_, options_,   environment_, random_,  *this},
      deadlines_(world_.io, world_.clock),
      waiting_(world_.io, world_.log),
      followers_(world_.io),
      ticks_(world_.io, world_.clock, bus_),
      groups_(services_) {
    bus_.on_subscriptions_changed([this] { ticks_.on_subscriptions_changed(); });
}

Supervisor::~Supervisor() {
    bus_.on_subscriptions_changed(nullptr);
}

// --- life of the daemon

void Supervisor::begin() {
    take(reap_all()); // what ended before anybody watched for SIGCHLD: children of whoever has executed us, an init say
    for (const auto& spec : configured_) {
        groups_.add(spec);
        bus_.publish(ProcessGroupEvent{ProcessGroupEvent::Change::Added, spec->name});
    }
    bus_.publish(SupervisorStateEvent{SupervisorStateEvent::Change::Running});
    groups_.for_each([this](Member& member) { start_automatically(member); });
}

void Supervisor::activate(std::shared_ptr<const GroupSpec> spec) {
    ActiveGroup* group = groups_.add(std::move(spec));
    bus_.publish(ProcessGroupEvent{ProcessGroupEvent::Change::Added, group->spec->name});
    for (const auto& member : group->members) {
        start_automatically(*member);
    }
}

void Supervisor::start_automatically(Member& member) {
    if (member.process().spec().autostart && allows_restart()) {
        member.process().start({Cause::Kind::Autostart, {}, {}, {}});
    }
}

void Supervisor::forget(Member& member) {
    deadlines_.remove(member.process());
    // One that could not be signalled counts as stopped, and yet its child may still be there.
    std::erase_if(children_, [&](const auto& entry) { return static_cast<Member*>(entry.second) == &member; });
    std::erase_if(lingering_, [&](const ChildProcess* child) { return static_cast<const Member*>(child) == &member; });
    member.remove_logs();
}

void Supervisor::on_child_signal() {
    // Everything is reaped first and replaced afterwards: programs that die as fast as they start would otherwise keep
    // the daemon in here for good. Those that the signal was about need not wait for the look at all children.
    take(reap_announced());
    look_at_lingering();
    world_.log.debug("received SIGCHLD indicating a child quit");
    deadlines_.run_due();
    if (const auto others = reap_all(); !others.empty()) {
        take(others);
        look_at_lingering();
        deadlines_.run_due();
    }
}

void Supervisor::take(const std::vector<std::pair<pid_t, WaitStatus>>& ended) {
    for (const auto& [pid, status] : ended) {
        const auto found = children_.find(pid);
        if (found == children_.end()) {
            // An orphan that was handed to us, as to every PID 1: nobody has asked about it.
            world_.log.debug("reaped unknown pid {} ({})", pid, status.describe());
            continue;
        }
        ChildProcess* child = found->second;
        children_.erase(found);
        child->on_reaped(status);
    }
}

void Supervisor::look_at_lingering() {
    const std::vector<ChildProcess*> waiting = std::exchange(lingering_, {});
    for (ChildProcess* child : waiting) {
        child->look_again();
        if (child->is_lingering()) {
            lingering_.push_back(child);
        }
    }
}

void Supervisor::on_signal(int signal) {
    const std::string name = signal_name(signal);
    switch (signal) {
        case SIGTERM:
        case SIGINT:
        case SIGQUIT:
            world_.log.warn("received {} indicating exit request", name);
            begin_to_end(SupervisorState::Shutdown, "signal " + name);
            return;
        case SIGHUP:
            if (state_ == SupervisorState::Shutdown) {
                world_.log.warn("ignored {} indicating restart request (shutdown in progress)", name);
            } else {
                world_.log.warn("received {} indicating restart request", name);
                static_cast<void>(reload("signal " + name));
            }
            return;
        case SIGUSR2:
            world_.log.info("received {} indicating log reopen request", name);
            world_.reopen_main_log();
            groups_.for_each([](Member& member) { member.reopen_logs(); });
            return;
        default:
            world_.log.blather("received {} indicating nothing", name);
    }
}

Answer<void> Supervisor::reload(const std::string& why) {
    Diagnostics diagnostics;
    static_cast<void>(world_.read_configuration(diagnostics));
    if (diagnostics.has_errors()) {
        return refuse_configuration(diagnostics);
    }
    begin_to_end(SupervisorState::Restarting, why);
    return {};
}

tl::unexpected<Fault> Supervisor::refuse_configuration(const Diagnostics& diagnostics) {
    world_.log.error("the configuration has errors: nothing is changed and everything keeps running");
    for (const Diagnostic& one : diagnostics.all()) {
        if (one.severity == Diagnostic::Severity::Error) {
            world_.log.error("{}", one.text());
        } else {
            world_.log.warn("{}", one.text());
        }
    }
    return fault(FaultCode::CantReread, diagnostics.error_report());
}

void Supervisor::begin_to_end(SupervisorState state, std::string why) {
    state_ = state;
    if (shutdown_) {
        return;
    }
    stop_reason_ = std::move(why);
    end_updates();
    bus_.publish(SupervisorStateEvent{SupervisorStateEvent::Change::Stopping});
    std::vector<std::pair<int, std::string>> groups;
    for (const auto& group : groups_.all()) {
        groups.emplace_back(group->spec->priority, group->spec->name);
    }
    ShutdownSequence::Groups& active = *this;
    shutdown_ = std::make_unique<ShutdownSequence>(world_.io, world_.log, active, stop_batches(groups), [this] {
        const bool is_reload = state_ == SupervisorState::Restarting;
        world_.on_end({is_reload ? End::Kind::Reload : End::Kind::Exit, exit_status_.value_or(0)});
    });
}

void Supervisor::stop_group(const std::string& name) {
    const Cause cause{Cause::Kind::Shutdown, stop_reason_, {}, {}};
    ActiveGroup* group = groups_.find(name);
    if (group == nullptr) {
        return;
    }
    for (auto member = group->members.rbegin(); member != group->members.rend(); ++member) {
        (*member)->process().give_up(cause);
        static_cast<void>((*member)->stop(cause));
    }
}

std::vector<std::string> Supervisor::unstopped() const {
    std::vector<std::string> names;
    groups_.for_each([&](const Member& member) {
        if (!halberd::is_stopped(member.process().state())) {
            names.push_back(member.process().name().process);
        }
    });
    return names;
}

bool Supervisor::is_stopped(const std::string& name) const {
    const ActiveGroup* group = groups_.find(name);
    return group == nullptr || group->is_stopped();
}

bool Supervisor::has_news(const std::string& name) const {
    const ActiveGroup* group = groups_.find(name);
    if (group == nullptr || !group->pool) {
        return false;
    }
    const bool is_anyone_there = std::any_of(group->members.begin(), group->members.end(), [](const auto& member) {
        return member->process().state() == ProcessState::Running;
    });
    return group->pool->under_way() > 0 || (is_anyone_there && !group->pool->record().buffer.empty());
}

void Supervisor::on_listener_answered() {
    if (shutdown_) {
        shutdown_->on_progress();
    }
}

void Supervisor::forget_groups() {
    groups_.for_each([this](Member& member) { deadlines_.remove(member.process()); });
    groups_.clear();
    recorder_.end_waiting();
}

void Supervisor::wait_for_event_stores() {
    if (!event_stores_.wait_until_closed(longest_wait_for_disk)) {
        has_abandoned_threads_ = true;
    }
}

// --- what members report

void Supervisor::on_spawned(ChildProcess& child, pid_t pid) {
    children_.emplace(pid, &child);
}

// A program has ended without which there is no point in going on.
void Supervisor::go_down_with(const Process& process) {
    const auto& exit = process.record().last_exit;
    exit_status_ = exit ? exit->shell_status() : status_not_executed;
    const std::string why = fmt::format("{} is {} ({}) and {}", process.name().process, name_of(process.state()),
                                        exit ? exit->describe() : process.record().spawn_error,
                                        process.spec().essential ? "essential" : "has on_fatal=shutdown");
    world_.log.critical("{}: stopping everything, supervisord will exit with status {}", why, *exit_status_);
    // The process is in the middle of its transition, and everything is to be stopped.
    boost::asio::post(world_.io, [this, why] { begin_to_end(SupervisorState::Shutdown, why); });
}

void Supervisor::on_transition(Member& member) {
    const Process& process = member.process();
    const ProcessSpec& spec = process.spec();
    const bool is_decisive =
        spec.essential || (spec.on_fatal == OnFatal::Shutdown && process.state() == ProcessState::Fatal);
    if (is_decisive && process.has_ended_for_good() && allows_restart() && !exit_status_) {
        go_down_with(process);
    }
    deadlines_.update(member.process());
    waiting_.on_transition(member.process());
    if (shutdown_) {
        shutdown_->on_progress();
    }
}

void Supervisor::on_log_rotated(const std::string& path) {
    groups_.for_each([&](Member& member) { member.follow_rotation(path); });
}

void Supervisor::on_log_written(Member& member, Stream stream) {
    followers_.on_written(
        {stream == Stream::Stdout ? LogTarget::Kind::Stdout : LogTarget::Kind::Stderr, member.process().name()});
}

} // namespace halberd
