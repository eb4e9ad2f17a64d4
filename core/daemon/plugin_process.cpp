#include "core/daemon/plugin_process.hpp"

#include "core/base/signal_names.hpp"

#include <unistd.h>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>

#include <csignal>

namespace halberd {
namespace {

PluginWorker::Post post_to(boost::asio::io_context& io) {
    return [&io](std::function<void()> work) { boost::asio::post(io, std::move(work)); };
}

} // namespace

PluginProcess::PluginProcess(std::string group, std::shared_ptr<const ProcessSpec> spec, PluginSpec plugin,
                             DaemonServices& services)
    : Member(std::move(group), std::move(spec), services),
      plugin_(std::move(plugin)),
      stderr_log_(process().spec().stderr_log, process().name().process, Stream::Stderr, services),
      worker_(process().name().process, post_to(services.io), *this) {}

PluginProcess::~PluginProcess() = default;

Result<void> PluginProcess::check_startable() const {
    if (::access(plugin_.library.c_str(), R_OK) != 0) {
        return system_failure("open plugin", errno, plugin_.library);
    }
    return {};
}

Result<void> PluginProcess::write_stdin(std::string_view) {
    return system_failure("write to the standard input of a plugin", EPIPE, process().name().process);
}

std::string PluginProcess::log_path(Stream stream) const {
    return stream == Stream::Stderr ? stderr_log_.path() : std::string();
}

std::uint64_t PluginProcess::logged_bytes(Stream stream) const {
    return stream == Stream::Stderr ? stderr_log_.written_bytes() : 0;
}

LastOutput PluginProcess::last_output(Stream stream, pid_t pid, std::size_t lines) const {
    if (stream == Stream::Stdout) {
        return {LogTarget::Kind::Stdout, "", LastOutput::Outcome::NoLog, "a plugin in the daemon has no stdout", ""};
    }
    return stderr_log_.last_output(pid, lines);
}

Result<void> PluginProcess::clear_logs() {
    return stderr_log_.clear();
}

std::vector<LogRotation> PluginProcess::rotate_logs() {
    return {stderr_log_.rotate()};
}

void PluginProcess::follow_rotation(const std::string& path) {
    stderr_log_.follow_rotation(path);
}

void PluginProcess::reopen_logs() {
    stderr_log_.reopen();
}

void PluginProcess::remove_logs() {
    stderr_log_.remove_if_automatic();
}

Result<pid_t> PluginProcess::spawn(const ProcessSpec&) {
    ready_ = false;
    stderr_log_.open(process().spec().log_format,
                     [this] { services().observer.on_log_written(*this, Stream::Stderr); });
    auto variables = environment();
    if (!variables) {
        return tl::unexpected(variables.error());
    }
    const Result<void> started = worker_.start(plugin_, std::move(*variables));
    if (!started) {
        return tl::unexpected(started.error());
    }
    writer_.emplace(stderr_log_, process().spec().log_format, LogSource{process().name(), ::getpid(), Stream::Stderr},
                    process().spec().log_marks, services().clock);
    return ::getpid();
}

Result<void> PluginProcess::kill(pid_t, int signal) {
    if (signal == SIGKILL) {
        worker_.abandon();
    } else if (signal == process().spec().stopsignals.front().number || signal == SIGTERM || signal == SIGINT ||
               signal == SIGQUIT) {
        worker_.request_stop();
    } else {
        services().log.warn("{}: {} means nothing to a plugin in the daemon, ignored", process().name().process,
                            signal_name(signal));
    }
    return {};
}

Result<void> PluginProcess::deliver(const PoolEvent& event) {
    ready_ = false;
    worker_.deliver(event, services().options.identifier, pool_options().name);
    return {};
}

void PluginProcess::on_plugin_ready() {
    ready_ = true;
    became_ready();
}

void PluginProcess::on_plugin_result(std::string_view result) {
    ready_ = true;
    answered(result);
}

void PluginProcess::on_plugin_log(std::string_view lines) {
    if (writer_) {
        writer_->write(lines);
    }
}

void PluginProcess::on_plugin_exit(WaitStatus status, std::string reason) {
    ready_ = false;
    if (status.signalled()) {
        services().observer.on_abandoned();
    }
    if (!reason.empty()) {
        on_plugin_log(reason + "\n");
        services().log.warn("{}: {}", process().name().process, reason);
    }
    if (writer_) {
        writer_->finish(status);
        writer_.reset();
        stderr_log_.on_end();
    }
    ended(status, std::move(reason));
}

} // namespace halberd
