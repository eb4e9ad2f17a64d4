#include "core/daemon/child_process.hpp"

#include "core/config/shell_words.hpp"
#include "core/os/command_lookup.hpp"
#include "core/os/send_signal.hpp"
#include "core/os/spawner.hpp"
#include "sdk/wire/event_envelope.hpp"
#include "sdk/xmlrpc/python_text.hpp"

#include <unistd.h>

#include <cerrno>
#include <utility>

namespace halberd {
namespace {

// The daemon's own failures to make a process, in Supervisor's words. Supervisor: process.py spawn().
Error spawn_error_text(const std::string& process, const Error& error) {
    switch (error.errno_code) {
        case EMFILE:
        case ENFILE:
            return {"", error.errno_code, "too many open files to spawn '" + process + "'"};
        case EAGAIN:
            return {"", error.errno_code, "Too many processes in process table to spawn '" + process + "'"};
        default:
            return {"", error.errno_code,
                    "unknown error during fork for '" + process + "': " + errno_name(error.errno_code)};
    }
}

} // namespace

ChildProcess::ChildProcess(std::string group, std::shared_ptr<const ProcessSpec> spec, DaemonServices& services)
    : Member(std::move(group), std::move(spec), services),
      stdout_(process().spec().stdout_log, Stream::Stdout, *this, services),
      stderr_(process().spec().stderr_log, Stream::Stderr, *this, services) {
    if (process().spec().stop_scope == StopScope::Tree) {
        const Namespec& name = process().name();
        tree_.emplace(ProcessTree::Options{
            fmt::format("supervisord-{}-{}:{}", ::getpid(), name.group, name.process),
            {"SUPERVISOR_GROUP_NAME=" + name.group, "SUPERVISOR_PROCESS_NAME=" + name.process},
            [this](pid_t pid) { return pid != process().pid() && this->services().observer.is_supervised(pid); }});
    }
}

Result<SpawnPlan> ChildProcess::plan(const Environment& environment) const {
    const ProcessSpec& spec = process().spec();
    const auto words = split_shell_words(spec.command);
    if (!words) {
        return failure("", "can't parse command " + xmlrpc::python_repr(spec.command) + ": " + words.error().detail);
    }
    if (words->empty()) {
        return failure("", "command is empty");
    }
    const auto path = environment.find("PATH");
    const auto file = find_command(words->front(), path != environment.end() ? path->second : std::string());
    if (!file) {
        return tl::unexpected(file.error());
    }
    SpawnPlan made;
    made.file = *file;
    made.argv = *words;
    made.environment = to_assignments(environment);
    made.directory = spec.directory;
    made.umask = spec.umask;
    made.user = spec.user;
    made.execution = spec.execution;
    made.redirect_stderr = spec.redirect_stderr;
    return made;
}

Result<void> ChildProcess::check_startable() const {
    const auto variables = environment();
    if (!variables) {
        return {}; // it is not the command that is wrong: the start will fail, and say why
    }
    const auto made = plan(*variables);
    return made ? Result<void>() : tl::unexpected(made.error());
}

Result<void> ChildProcess::take_socket(const ProcessSpec& spec) {
    if (!spec.socket) {
        return {};
    }
    auto share = services().fcgi_sockets.take(*spec.socket);
    if (!share) {
        return tl::unexpected(std::move(share.error()));
    }
    socket_.emplace(*std::move(share));
    return {};
}

Result<pid_t> ChildProcess::spawn(const ProcessSpec& spec) {
    if (Result<void> taken = take_socket(spec); !taken) {
        return tl::unexpected(std::move(taken.error()));
    }
    Result<pid_t> pid = spawn_program(spec);
    if (!pid) {
        socket_.reset();
    }
    return pid;
}

Result<pid_t> ChildProcess::spawn_program(const ProcessSpec& spec) {
    const auto variables = environment();
    if (!variables) {
        return tl::unexpected(variables.error());
    }
    auto made = plan(*variables);
    if (!made) {
        return tl::unexpected(made.error());
    }
    if (socket_) {
        made->stdin_fd = socket_->fd();
    }
    const UniqueFd entrance = tree_ ? tree_->prepare() : UniqueFd();
    if (entrance) {
        made->cgroup_fd = entrance.get();
    }
    auto child = halberd::spawn(*made);
    if (!child) {
        return tl::unexpected(spawn_error_text(spec.name, child.error()));
    }
    if (tree_) {
        tree_->set_main(child->pid);
    }
    if (child->failure) {
        services().log.warn("{} (pid {}) could not be executed: {}", spec.name, child->pid, child->failure->message());
    }
    channel_.reset();
    if (is_listener()) {
        stdout_.set_reader([this](std::string_view bytes) { read_protocol(bytes); });
    }
    if (child->pipes.stdin_write) {
        stdin_.emplace(services().io, std::move(child->pipes.stdin_write));
    }
    stdout_.open_log();
    stdout_.attach(std::move(child->pipes.stdout_read), child->pid);
    if (child->pipes.stderr_read) {
        stderr_.open_log();
        stderr_.attach(std::move(child->pipes.stderr_read), child->pid);
    }
    services().observer.on_spawned(*this, child->pid);
    return child->pid;
}

Result<void> ChildProcess::kill(pid_t target, int signal) {
    if (is_lingering()) {
        tree_->kill_left(); // the number of the main process may be another's by now
        return {};
    }
    const bool is_end_of_all = tree_ && target < 0;
    Result<void> sent = send_signal(target, signal);
    if (is_end_of_all) {
        tree_->signal_strays(signal);
    }
    return sent;
}

void ChildProcess::on_reaped(WaitStatus status) {
    stdout_.finish(status);
    stderr_.finish(status);
    stdin_.reset();
    channel_.reset();
    if (tree_) {
        tree_->set_main(0);
        if (process().state() == ProcessState::Stopping && tree_->kill_left()) {
            held_end_ = status;
            services().observer.on_lingering(*this);
            return;
        }
    }
    finish(status);
}

void ChildProcess::look_again() {
    if (is_lingering() && !tree_->kill_left()) {
        finish(*std::exchange(held_end_, std::nullopt));
    }
}

void ChildProcess::finish(WaitStatus status) {
    ended(status);
    socket_.reset();
}

void ChildProcess::end_leftovers() {
    if (tree_) {
        tree_->kill_left();
    }
}

Result<void> ChildProcess::write_stdin(std::string_view bytes) {
    if (!stdin_) {
        return system_failure("write to the standard input of", EPIPE, process().name().process);
    }
    return stdin_->write(bytes);
}

Result<void> ChildProcess::deliver(const PoolEvent& event) {
    wire::EventHeader header;
    header.server = services().options.identifier;
    header.serial = event.serial;
    header.pool = pool_options().name;
    header.pool_serial = event.pool_serial;
    header.event_name = event.name;
    Result<void> written = write_stdin(wire::format_event(header, event.payload, pool_options().event_length));
    if (written) {
        services().log.debug("{}: READY -> BUSY", process().name().process);
        channel_.sent();
    }
    return written;
}

void ChildProcess::read_protocol(std::string_view bytes) {
    for (const ListenerChannel::Notice& notice : channel_.read(bytes)) {
        switch (notice.kind) {
            case ListenerChannel::Notice::Kind::Ready:
                services().log.debug("{}: ACKNOWLEDGED -> READY", process().name().process);
                became_ready();
                break;
            case ListenerChannel::Notice::Kind::Result:
                services().log.debug("{}: BUSY -> ACKNOWLEDGED", process().name().process);
                answered(notice.text);
                break;
            case ListenerChannel::Notice::Kind::Violation:
                on_violation(notice);
                break;
        }
    }
}

void ChildProcess::on_violation(const ListenerChannel::Notice& notice) {
    const std::string& name = process().name().process;
    if (notice.was_busy) {
        services().log.warn("{}: bad result line: '{}'", name, notice.text);
    }
    services().log.warn(
        "{}: has entered the UNKNOWN state and will no longer receive events, this usually indicates the process "
        "violated the eventlistener protocol (it wrote {}); restart it to heal it",
        name, xmlrpc::python_repr(notice.text));
    if (notice.was_busy) {
        broke_protocol();
    }
}

std::string ChildProcess::log_path(Stream stream) const {
    return stream == Stream::Stdout ? stdout_.log().path() : stderr_.log().path();
}

std::uint64_t ChildProcess::logged_bytes(Stream stream) const {
    return (stream == Stream::Stdout ? stdout_ : stderr_).log().written_bytes();
}

LastOutput ChildProcess::last_output(Stream stream, pid_t pid, std::size_t lines) const {
    if (stream == Stream::Stderr && process().spec().redirect_stderr) {
        return {LogTarget::Kind::Stderr, stdout_.log().path(), LastOutput::Outcome::Redirected,
                "redirect_stderr=true: they are in the log of stdout", ""};
    }
    return (stream == Stream::Stdout ? stdout_ : stderr_).log().last_output(pid, lines);
}

Result<void> ChildProcess::clear_logs() {
    const Result<void> cleared = stdout_.log().clear();
    return cleared ? stderr_.log().clear() : cleared;
}

std::vector<LogRotation> ChildProcess::rotate_logs() {
    return {stdout_.log().rotate(), stderr_.log().rotate()};
}

void ChildProcess::follow_rotation(const std::string& path) {
    stdout_.log().follow_rotation(path);
    stderr_.log().follow_rotation(path);
}

void ChildProcess::reopen_logs() {
    stdout_.log().reopen();
    stderr_.log().reopen();
}

void ChildProcess::remove_logs() {
    stdout_.log().remove_if_automatic();
    stderr_.log().remove_if_automatic();
}

} // namespace halberd
