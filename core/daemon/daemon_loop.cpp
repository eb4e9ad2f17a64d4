#include "core/daemon/daemon_loop.hpp"

#include "core/daemon/front_ends.hpp"
#include "core/daemon/main_log.hpp"
#include "core/os/auto_log.hpp"
#include "core/os/daemonize.hpp"
#include "core/os/pid_file.hpp"
#include "core/os/real_clock.hpp"
#include "core/os/reaper.hpp"
#include "core/os/signal_watch.hpp"

#include <unistd.h>
#include <boost/asio/io_context.hpp>

#include <csignal>

namespace halberd {
namespace {

// How long the answer to the request that ended it all may take to reach its client.
constexpr std::chrono::seconds time_for_last_answers{1};

void log_start_messages(Log& log, const DaemonLoop::Start& start) {
    for (const auto& [level, message] : start.messages) {
        log.write(level, message);
    }
}

void run_until_stopped(boost::asio::io_context& io, Supervisor& supervisor) {
    const SignalWatch children(io, {SIGCHLD}, [&](int) { supervisor.on_child_signal(); });
    announce_children();
    const SignalWatch requests(io, {SIGTERM, SIGINT, SIGQUIT, SIGHUP, SIGUSR2},
                               [&](int signal) { supervisor.on_signal(signal); });
    supervisor.begin();
    io.run();
}

// Tells the log's followers of its growth, for as long as the supervisor that serves them is there.
class LogWatch {
 public:
    LogWatch(MainLog& log, Supervisor& supervisor) : log_(log) {
        log_.set_on_written([&supervisor] { supervisor.on_main_log_written(); });
    }
    ~LogWatch() { log_.set_on_written(nullptr); }
    LogWatch(const LogWatch&) = delete;
    LogWatch& operator=(const LogWatch&) = delete;

 private:
    MainLog& log_;
};

std::optional<PidFile> write_pid_file(const std::string& path, Log& log) {
    auto written = PidFile::write(path);
    if (!written) {
        log.critical("could not write pidfile {}: {}", path, written.error().message());
        return std::nullopt;
    }
    log.info("supervisord started with pid {}", ::getpid());
    return std::move(*written);
}

Result<void> settle(DaemonLoop::Place place, const ServerOptions& options, boost::asio::io_context& io, Log& log) {
    if (place == DaemonLoop::Place::Foreground) {
        return {};
    }
    return daemonize({options.directory, options.umask.value_or(022)}, io, log);
}

Result<Supervisor::End> run_with_log(DaemonLoop::Start start, MainLog& main_log) {
    const ServerOptions options = start.configuration.server;
    Log& log = main_log.log();
    boost::asio::io_context io(1);
    const RealClock clock;
    Supervisor::End end;
    const auto on_end = [&](Supervisor::End how) {
        end = how;
        io.stop();
    };
    Supervisor supervisor({io, clock, log, start.read_configuration, start.read_added_program,
                           [&] { main_log.reopen(); }, [&] { return main_log.clear(); }, on_end},
                          std::move(start.configuration));
    const LogWatch log_watch(main_log, supervisor);
    const auto front_ends = FrontEnds::open({io, supervisor, clock, log, main_log.unfiltered()}, options);
    if (!front_ends) {
        return tl::unexpected(front_ends.error());
    }
    if (const auto settled = settle(start.place, options, io, log); !settled) {
        return tl::unexpected(settled.error());
    }
    bool all_threads_ended = true;
    {
        (*front_ends)->begin();
        const auto pid_file = write_pid_file(options.pidfile, log);
        run_until_stopped(io, supervisor);
        all_threads_ended = (*front_ends)->close();
        supervisor.forget_groups();
        io.restart();
        io.run_for(time_for_last_answers); // returns as soon as nothing is under way
        supervisor.wait_for_event_stores();
    }
    all_threads_ended = all_threads_ended && !supervisor.has_abandoned_threads();
    if (!all_threads_ended && end.kind == Supervisor::End::Kind::Exit) {
        ::_exit(end.exit_status); // destructors of static objects would pull the ground from under those threads
    }
    return end;
}

} // namespace

Result<Supervisor::End> DaemonLoop::run(Start start) {
    const ServerOptions& options = start.configuration.server;
    const auto opened_log = MainLog::open(options);
    if (!opened_log) {
        return tl::unexpected(opened_log.error());
    }
    Log& log = (*opened_log)->log();
    log_start_messages(log, start);
    if (!options.nocleanup) {
        clear_auto_logs(options.childlogdir, options.identifier, log);
    }
    auto ended = run_with_log(std::move(start), **opened_log);
    if (!ended) {
        log.critical("{}", ended.error().message());
    }
    return ended;
}

} // namespace halberd
