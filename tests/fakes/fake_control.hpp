#pragma once

#include "core/rpc/control.hpp"

#include <algorithm>
#include <chrono>
#include <deque>
#include <functional>
#include <iterator>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace halberd {

// Events in memory. It records what was asked for.
class FakeEventFeed : public EventFeed {
 public:
    Entries entries; // those of them that are new enough are what find() answers
    mutable std::vector<Query> queries;
    std::vector<std::chrono::seconds> patiences;
    std::vector<Reply> waiting;

    Entries find(const Query& query) const override {
        queries.push_back(query);
        Entries found;
        std::copy_if(entries.begin(), entries.end(), std::back_inserter(found),
                     [&](const Entry& entry) { return entry.id > query.after; });
        return found;
    }
    void wait(Query query, std::chrono::seconds patience, Reply reply) override {
        queries.push_back(std::move(query));
        patiences.push_back(patience);
        waiting.push_back(std::move(reply));
    }
    std::vector<std::string> type_names() const override { return {"EVENT", "PROCESS_STATE", "TICK_5"}; }
};

// Groups in memory. It records what was asked for and answers `answer`.
class FakeGroupEditor : public GroupEditor {
 public:
    std::vector<std::string> names;
    Answer<void> answer;
    std::vector<std::string> asked;

    std::vector<std::string> group_names() const override { return names; }
    Answer<void> add_program(const std::string& group, const AddedProgram& program) override {
        std::string text = "add " + program.name + " to " + group + ":";
        for (const auto& [key, value] : program.options) {
            text += " " + key + "=" + value;
        }
        asked.push_back(text);
        return answer;
    }
    Answer<void> remove_process(const Namespec& process) override {
        asked.push_back("remove " + to_string(process));
        return answer;
    }
    void log(LogLevel level, std::string_view message) override {
        asked.push_back("log " + std::to_string(static_cast<int>(level)) + " " + std::string(message));
    }
};

// A daemon in memory: it holds what front ends may see and records what they ask. Replies wait until run_replies(), as
// the real ones wait for the loop.
class FakeControl : public Control {
 public:
    struct Process {
        ProcessInfo info;
        std::optional<Fault> start_fault; // start() answers this
        std::optional<Fault> stop_fault;
        std::optional<Fault> stdin_fault;
        std::optional<Fault> clear_fault;
        std::vector<LogRotation> rotations; // what rotate_process_logs() answers
        std::string stdin_text;
        std::optional<int> reload_signal;
        std::vector<int> signals;
    };

    // What may be set and looked at.
    SupervisorState supervisor_state = SupervisorState::Running;
    std::vector<Namespec> order;
    std::map<Namespec, Process> table;
    std::map<std::string, std::string> logs; // by log_key(); a log that is not there has no file
    Answer<GroupChanges> changes = GroupChanges{};
    std::map<std::string, FaultCode> group_faults; // what add_group and remove_group answer
    Answer<std::vector<GroupPlan>> planned = std::vector<GroupPlan>{};
    std::map<std::string, Answer<std::vector<ProcessPlan>>> updates; // what update_group answers; BadName for others
    std::vector<ProgramInfo> programs;
    std::optional<Fault> clear_main_fault;
    bool hold_replies = false;          // replies of start and stop wait in `held` until release()
    std::vector<std::string> calls;     // "start web:a wait rpc", "shutdown", …
    Explanation explanation;            // what explain() answers, apart from its info
    std::vector<ProcessExit> exits;     // what explain_exit() answers, if the name and the pid are right
    UsageReport usages;                 // what usage() answers
    std::vector<std::string> calls_off; // "web:a rpc": whose restart was called off, and by what front end
    std::vector<std::pair<std::string, std::string>> remote_events;
    DaemonUsage usage_of_daemon; // what measure() answers
    FakeEventFeed feed;
    FakeGroupEditor editor;
    std::vector<PoolInfo> pools;

    // Adds a process; those added first come first in priority.
    Process& add(const std::string& group, const std::string& name, ProcessState state = ProcessState::Running) {
        const Namespec spec{group, name};
        Process& process = table[spec];
        process.info.name = spec;
        process.info.state = state;
        process.info.now = WallTime(std::chrono::seconds(1'795'458'965));
        if (state == ProcessState::Running) {
            process.info.pid = 100 + static_cast<pid_t>(table.size());
            process.info.started = process.info.now - std::chrono::seconds(5);
        }
        process.info.stdout_logfile = "/log/" + name + ".out";
        process.info.stderr_logfile = "/log/" + name + ".err";
        order.push_back(spec);
        return process;
    }

    static std::string log_key(const LogTarget& log) {
        if (log.kind == LogTarget::Kind::Main) {
            return "main";
        }
        return to_string(log.process) + (log.kind == LogTarget::Kind::Stdout ? " stdout" : " stderr");
    }

    // Appends to a log and hands the bytes to its followers.
    void append_log(const std::string& key, std::string_view bytes) {
        logs[key] += bytes;
        const auto snapshot = followers_;
        for (const auto& follower : snapshot) {
            if (follower->key == key && follower->on_bytes) {
                follower->on_bytes(bytes);
            }
        }
    }
    std::size_t follower_count() const { return followers_.size(); }

    // Delivers the replies that wait, and those that these bring about.
    void run_replies() {
        while (!replies_.empty()) {
            const auto reply = std::move(replies_.front());
            replies_.pop_front();
            reply();
        }
    }

    // Lets a held start or stop end.
    void release(const Namespec& process) {
        const auto node = held_.extract(process);
        if (!node.empty()) {
            node.mapped()();
        }
        run_replies();
    }

    // Called when a reply begins to wait, for programs that have a loop to run it in.
    std::function<void()> on_reply_waiting;

    // --- Control
    SupervisorState state() const override { return supervisor_state; }
    std::string identifier() const override { return "supervisor"; }
    pid_t pid() const override { return 42; }
    void shutdown() override {
        calls.emplace_back("shutdown");
        supervisor_state = SupervisorState::Shutdown;
    }
    void measure(UsageReply reply) override {
        post([this, reply = std::move(reply)] { reply(usage_of_daemon); });
    }
    Answer<void> restart() override {
        calls.emplace_back("restart");
        if (!changes) {
            return tl::unexpected(changes.error());
        }
        supervisor_state = SupervisorState::Restarting;
        return {};
    }
    Answer<GroupChanges> reread() override { return changes; }
    Answer<void> add_group(const std::string& name) override { return change_group("add " + name, name); }
    Answer<void> remove_group(const std::string& name) override { return change_group("remove " + name, name); }
    Answer<std::vector<GroupPlan>> plan() override { return planned; }
    void update_group(const std::string& name, UpdateReply reply) override {
        calls.push_back("update " + name);
        const auto found = updates.find(name);
        post([reply = std::move(reply),
              answer = found != updates.end() ? found->second : fault(FaultCode::BadName, name)] { reply(answer); });
    }
    std::vector<ProgramInfo> configured_programs() const override { return programs; }

    std::vector<Namespec> processes() const override { return order; }
    Answer<std::vector<Namespec>> members(const std::string& group) const override {
        std::vector<Namespec> found;
        std::copy_if(order.begin(), order.end(), std::back_inserter(found),
                     [&](const Namespec& name) { return name.group == group; });
        if (found.empty()) {
            return fault(FaultCode::BadName, "group " + group);
        }
        return found;
    }
    Answer<Explanation> explain(const Namespec& process) const override {
        const auto known = info(process);
        if (!known) {
            return tl::unexpected<Fault>(known.error());
        }
        Explanation made = explanation;
        made.info = *known;
        return made;
    }
    Answer<ProcessInfo> info(const Namespec& process) const override {
        const auto found = table.find(process);
        if (found == table.end()) {
            return fault(FaultCode::BadName, "process " + to_string(process));
        }
        return found->second.info;
    }

    Answer<ProcessExit> explain_exit(const Namespec& process, pid_t pid, std::size_t lines) const override {
        if (const auto known = info(process); !known) {
            return tl::unexpected<Fault>(known.error());
        }
        for (ProcessExit made : exits) {
            if (made.name == process && made.pid == pid) {
                made.output.front().lines += std::to_string(lines);
                return made;
            }
        }
        return fault(FaultCode::Failed, "not known");
    }

    void for_each_info(const std::function<void(const ProcessInfo&)>& visit) const override {
        for (const auto& [name, process] : table) { // a map: by name
            visit(process.info);
        }
    }

    void usage(ReportReply reply) override {
        post([this, reply = std::move(reply)] { reply(usages); });
    }

    void start(const Namespec& name, Wait wait, std::string_view by, Reply reply) override {
        record("start", name, wait, by);
        Process* process = find(name);
        if (process == nullptr) {
            later(std::move(reply), fault(FaultCode::BadName, "?"));
        } else if (process->start_fault) {
            later(std::move(reply), tl::unexpected<Fault>(*process->start_fault));
        } else if (is_running(process->info.state)) {
            later(std::move(reply), fault(FaultCode::AlreadyStarted, "?"));
        } else {
            process->info.state = ProcessState::Starting;
            finish(name, wait, ProcessState::Running, std::move(reply));
        }
    }
    void stop(const Namespec& name, Wait wait, std::string_view by, Reply reply) override {
        record("stop", name, wait, by);
        Process* process = find(name);
        if (process == nullptr) {
            later(std::move(reply), fault(FaultCode::BadName, "?"));
        } else if (process->stop_fault) {
            later(std::move(reply), tl::unexpected<Fault>(*process->stop_fault));
        } else if (!is_running(process->info.state)) {
            later(std::move(reply), fault(FaultCode::NotRunning, "?"));
        } else {
            process->info.state = ProcessState::Stopping;
            finish(name, wait, ProcessState::Stopped, std::move(reply));
        }
    }
    void call_off_restart(const Namespec& name, std::string_view by) override {
        calls_off.push_back(to_string(name) + " " + std::string(by));
    }
    std::optional<int> reload_signal(const Namespec& name) const override {
        const auto found = table.find(name);
        return found != table.end() ? found->second.reload_signal : std::nullopt;
    }
    Answer<void> signal(const Namespec& name, int signal) override {
        Process* process = find(name);
        if (process == nullptr) {
            return fault(FaultCode::BadName, "?");
        }
        if (!is_signallable(process->info.state)) {
            return fault(FaultCode::NotRunning, "?");
        }
        process->signals.push_back(signal);
        return {};
    }
    Answer<void> send_stdin(const Namespec& name, std::string_view bytes) override {
        Process* process = find(name);
        if (process == nullptr) {
            return fault(FaultCode::BadName, "?");
        }
        if (process->stdin_fault) {
            return tl::unexpected<Fault>(*process->stdin_fault);
        }
        if (process->info.pid == 0) {
            return fault(FaultCode::NotRunning, "?");
        }
        process->stdin_text += bytes;
        return {};
    }
    EventFeed& events() override { return feed; }
    GroupEditor& group_editor() override { return editor; }
    std::vector<PoolInfo> listener_pools() const override { return pools; }
    void send_remote_communication(std::string type, std::string data) override {
        remote_events.emplace_back(std::move(type), std::move(data));
    }

    Answer<std::string> read_log(const LogTarget& log, std::int64_t offset, std::int64_t length) const override {
        const auto found = logs.find(log_key(log));
        if (found == logs.end()) {
            return fault(FaultCode::NoFile, "/log/missing");
        }
        if (length < 0 || (offset < 0 && length != 0)) {
            return fault(FaultCode::BadArguments, "not shown to clients");
        }
        const std::string& bytes = found->second;
        const auto size = static_cast<std::int64_t>(bytes.size());
        const std::int64_t begin = offset < 0 ? std::max<std::int64_t>(size + offset, 0) : std::min(offset, size);
        return bytes.substr(static_cast<std::size_t>(begin),
                            length == 0 ? std::string::npos : static_cast<std::size_t>(length));
    }
    Answer<LogTail> tail_log(const LogTarget& log, std::int64_t offset, std::int64_t length) const override {
        const auto found = logs.find(log_key(log));
        if (found == logs.end()) {
            return LogTail{};
        }
        const auto size = static_cast<std::int64_t>(found->second.size());
        const bool overflow = size > offset + length;
        const std::int64_t begin = std::max<std::int64_t>(size - length, 0);
        return LogTail{found->second.substr(static_cast<std::size_t>(begin)), size, overflow};
    }
    Answer<void> clear_main_log() override {
        calls.emplace_back("clear main log");
        return clear_main_fault ? Answer<void>(tl::unexpected<Fault>(*clear_main_fault)) : Answer<void>();
    }
    Answer<void> clear_process_logs(const Namespec& name) override {
        calls.push_back("clear " + to_string(name));
        const Process* process = find(name);
        if (process == nullptr) {
            return fault(FaultCode::BadName, "?");
        }
        return process->clear_fault ? Answer<void>(tl::unexpected<Fault>(*process->clear_fault)) : Answer<void>();
    }
    Answer<std::vector<LogRotation>> rotate_process_logs(const Namespec& name) override {
        calls.push_back("rotate " + to_string(name));
        const Process* process = find(name);
        return process != nullptr ? Answer<std::vector<LogRotation>>(process->rotations)
                                  : fault(FaultCode::BadName, "?");
    }
    Answer<std::unique_ptr<LogFollower>> follow_log(const LogTarget& log, std::int64_t tail_bytes,
                                                    std::function<void(std::string_view)> on_bytes) override {
        const std::string key = log_key(log);
        const auto found = logs.find(key);
        if (found == logs.end()) {
            return fault(FaultCode::NoFile);
        }
        auto entry = std::make_shared<Following>(Following{key, std::move(on_bytes)});
        followers_.push_back(entry);
        const auto size = static_cast<std::int64_t>(found->second.size());
        const std::string tail =
            found->second.substr(static_cast<std::size_t>(std::max<std::int64_t>(size - tail_bytes, 0)));
        post([entry, tail] {
            if (entry->on_bytes) {
                entry->on_bytes(tail);
            }
        });
        return std::make_unique<Follower>(*this, entry);
    }

 private:
    struct Following {
        std::string key;
        std::function<void(std::string_view)> on_bytes; // empty once the follower has gone
    };
    class Follower : public LogFollower {
     public:
        Follower(FakeControl& control, std::shared_ptr<Following> entry)
            : control_(control), entry_(std::move(entry)) {}
        ~Follower() override {
            entry_->on_bytes = nullptr;
            std::erase(control_.followers_, entry_);
        }
        Follower(const Follower&) = delete;
        Follower& operator=(const Follower&) = delete;

     private:
        FakeControl& control_;
        std::shared_ptr<Following> entry_;
    };

    Process* find(const Namespec& name) {
        const auto found = table.find(name);
        return found != table.end() ? &found->second : nullptr;
    }
    void record(std::string_view verb, const Namespec& name, Wait wait, std::string_view by) {
        calls.push_back(std::string(verb) + " " + to_string(name) + (wait == Wait::Yes ? " wait " : " ") +
                        std::string(by));
    }
    Answer<void> change_group(std::string call, const std::string& name) {
        calls.push_back(std::move(call));
        const auto found = group_faults.find(name);
        return found != group_faults.end() ? Answer<void>(fault(found->second, "?")) : Answer<void>();
    }
    void post(std::function<void()> reply) {
        replies_.push_back(std::move(reply));
        if (on_reply_waiting) {
            on_reply_waiting();
        }
    }
    void later(Reply reply, Answer<void> answer) {
        post([reply = std::move(reply), answer = std::move(answer)] { reply(answer); });
    }
    void finish(const Namespec& name, Wait wait, ProcessState state, Reply reply) {
        auto done = [this, name, state, reply = std::move(reply)]() mutable {
            table[name].info.state = state;
            table[name].info.pid = state == ProcessState::Running ? 999 : 0;
            later(std::move(reply), {});
        };
        if (hold_replies && wait == Wait::Yes) {
            held_[name] = std::move(done);
        } else {
            done();
        }
    }

    std::deque<std::function<void()>> replies_;
    std::map<Namespec, std::function<void()>> held_;
    std::vector<std::shared_ptr<Following>> followers_;
};

} // namespace halberd
