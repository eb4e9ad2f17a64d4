#pragma once

#include "core/daemon/log_writer.hpp"
#include "core/daemon/member.hpp"
#include "core/daemon/member_log.hpp"
#include "core/os/log_capture.hpp"
#include "core/process/output_filter.hpp"

#include <functional>
#include <memory>
#include <optional>

namespace halberd {

// One output stream of a child on its way from the pipe to the log, and past those who look at it: capture mode,
// strip_ansi, events, syslog, log_format, the listener protocol, and the daemon's own log when its level is debug.
// Without any of these the bytes go from pipe to file unseen.
class ChildOutput {
 public:
    // `spec` and `owner` outlive this object.
    ChildOutput(const LogSpec& spec, Stream stream, Member& owner, DaemonServices& services);

    // Every byte also goes to `reader`: the daemon's end of the listener protocol.
    void set_reader(std::function<void(std::string_view)> reader) { reader_ = std::move(reader); }

    // Opens the log for a child that is about to start.
    void open_log();

    // The child has been started and writes to the other end of `pipe`.
    void attach(UniqueFd pipe, pid_t pid);

    // The child has ended so: what it wrote last reaches the log before this returns.
    void finish(WaitStatus status);

    MemberLog& log() { return log_; }
    const MemberLog& log() const { return log_; }

 private:
    bool must_look_at_bytes();
    bool has_marks() const;
    void on_bytes(std::string_view bytes);
    void show_in_main_log(std::string_view text);
    void on_text(std::string_view text);
    void on_captured(std::string_view text);

    const LogSpec& spec_;
    Stream stream_;
    Member& owner_;
    DaemonServices& services_;
    MemberLog log_;
    std::function<void(std::string_view)> reader_;
    pid_t pid_ = 0;
    std::optional<LogWriter> writer_; // while there is a child
    std::optional<OutputFilter> filter_;
    std::optional<StreamCapture> capture_;
};

} // namespace halberd
