#pragma once

#include "core/daemon/log_writer.hpp"
#include "core/daemon/member.hpp"
#include "core/daemon/member_log.hpp"
#include "core/plugin/plugin_worker.hpp"

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace halberd {

// A member that is a plugin in the daemon. Its pid is the daemon's; its stderr log holds what it says; signals other
// than those that end it have no meaning for it.
class PluginProcess final : public Member, private PluginWorker::Observer {
 public:
    PluginProcess(std::string group, std::shared_ptr<const ProcessSpec> spec, PluginSpec plugin,
                  DaemonServices& services);
    ~PluginProcess() override;

    Result<void> check_startable() const override;
    Result<void> write_stdin(std::string_view bytes) override;
    std::string log_path(Stream stream) const override;
    std::uint64_t logged_bytes(Stream stream) const override;
    LastOutput last_output(Stream stream, pid_t pid, std::size_t lines) const override;
    bool has_own_process() const override { return false; }
    Result<void> clear_logs() override;
    std::vector<LogRotation> rotate_logs() override;
    void follow_rotation(const std::string& path) override;
    void reopen_logs() override;
    void remove_logs() override;

 private:
    Result<pid_t> spawn(const ProcessSpec& spec) override;
    Result<void> kill(pid_t target, int signal) override;

    bool waits_for_event() const override { return ready_; }
    Result<void> deliver(const PoolEvent& event) override;

    void on_plugin_ready() override;
    void on_plugin_result(std::string_view result) override;
    void on_plugin_log(std::string_view lines) override;
    void on_plugin_exit(WaitStatus status, std::string reason) override;

    PluginSpec plugin_;
    MemberLog stderr_log_;
    PluginWorker worker_;
    std::optional<LogWriter> writer_; // while the plugin runs
    bool ready_ = false;
};

} // namespace halberd
