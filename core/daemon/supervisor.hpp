#pragma once

#include "core/base/clock.hpp"
#include "core/base/log.hpp"
#include "core/config/program_table.hpp"
#include "core/daemon/deadline_timer.hpp"
#include "core/daemon/event_recorder.hpp"
#include "core/daemon/event_stores.hpp"
#include "core/daemon/fcgi_sockets.hpp"
#include "core/daemon/group_table.hpp"
#include "core/daemon/log_followers.hpp"
#include "core/daemon/member.hpp"
#include "core/daemon/shutdown_sequence.hpp"
#include "core/daemon/tick_timer.hpp"
#include "core/daemon/waiting_replies.hpp"
#include "core/events/event_bus.hpp"
#include "core/os/capture_resources.hpp"
#include "core/os/log_compressor.hpp"
#include "core/rpc/control.hpp"

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <random>
#include <string>
#include <unordered_map>
#include <vector>

namespace boost::asio {
class io_context;
}

namespace halberd {

class ChildProcess;
class UsageSnapshot;

// The daemon from one configuration to the next: it owns the groups, hands exits and deadlines to their processes, and
// does what front ends ask for. A reload ends this object and makes another one.
class Supervisor final : public Control,
                         private GroupEditor,
                         private DaemonServices::Observer,
                         private ShutdownSequence::Groups {
 public:
    // How the daemon goes on after this object has stopped everything.
    struct End {
        enum class Kind { Exit, Reload };
        Kind kind = Kind::Exit;
        int exit_status = 0; // for Exit: of the essential program that brought the daemon down
    };

    // What it takes from outside. All references outlive the supervisor.
    struct World {
        boost::asio::io_context& io;
        const Clock& clock;
        Log& log;
        std::function<Configuration(Diagnostics&)> read_configuration; // reads the files again
        std::function<std::vector<ProcessSpec>(const AddedProgram&, const std::string& group, const ServerOptions&,
                                               Diagnostics&)>
            read_added_program;
        std::function<void()> reopen_main_log;
        std::function<Result<void>()> clear_main_log;
        std::function<void(End)> on_end; // everything is stopped
    };

    Supervisor(World world, Configuration configuration);
    ~Supervisor() override;

    // Makes the groups active and starts what autostart says.
    void begin();

    // Everything is stopped and this object is about to go: no timer of it shall keep the loop busy.
    void forget_groups();

    // After forget_groups(): waits, not for long, until the events of durable pools are on disk.
    void wait_for_event_stores();

    // Children may have ended.
    void on_child_signal();

    // TERM, INT, QUIT: exit. HUP: reload. USR2: open the logs anew.
    void on_signal(int signal);

    // The main log has grown.
    void on_main_log_written() { followers_.on_written({LogTarget::Kind::Main, {}}); }

    const ServerOptions& options() const { return options_; }

    // A plugin, or a disk, had to be abandoned: its thread may still run, so the process must end without running
    // destructors.
    bool has_abandoned_threads() const { return has_abandoned_threads_; }

    // --- Control
    SupervisorState state() const override { return state_; }
    std::string identifier() const override { return options_.identifier; }
    pid_t pid() const override;
    void shutdown() override;
    Answer<void> restart() override;
    Answer<GroupChanges> reread() override;
    Answer<void> add_group(const std::string& name) override;
    Answer<void> remove_group(const std::string& name) override;
    Answer<std::vector<GroupPlan>> plan() override;
    void update_group(const std::string& name, UpdateReply reply) override;
    std::vector<ProgramInfo> configured_programs() const override;
    std::vector<Namespec> processes() const override;
    Answer<std::vector<Namespec>> members(const std::string& group) const override;
    Answer<ProcessInfo> info(const Namespec& process) const override;
    void for_each_info(const std::function<void(const ProcessInfo&)>& visit) const override;
    Answer<Explanation> explain(const Namespec& process) const override;
    Answer<ProcessExit> explain_exit(const Namespec& process, pid_t pid, std::size_t lines) const override;
    void usage(ReportReply reply) override;
    void start(const Namespec& process, Wait wait, std::string_view by, Reply reply) override;
    void stop(const Namespec& process, Wait wait, std::string_view by, Reply reply) override;
    void call_off_restart(const Namespec& process, std::string_view by) override;
    std::optional<int> reload_signal(const Namespec& process) const override;
    Answer<void> signal(const Namespec& process, int signal) override;
    Answer<void> send_stdin(const Namespec& process, std::string_view bytes) override;
    GroupEditor& group_editor() override { return *this; }
    EventFeed& events() override { return recorder_; }
    std::vector<PoolInfo> listener_pools() const override;
    void send_remote_communication(std::string type, std::string data) override;
    void measure(UsageReply reply) override;
    Answer<std::string> read_log(const LogTarget& log, std::int64_t offset, std::int64_t length) const override;
    Answer<LogTail> tail_log(const LogTarget& log, std::int64_t offset, std::int64_t length) const override;
    Answer<void> clear_main_log() override;
    Answer<void> clear_process_logs(const Namespec& process) override;
    Answer<std::vector<LogRotation>> rotate_process_logs(const Namespec& process) override;
    Answer<std::unique_ptr<LogFollower>> follow_log(const LogTarget& log, std::int64_t tail_bytes,
                                                    std::function<void(std::string_view)> on_bytes) override;

 private:
    // DaemonServices::Observer
    void on_spawned(ChildProcess& child, pid_t pid) override;
    void on_lingering(ChildProcess& child) override { lingering_.push_back(&child); }
    bool is_supervised(pid_t pid) const override { return children_.contains(pid); }
    void on_abandoned() override { has_abandoned_threads_ = true; }
    void on_transition(Member& member) override;
    void on_listener_answered() override;
    void on_log_written(Member& member, Stream stream) override;
    void on_log_rotated(const std::string& path) override;
    bool allows_restart() const override { return state_ == SupervisorState::Running; }

    // GroupEditor
    std::vector<std::string> group_names() const override;
    Answer<void> add_program(const std::string& group, const AddedProgram& program) override;
    Answer<void> remove_process(const Namespec& process) override;
    void log(LogLevel level, std::string_view message) override;

    // ShutdownSequence::Groups
    void stop_group(const std::string& group) override;
    std::vector<std::string> unstopped() const override;
    bool is_stopped(const std::string& group) const override;
    bool has_news(const std::string& group) const override;

    // An update_group() under way.
    struct GroupUpdate {
        std::shared_ptr<const GroupSpec> wanted;
        GroupPlan plan;
        UpdateReply reply;
    };

    void activate(std::shared_ptr<const GroupSpec> spec);
    void take(const std::vector<std::pair<pid_t, WaitStatus>>& ended);
    void start_automatically(Member& member);
    void forget(Member& member);
    void look_at_lingering();
    void continue_update(const std::string& group);
    void apply(const std::shared_ptr<const GroupSpec>& wanted, const GroupPlan& plan);
    void end_updates();
    void begin_to_end(SupervisorState state, std::string why);
    void go_down_with(const Process& process);
    Answer<void> reload(const std::string& why);

    // Logs what is wrong, an error a line, and makes the answer for the person who asked, with the lines of the files.
    tl::unexpected<Fault> refuse_configuration(const Diagnostics& diagnostics);
    void answer_later(Reply reply, Answer<void> answer);
    std::optional<Answer<void>> try_start(Member& member, std::string_view by);
    Answer<std::string> log_path(const LogTarget& log) const;
    ProcessInfo info_of(const Member& member) const;
    std::optional<ProcessUsage> usage_of(const Namespec& process, const UsageSnapshot& snapshot) const;

    World world_;
    ServerOptions options_;
    std::vector<std::shared_ptr<const GroupSpec>> configured_; // as last read
    Environment environment_;
    std::minstd_rand random_{std::random_device{}()};
    EventBus bus_;
    EventRecorder recorder_;
    CaptureResources capture_;
    LogCompressor compressor_;
    FcgiSockets fcgi_sockets_;
    EventStores event_stores_;
    DaemonServices services_;
    DeadlineTimer deadlines_;
    WaitingReplies waiting_;
    LogFollowers followers_;
    TickTimer ticks_;
    GroupTable groups_;
    std::unordered_map<pid_t, ChildProcess*> children_;
    std::vector<ChildProcess*> lingering_;       // ended, but their descendants are not gone
    std::map<std::string, GroupUpdate> updates_; // by group; each waits for its members to stop
    SupervisorState state_ = SupervisorState::Running;
    std::string stop_reason_;
    std::optional<int> exit_status_; // of the program that brings the daemon down
    std::unique_ptr<ShutdownSequence> shutdown_;
    bool has_abandoned_threads_ = false;
};

} // namespace halberd
