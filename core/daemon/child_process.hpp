#pragma once

#include "core/daemon/child_output.hpp"
#include "core/daemon/fcgi_sockets.hpp"
#include "core/daemon/member.hpp"
#include "core/listener/listener_channel.hpp"
#include "core/os/process_tree.hpp"
#include "core/os/stdin_pipe.hpp"
#include "core/process/spawn_plan.hpp"

#include <memory>
#include <optional>

namespace halberd {

// A member that is a program: spawned, read from, written to, signalled and reaped. When it has joined a pool, its
// stdout speaks the listener protocol and its stdin gets the events. The stdin of a FastCGI program is its socket.
class ChildProcess final : public Member {
 public:
    ChildProcess(std::string group, std::shared_ptr<const ProcessSpec> spec, DaemonServices& services);

    // It was reaped. Its last output reaches the logs before its end is reported. When it is stopped with
    // stop_scope=tree, its end is reported when its last descendant has ended.
    void on_reaped(WaitStatus status);

    bool is_lingering() const { return held_end_.has_value(); }

    // Some process has ended, perhaps the last that it was lingering for.
    void look_again();

    Result<void> check_startable() const override;
    Result<void> write_stdin(std::string_view bytes) override;
    std::string log_path(Stream stream) const override;
    std::uint64_t logged_bytes(Stream stream) const override;
    LastOutput last_output(Stream stream, pid_t pid, std::size_t lines) const override;
    bool has_own_process() const override { return true; }
    Result<void> clear_logs() override;
    std::vector<LogRotation> rotate_logs() override;
    void follow_rotation(const std::string& path) override;
    void reopen_logs() override;
    void remove_logs() override;

 private:
    Result<pid_t> spawn(const ProcessSpec& spec) override;
    Result<void> kill(pid_t target, int signal) override;
    Result<void> take_socket(const ProcessSpec& spec);
    Result<pid_t> spawn_program(const ProcessSpec& spec);
    Result<SpawnPlan> plan(const Environment& environment) const;

    void end_leftovers() override;
    void finish(WaitStatus status);

    bool waits_for_event() const override { return channel_.state() == ListenerChannel::State::Ready; }
    Result<void> deliver(const PoolEvent& event) override;
    void read_protocol(std::string_view bytes);
    void on_violation(const ListenerChannel::Notice& notice);

    ChildOutput stdout_;
    ChildOutput stderr_;
    std::optional<FcgiSockets::Share> socket_; // while there is a process that has it as its stdin
    std::optional<StdinPipe> stdin_;           // there is none with a socket
    ListenerChannel channel_;
    std::optional<ProcessTree> tree_;    // with stop_scope=tree
    std::optional<WaitStatus> held_end_; // of the main process, while others of the tree are not gone
};

} // namespace halberd
