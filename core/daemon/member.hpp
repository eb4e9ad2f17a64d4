#pragma once

#include "core/config/server_options.hpp"
#include "core/events/event_bus.hpp"
#include "core/listener/listener_pool.hpp"
#include "core/process/child_environment.hpp"
#include "core/process/process.hpp"
#include "core/rpc/control.hpp"

#include <cstdint>
#include <memory>
#include <random>
#include <string>
#include <string_view>
#include <vector>

namespace boost::asio {
class io_context;
}

namespace halberd {

class CaptureResources;
class ChildProcess;
class EventStores;
class FcgiSockets;
class LogCompressor;
class Member;

// What the members of groups need from the daemon. Everything outlives the members.
struct DaemonServices {
    // Told what happens to members, on the loop thread.
    class Observer {
     public:
        virtual ~Observer() = default;
        virtual void on_spawned(ChildProcess& child, pid_t pid) = 0;

        // A child has ended whose descendants have been killed, but are not gone: it wants look_again() after each
        // SIGCHLD, until it is no more lingering.
        virtual void on_lingering(ChildProcess& child) = 0;
        virtual bool is_supervised(pid_t pid) const = 0;

        // The thread of a plugin that does not return was given up.
        virtual void on_abandoned() = 0;
        virtual void on_transition(Member& member) = 0;

        // A listener has dealt with an event.
        virtual void on_listener_answered() = 0;

        // Bytes were appended to a log of the member.
        virtual void on_log_written(Member& member, Stream stream) = 0;

        // The log with that path was rotated, and its backups are about to be packed.
        virtual void on_log_rotated(const std::string& path) = 0;

        // Programs may be restarted: the daemon is not going down.
        virtual bool allows_restart() const = 0;
    };

    boost::asio::io_context& io;
    const Clock& clock;
    Log& log;
    EventBus& bus;
    CaptureResources& capture;
    LogCompressor& compressor;
    FcgiSockets& fcgi_sockets;
    EventStores& event_stores;
    const ServerOptions& options;
    const Environment& environment; // the daemon's own, with environment= of [supervisord]
    std::minstd_rand& random;
    Observer& observer;
};

// One end of a process.
struct PastExit {
    pid_t pid = 0;
    WallTime started;
    WallTime ended;
    WaitStatus status;
    std::size_t crashes = 0; // within the hour up to this end, itself among them if it was one
};

// One member of a group: the state machine of a process together with its way to run. A ChildProcess runs a program, a
// PluginProcess a plugin in the daemon; to the rest of the daemon they look alike.
class Member : protected Process::Port, protected ListenerEndpoint {
 public:
    Member(std::string group, std::shared_ptr<const ProcessSpec> spec, DaemonServices& services);
    Member(const Member&) = delete;
    Member& operator=(const Member&) = delete;

    Process& process() { return process_; }
    const Process& process() const { return process_; }

    // Makes this member of an event listener pool: it gets events and reports to `pool`, which outlives it.
    void join(ListenerPool& pool);

    // Takes it out of its pool, if it is in one: it is about to go while the pool stays.
    void leave_pool();

    // Stops it. With stop_scope=tree that goes for what an earlier process of it has left, too.
    Result<void> stop(Cause cause);

    // What would keep it from being started: errno_code ENOENT when the command does not exist, EACCES when it is not
    // executable. Answered without starting anything.
    virtual Result<void> check_startable() const = 0;

    // Writes to its standard input. errno_code EPIPE when there is none (any more).
    virtual Result<void> write_stdin(std::string_view bytes) = 0;

    // The file that holds a stream; empty when there is none.
    virtual std::string log_path(Stream stream) const = 0;

    // How much it has written to that file since it was made; 0 when there is none.
    virtual std::uint64_t logged_bytes(Stream stream) const = 0;

    // The last few ends, oldest first: for each of them last_output() has an answer.
    const std::vector<PastExit>& past_exits() const { return past_exits_; }

    // What the last life of that pid, of those that have ended, has written last to a stream.
    virtual LastOutput last_output(Stream stream, pid_t pid, std::size_t lines) const = 0;

    // A process of its own runs it: the pid is not the daemon's.
    virtual bool has_own_process() const = 0;
    virtual Result<void> clear_logs() = 0;

    // Rotates its logs at once, whatever their size.
    virtual std::vector<LogRotation> rotate_logs() = 0;

    // Somebody in the daemon has rotated the log with that path: if it is one of its own, it goes on in the new file.
    virtual void follow_rotation(const std::string& path) = 0;
    virtual void reopen_logs() = 0;

    // It leaves the configuration: its AUTO logs go with it.
    virtual void remove_logs() = 0;

 protected:
    // Process::Port, as far as it is the same for all.
    SteadyTime steady() const override { return services_.clock.steady(); }
    WallTime wall() const override { return services_.clock.wall(); }
    void publish(const Event& event) override;
    bool allows_restart() const override { return services_.observer.allows_restart(); }
    double chance() override { return std::uniform_real_distribution<>(0, 1)(services_.random); }

    // ListenerEndpoint, likewise.
    const std::string& listener_name() const override { return process_.name().process; }
    bool is_ready() const override { return process_.state() == ProcessState::Running && waits_for_event(); }

    // There is no process of it: ends what the last one has left, if that is wanted.
    virtual void end_leftovers() {}

    // The listener at the other end has said that it is ready for an event.
    virtual bool waits_for_event() const = 0;

    // What subclasses report.
    void became_ready();
    void answered(std::string_view result);
    void broke_protocol();
    void ended(WaitStatus status, std::string reason = {});

    // The variables for the program or plugin: environment_file= is read for each start. The error's message is fit for
    // a spawn error.
    Result<Environment> environment() const;

    bool is_listener() const { return pool_ != nullptr; }
    const ListenerPoolOptions& pool_options() const { return pool_->options(); }

    DaemonServices& services() { return services_; }
    const DaemonServices& services() const { return services_; }

 private:
    DaemonServices& services_;
    Process process_;
    std::vector<PastExit> past_exits_;
    ListenerPool* pool_ = nullptr;
};

} // namespace halberd
