#pragma once

#include "core/base/clock.hpp"
#include "core/base/daemon_usage.hpp"
#include "core/base/namespec.hpp"
#include "core/base/process_state.hpp"
#include "core/base/resource_usage.hpp"
#include "core/base/wait_status.hpp"
#include "core/config/program_spec.hpp"
#include "core/config/program_table.hpp"
#include "core/config/update_plan.hpp"
#include "core/rpc/event_feed.hpp"
#include "core/rpc/faults.hpp"
#include "core/rpc/group_editor.hpp"

#include <sys/types.h>

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace halberd {

// What getProcessInfo tells. Times are zero (the epoch) for "never".
struct ProcessInfo {
    Namespec name;
    ProcessState state = ProcessState::Stopped;
    pid_t pid = 0; // 0 when it does not run
    WallTime started;
    WallTime stopped;
    WallTime now;
    std::string spawn_error;
    int exit_status = 0;
    std::string stdout_logfile; // empty: none
    std::string stderr_logfile;
};

// One change of a process's state, and why.
struct PastTransition {
    WallTime at;
    ProcessState from = ProcessState::Stopped;
    ProcessState to = ProcessState::Stopped;
    std::string cause; // a phrase: "exit status 1", "requested by rpc"
};

// Why a process is where it is.
struct Explanation {
    ProcessInfo info;
    std::vector<PastTransition> history; // the last few, oldest first
    std::optional<WallTime> next_at;     // when something happens by itself
    std::string next;                    // what: "start again"; empty when nothing does
    std::string last_output;             // the last lines of its stderr, or of stdout where that goes there
};

// What a process takes of the machine, and what became of it. The counts are of this daemon's life, from start or
// reload on; they begin anew when an update changes the program.
struct ProcessUsage {
    ProcessInfo info;
    std::uint64_t starts = 0;   // all attempts to start it
    std::uint64_t restarts = 0; // those of them that nobody asked for
    std::optional<ResourceUsage>
        own; // of its process alone; nothing while there is none, nor for a plugin in the daemon
    std::optional<ResourceUsage> tree;         // with all descendants, and the CPU time of those that it has waited for
    std::optional<std::uint64_t> stdout_bytes; // written to its log; nothing when it has none
    std::optional<std::uint64_t> stderr_bytes;
};

// The figures of some milliseconds.
struct UsageReport {
    ResourceUsage daemon;
    std::vector<ProcessUsage> processes; // in the order of processes()
};

// One program of the configuration as last read, for getAllConfigInfo.
struct ProgramInfo {
    std::string group;
    int group_priority = 999;
    bool in_use = false; // the group is active
    ProcessSpec spec;
};

// A log that clients may read: the daemon's own, or a stream of a process.
struct LogTarget {
    enum class Kind { Main, Stdout, Stderr };
    Kind kind = Kind::Main;
    Namespec process; // for Stdout and Stderr
};

// A piece of a log, as tailProcessStdoutLog returns it.
struct LogTail {
    std::string bytes;
    std::int64_t offset = 0; // where the next call goes on
    bool overflow = false;   // bytes were left out before `bytes`
};

// How an event listener pool fares. The counts are of this daemon's life, from start or reload on.
struct PoolInfo {
    std::string name;
    std::uint64_t accepted = 0;  // events that it has taken
    std::uint64_t delivered = 0; // those that a listener has answered with OK
    std::uint64_t rejected = 0;  // answers other than OK, after each of which the event comes again
    std::uint64_t discarded = 0; // lost, because the buffer was full
    std::size_t under_way = 0;   // with a listener that has not answered yet
    std::size_t buffered = 0;
    std::size_t buffer_size = 0;    // 0 for a durable pool
    std::optional<WallTime> oldest; // when the oldest event in the buffer happened

    // Of a pool with delivery=durable.
    struct Durable {
        std::string file;
        std::uint64_t restored = 0; // events that were in the file when it was opened, beside the accepted ones
        std::uint64_t buffered_bytes = 0;
        std::uint64_t buffer_bytes = 0; // what they may be at most
        std::uint64_t disk_bytes = 0;   // what the file takes, with its log
        std::size_t unwritten = 0;      // events in memory that are not on disk yet
        std::string trouble;            // why they cannot be written; empty when all is well
    };
    std::optional<Durable> durable;
};

// What became of a log that was to be rotated.
struct LogRotation {
    enum class Outcome {
        Rotated,
        Empty,        // there was nothing to rotate
        NoLog,        // the stream has no log file
        NotRotatable, // a FIFO, a terminal, …
        NoBackups,    // no rotated files are kept
        Failed,
    };

    LogTarget::Kind stream = LogTarget::Kind::Stdout;
    std::string path; // empty: none
    Outcome outcome = Outcome::Rotated;
    std::string description; // the file that it was rotated to, or why it was not
};

// What a life of a process has written last to one of its streams.
struct LastOutput {
    enum class Outcome {
        Complete,   // the lines that were asked for, or all that there were
        Cut,        // fewer, because together they are too long
        Rotated,    // fewer, because older ones were rotated away or cleared
        Gone,       // none, because all were
        Redirected, // none, because they are in the log of stdout
        NoLog,      // none, because they are in no log file
    };

    LogTarget::Kind stream = LogTarget::Kind::Stdout;
    std::string path; // of the log; empty: none
    Outcome outcome = Outcome::Complete;
    std::string description; // why some or all are missing
    std::string lines;       // with their newlines
};

// One end of a process.
struct ProcessExit {
    Namespec name;
    pid_t pid = 0;
    WallTime started;
    WallTime ended;
    WaitStatus status = WaitStatus::from_exit_code(0);
    std::string directory; // where it was started
    std::string program;   // the file that was executed; empty for a plugin in the daemon
    uid_t uid = 0;         // as which it was started
    gid_t gid = 0;
    std::size_t crashes = 0;        // ends that were not expected, within the hour up to this one; 1,000 at most
    std::vector<LastOutput> output; // of stdout and of stderr
};

// Ends a follow_log() when it is destroyed.
class LogFollower {
 public:
    virtual ~LogFollower() = default;
};

enum class Wait { No, Yes };

// Everything that a front end (XML-RPC, the web pages, later the JSON API) may ask of the daemon. The daemon implements
// it; front ends know nothing else of it. All calls and all replies happen on the loop thread.
//
// Calls that may have to wait take a reply, which is called exactly once, always after the call has returned. The other
// calls answer at once.
class Control {
 public:
    using Reply = std::function<void(Answer<void>)>;

    virtual ~Control() = default;

    // --- the daemon
    virtual SupervisorState state() const = 0;
    virtual std::string identifier() const = 0;
    virtual pid_t pid() const = 0;
    virtual void shutdown() = 0;

    // Measures the daemon itself, its loop among the rest: the reply runs when the loop comes to it.
    using UsageReply = std::function<void(const DaemonUsage&)>;
    virtual void measure(UsageReply reply) = 0;

    // Stops everything and starts anew with the configuration read again. CantReread, and everything keeps running,
    // when the files are in error (Supervisor stops everything and exits then).
    virtual Answer<void> restart() = 0;

    // Reads the configuration again and says what differs from the active groups; changes nothing that runs.
    // CantReread, with every error as its detail, when the files are in error.
    virtual Answer<GroupChanges> reread() = 0;

    // Makes a group of the configuration as last read active. BadName, AlreadyAdded.
    virtual Answer<void> add_group(const std::string& name) = 0;

    // Forgets a group whose processes are all stopped. BadName, StillRunning.
    virtual Answer<void> remove_group(const std::string& name) = 0;

    // Reads the configuration again and says what `update` would do. Changes nothing: what add_group() and
    // update_group() work with is still what reread() has read. CantReread as there.
    virtual Answer<std::vector<GroupPlan>> plan() = 0;

    // Brings an active group to the configuration as last read. Only the members that appear, disappear or differ are
    // touched: what goes is stopped, what is new or different is made and, with autostart, started. The reply, with
    // what was done to each process, comes when all of that is done. BadName when the group is not active or not
    // configured, Failed while another update of it is under way, ShutdownState when the daemon goes down meanwhile.
    using UpdateReply = std::function<void(Answer<std::vector<ProcessPlan>>)>;
    virtual void update_group(const std::string& name, UpdateReply reply) = 0;

    virtual std::vector<ProgramInfo> configured_programs() const = 0;

    // --- processes
    // The members of the active groups, groups and members by rising priority.
    virtual std::vector<Namespec> processes() const = 0;

    // The members of one active group by rising priority, or BadName.
    virtual Answer<std::vector<Namespec>> members(const std::string& group) const = 0;

    virtual Answer<ProcessInfo> info(const Namespec& process) const = 0;

    // Shows what info() tells of every process, sorted by group and name. A status display of thousands asks for it
    // every few seconds: what is shown lives until `visit` returns, and nothing is looked up.
    virtual void for_each_info(const std::function<void(const ProcessInfo&)>& visit) const = 0;

    // BadName.
    virtual Answer<Explanation> explain(const Namespec& process) const = 0;

    // One of the last few ends of a process: that of `pid`, or the last one for 0. The output is what that life had
    // written last when it ended, as far as the logs still have it, at most `lines` lines of each stream; what came
    // after it is no part of it. BadName, Failed when that end is not known.
    virtual Answer<ProcessExit> explain_exit(const Namespec& process, pid_t pid, std::size_t lines) const = 0;

    // What the processes take of the machine. That is read from /proc, some 10 microseconds for each process of the
    // machine, in pieces of a millisecond, between which the loop does everything else.
    using ReportReply = std::function<void(UsageReport)>;
    virtual void usage(ReportReply reply) = 0;

    // Starts a process. With Wait::Yes the reply comes when it is RUNNING or has failed to get there; otherwise as soon
    // as it was spawned. BadName, NoFile, NotExecutable, AlreadyStarted, Failed, SpawnError, AbnormalTermination. `by`
    // names the front end, for the log: "rpc", "web".
    virtual void start(const Namespec& process, Wait wait, std::string_view by, Reply reply) = 0;

    // Stops a process. With Wait::Yes the reply comes when it has ended. BadName, NotRunning, Failed.
    virtual void stop(const Namespec& process, Wait wait, std::string_view by, Reply reply) = 0;

    // An automatic restart that is due after an exit is not made. Nothing happens when none is. `by` as for start().
    virtual void call_off_restart(const Namespec& process, std::string_view by) = 0;

    // The signal that reload_signal= of the program names, or nothing.
    virtual std::optional<int> reload_signal(const Namespec& process) const = 0;

    // Sends a signal. BadName, NotRunning, Failed.
    virtual Answer<void> signal(const Namespec& process, int signal) = 0;

    // Writes to the standard input of a process. BadName, NotRunning, NoFile (it has closed its stdin), Failed.
    virtual Answer<void> send_stdin(const Namespec& process, std::string_view bytes) = 0;

    // --- groups beside the configuration
    virtual GroupEditor& group_editor() = 0;

    // --- events
    virtual EventFeed& events() = 0;

    // By rising priority.
    virtual std::vector<PoolInfo> listener_pools() const = 0;
    virtual void send_remote_communication(std::string type, std::string data) = 0;

    // --- logs
    // Reads like Supervisor's readFile(): a negative offset counts from the end, length 0 is "up to the end".
    // BadName, NoFile, BadArguments, Failed.
    virtual Answer<std::string> read_log(const LogTarget& log, std::int64_t offset, std::int64_t length) const = 0;

    // Reads like Supervisor's tailFile(): the last `length` bytes, or what came after `offset`. A missing file is an
    // empty answer, not a fault. BadName.
    virtual Answer<LogTail> tail_log(const LogTarget& log, std::int64_t offset, std::int64_t length) const = 0;

    // Empties the log. For a process: BadName, Failed. For the main log: NoFile, Failed.
    virtual Answer<void> clear_main_log() = 0;
    virtual Answer<void> clear_process_logs(const Namespec& process) = 0;

    // Rotates the logs of a process at once, whatever their size: an answer for each stream. BadName.
    virtual Answer<std::vector<LogRotation>> rotate_process_logs(const Namespec& process) = 0;

    // Hands the last `tail_bytes` of the log to `on_bytes` and then every byte that is appended, through rotations and
    // clearing, until the follower is destroyed. `on_bytes` is never called before the call has returned. BadName,
    // NoFile.
    virtual Answer<std::unique_ptr<LogFollower>> follow_log(const LogTarget& log, std::int64_t tail_bytes,
                                                            std::function<void(std::string_view)> on_bytes) = 0;
};

} // namespace halberd
