// What front ends ask of the daemon: the Control half of Supervisor.

#include "core/daemon/supervisor.hpp"
#include "core/os/file_tail.hpp"

#include <unistd.h>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>

#include <algorithm>
#include <cerrno>

namespace halberd {
namespace {

Cause requested_by(std::string_view by) {
    return {Cause::Kind::Request, std::string(by), {}, {}};
}

// Puts the files that the daemon has chosen for the AUTO logs of `member`, when there is one, into its configuration.
void show_auto_logs(ProcessSpec& spec, const Member* member) {
    if (member == nullptr) {
        return;
    }
    const auto show = [member](LogSpec& wanted, const LogSpec& active, Stream stream) {
        if (wanted.target == LogSpec::Target::Auto && active.target == LogSpec::Target::Auto) {
            wanted.path = member->log_path(stream);
        }
    };
    const ProcessSpec& active = member->process().spec();
    show(spec.stdout_log, active.stdout_log, Stream::Stdout);
    show(spec.stderr_log, active.stderr_log, Stream::Stderr);
}

PoolInfo::Durable durable_info(const ListenerPool& pool) {
    EventStore::Status status = pool.store()->status();
    return {std::move(status.file),
            pool.record().restored,
            pool.record().buffered_bytes,
            pool.options().buffer_bytes ? pool.options().buffer_bytes->bytes : 0,
            status.disk_bytes,
            status.unwritten,
            std::move(status.trouble)};
}

// All of it but the time of day.
void fill_in(const Member& member, ProcessInfo& info) {
    const Process& process = member.process();
    const ProcessRecord& record = process.record();
    info.name = process.name();
    info.state = process.state();
    info.pid = process.pid();
    info.started = record.started;
    info.stopped = record.stopped;
    info.spawn_error = record.spawn_error;
    info.exit_status = record.exit_status;
    info.stdout_logfile = member.log_path(Stream::Stdout);
    info.stderr_logfile = member.log_path(Stream::Stderr);
}

} // namespace

// --- Control: the daemon

pid_t Supervisor::pid() const {
    return ::getpid();
}

void Supervisor::shutdown() {
    begin_to_end(SupervisorState::Shutdown, "request by rpc");
}

Answer<void> Supervisor::restart() {
    return reload("request by rpc");
}

Answer<GroupChanges> Supervisor::reread() {
    Diagnostics diagnostics;
    Configuration read = world_.read_configuration(diagnostics);
    if (diagnostics.has_errors()) {
        return refuse_configuration(diagnostics);
    }
    for (const Diagnostic& warning : diagnostics.all()) {
        world_.log.warn("{}", warning.text());
    }
    GroupChanges changes = compare_groups(groups_.specs(), read.groups);
    configured_ = shared(std::move(read.groups));
    return changes;
}

Answer<void> Supervisor::add_group(const std::string& name) {
    const auto spec =
        std::find_if(configured_.begin(), configured_.end(), [&](const auto& g) { return g->name == name; });
    if (spec == configured_.end()) {
        return fault(FaultCode::BadName, name);
    }
    if (groups_.find(name) != nullptr) {
        return fault(FaultCode::AlreadyAdded, name);
    }
    activate(*spec);
    return {};
}

Answer<void> Supervisor::remove_group(const std::string& name) {
    ActiveGroup* group = groups_.find(name);
    if (group == nullptr) {
        return fault(FaultCode::BadName, name);
    }
    if (!group->is_stopped() || updates_.contains(name)) {
        return fault(FaultCode::StillRunning, name);
    }
    for (const auto& member : group->members) {
        forget(*member);
    }
    groups_.remove(name);
    bus_.publish(ProcessGroupEvent{ProcessGroupEvent::Change::Removed, name});
    return {};
}

std::vector<ProgramInfo> Supervisor::configured_programs() const {
    std::vector<ProgramInfo> programs;
    for (const auto& group : configured_) {
        const ActiveGroup* active = groups_.find(group->name);
        // As in Supervisor, the AUTO logs of a configuration that was read again have no file before it is in use.
        const bool is_used = active != nullptr && active->spec == group;
        for (const ProcessSpec& process : group->processes) {
            programs.push_back({group->name, group->priority, active != nullptr, process});
            if (is_used) {
                show_auto_logs(programs.back().spec, groups_.find(Namespec{group->name, process.name}));
            }
        }
    }
    return programs;
}

// --- Control: processes

std::vector<Namespec> Supervisor::processes() const {
    std::vector<Namespec> names;
    groups_.for_each([&](const Member& member) { names.push_back(member.process().name()); });
    return names;
}

Answer<std::vector<Namespec>> Supervisor::members(const std::string& name) const {
    const ActiveGroup* group = groups_.find(name);
    if (group == nullptr) {
        return fault(FaultCode::BadName, name);
    }
    std::vector<Namespec> names;
    for (const auto& member : group->members) {
        names.push_back(member->process().name());
    }
    return names;
}

Answer<ProcessInfo> Supervisor::info(const Namespec& name) const {
    const Member* member = groups_.find(name);
    if (member == nullptr) {
        return fault(FaultCode::BadName, to_string(name));
    }
    return info_of(*member);
}

ProcessInfo Supervisor::info_of(const Member& member) const {
    ProcessInfo info;
    info.now = world_.clock.wall();
    fill_in(member, info);
    return info;
}

void Supervisor::for_each_info(const std::function<void(const ProcessInfo&)>& visit) const {
    ProcessInfo info; // its texts keep their memory from one to the next
    info.now = world_.clock.wall();
    groups_.for_each_by_name([&](const Member& member) {
        fill_in(member, info);
        visit(info);
    });
}

void Supervisor::answer_later(Reply reply, Answer<void> answer) {
    boost::asio::post(world_.io, [reply = std::move(reply), answer = std::move(answer)] { reply(answer); });
}

std::optional<Answer<void>> Supervisor::try_start(Member& member, std::string_view by) {
    Process& process = member.process();
    const std::string name = to_string(process.name());
    if (const Result<void> startable = member.check_startable(); !startable) {
        const Error& error = startable.error();
        return fault(error.errno_code == ENOENT ? FaultCode::NoFile : FaultCode::NotExecutable, error.message());
    }
    if (is_running(process.state())) {
        return fault(FaultCode::AlreadyStarted, name);
    }
    if (process.state() == ProcessState::Unknown) {
        return fault(FaultCode::Failed, name + " is in an unknown process state");
    }
    process.start(requested_by(by));
    if (!process.record().spawn_error.empty()) {
        return fault(FaultCode::SpawnError, name);
    }
    return std::nullopt;
}

void Supervisor::start(const Namespec& name, Wait wait, std::string_view by, Reply reply) {
    Member* member = groups_.find(name);
    if (member == nullptr) {
        return answer_later(std::move(reply), fault(FaultCode::BadName, to_string(name)));
    }
    if (auto refused = try_start(*member, by)) {
        return answer_later(std::move(reply), std::move(*refused));
    }
    if (wait == Wait::No) {
        return answer_later(std::move(reply), {});
    }
    waiting_.until_running(member->process(), std::move(reply));
}

void Supervisor::stop(const Namespec& name, Wait wait, std::string_view by, Reply reply) {
    Member* member = groups_.find(name);
    if (member == nullptr) {
        return answer_later(std::move(reply), fault(FaultCode::BadName, to_string(name)));
    }
    Process& process = member->process();
    const bool was_running = is_running(process.state());
    if (const Result<void> stopped = member->stop(requested_by(by)); !stopped) {
        return answer_later(std::move(reply), fault(FaultCode::Failed, stopped.error().message()));
    }
    if (!was_running) {
        return answer_later(std::move(reply), fault(FaultCode::NotRunning, to_string(name)));
    }
    if (wait == Wait::No) {
        return answer_later(std::move(reply), {});
    }
    waiting_.until_stopped(process, std::move(reply));
}

void Supervisor::call_off_restart(const Namespec& name, std::string_view by) {
    Member* member = groups_.find(name);
    if (member != nullptr && member->process().state() == ProcessState::Exited) {
        static_cast<void>(member->stop(requested_by(by)));
    }
}

std::optional<int> Supervisor::reload_signal(const Namespec& name) const {
    const Member* member = groups_.find(name);
    return member != nullptr ? member->process().spec().reload_signal : std::nullopt;
}

Answer<void> Supervisor::signal(const Namespec& name, int signal) {
    Member* member = groups_.find(name);
    if (member == nullptr) {
        return fault(FaultCode::BadName, to_string(name));
    }
    if (!is_signallable(member->process().state())) {
        return fault(FaultCode::NotRunning, to_string(name));
    }
    if (const Result<void> sent = member->process().signal(signal); !sent) {
        return fault(FaultCode::Failed, sent.error().message());
    }
    return {};
}

Answer<void> Supervisor::send_stdin(const Namespec& name, std::string_view bytes) {
    Member* member = groups_.find(name);
    if (member == nullptr) {
        return fault(FaultCode::BadName, to_string(name));
    }
    if (member->process().pid() == 0 || member->process().state() == ProcessState::Stopping) {
        return fault(FaultCode::NotRunning, to_string(name));
    }
    const Result<void> written = member->write_stdin(bytes);
    if (!written) {
        return fault(written.error().errno_code == EPIPE ? FaultCode::NoFile : FaultCode::Failed, to_string(name));
    }
    return {};
}

std::vector<PoolInfo> Supervisor::listener_pools() const {
    std::vector<PoolInfo> pools;
    for (const auto& group : groups_.all()) {
        if (!group->pool) {
            continue;
        }
        const PoolRecord& record = group->pool->record();
        PoolInfo info;
        info.name = group->spec->name;
        info.accepted = record.accepted;
        info.delivered = record.delivered;
        info.rejected = record.rejected;
        info.discarded = record.discarded;
        info.under_way = group->pool->under_way();
        info.buffered = record.buffer.size();
        info.buffer_size = group->pool->options().buffer_size;
        if (group->pool->store() != nullptr) {
            info.buffer_size = 0;
            info.durable = durable_info(*group->pool);
        }
        if (!record.buffer.empty()) {
            info.oldest = record.buffer.front().at;
        }
        pools.push_back(std::move(info));
    }
    return pools;
}

void Supervisor::send_remote_communication(std::string type, std::string data) {
    bus_.publish(RemoteCommunicationEvent{std::move(type), std::move(data)});
}

// --- Control: logs

Answer<std::string> Supervisor::log_path(const LogTarget& log) const {
    if (log.kind == LogTarget::Kind::Main) {
        return options_.logfile;
    }
    const Member* member = groups_.find(log.process);
    if (member == nullptr) {
        return fault(FaultCode::BadName, to_string(log.process));
    }
    return member->log_path(log.kind == LogTarget::Kind::Stdout ? Stream::Stdout : Stream::Stderr);
}

Answer<std::string> Supervisor::read_log(const LogTarget& log, std::int64_t offset, std::int64_t length) const {
    const Answer<std::string> path = log_path(log);
    if (!path) {
        return path;
    }
    if (path->empty() || ::access(path->c_str(), F_OK) != 0) {
        return fault(FaultCode::NoFile, *path);
    }
    const auto bytes = halberd::read_log(*path, offset, length);
    if (!bytes) {
        const bool bad_arguments = bytes.error().errno_code == EINVAL;
        return fault(bad_arguments ? FaultCode::BadArguments : FaultCode::Failed);
    }
    return *bytes;
}

Answer<LogTail> Supervisor::tail_log(const LogTarget& log, std::int64_t offset, std::int64_t length) const {
    const Answer<std::string> path = log_path(log);
    if (!path) {
        return tl::unexpected(path.error());
    }
    TailedBytes tail = halberd::tail_log(*path, offset, length);
    return LogTail{std::move(tail.bytes), tail.offset, tail.overflow};
}

Answer<void> Supervisor::clear_main_log() {
    if (::access(options_.logfile.c_str(), F_OK) != 0) {
        return fault(FaultCode::NoFile);
    }
    if (const Result<void> cleared = world_.clear_main_log(); !cleared) {
        return fault(FaultCode::Failed, cleared.error().message());
    }
    return {};
}

Answer<void> Supervisor::clear_process_logs(const Namespec& name) {
    Member* member = groups_.find(name);
    if (member == nullptr) {
        return fault(FaultCode::BadName, to_string(name));
    }
    if (const Result<void> cleared = member->clear_logs(); !cleared) {
        return fault(FaultCode::Failed, to_string(name));
    }
    return {};
}

Answer<std::vector<LogRotation>> Supervisor::rotate_process_logs(const Namespec& name) {
    Member* member = groups_.find(name);
    if (member == nullptr) {
        return fault(FaultCode::BadName, to_string(name));
    }
    return member->rotate_logs();
}

Answer<std::unique_ptr<LogFollower>> Supervisor::follow_log(const LogTarget& log, std::int64_t tail_bytes,
                                                            std::function<void(std::string_view)> on_bytes) {
    const Answer<std::string> path = log_path(log);
    if (!path) {
        return tl::unexpected(path.error());
    }
    if (path->empty() || ::access(path->c_str(), F_OK) != 0) {
        return fault(FaultCode::NoFile, *path);
    }
    return followers_.follow(log, *path, tail_bytes, std::move(on_bytes));
}

} // namespace halberd
