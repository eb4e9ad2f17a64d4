#include "ctl/foreground.hpp"

#include "core/base/process_state.hpp"
#include "core/base/unique_fd.hpp"
#include "ctl/answers.hpp"
#include "ctl/fault_codes.hpp"
#include "ctl/logtail_path.hpp"

#include <sys/eventfd.h>

#include <array>
#include <memory>
#include <optional>
#include <thread>
#include <utility>

namespace halberd::ctl {
namespace {

using xmlrpc::CallError;

// Shows both output streams of a process, each from a thread of its own, for as long as it exists.
class OutputStreams {
 public:
    OutputStreams(Session& session, const std::string& process) : stop_(::eventfd(0, EFD_CLOEXEC)) {
        threads_[0] = std::thread(follow, session.remote().another(stop_.get()), std::ref(session.console()),
                                  logtail_path(process, "stdout"));
        threads_[1] = std::thread(follow, session.remote().another(stop_.get()), std::ref(session.console()),
                                  logtail_path(process, "stderr"));
    }

    ~OutputStreams() {
        ::eventfd_write(stop_.get(), 1);
        for (std::thread& thread : threads_) {
            thread.join();
        }
    }

    OutputStreams(const OutputStreams&) = delete;
    OutputStreams& operator=(const OutputStreams&) = delete;

 private:
    static void follow(const std::unique_ptr<Remote>& remote, Console& console, const std::string& path) {
        const auto ended = remote->follow(path, [&](std::string_view bytes) {
            console.write(bytes);
            console.flush();
            return true;
        });
        if (!ended && ended.error().kind == CallError::Kind::Http) {
            console.complain(remote->url() + path + " Cannot read, status code " +
                             std::to_string(ended.error().http_status));
        }
    }

    UniqueFd stop_;
    std::array<std::thread, 2> threads_;
};

bool is_process_running(const ProcessInfo& info) {
    return static_cast<ProcessState>(info.state) == ProcessState::Running;
}

// Sends one line. Whether the user may go on; otherwise it was said why not.
AnswerOf<bool> send_line(Session& session, const std::string& process, const std::string& line) {
    const auto sent = session.call("sendProcessStdin", {process, line + "\n"});
    if (!sent) {
        if (sent.error().kind != CallError::Kind::Fault) {
            return tl::unexpected(sent.error());
        }
        session.line(sent.error().is_fault(fault::NotRunning) ? "Process got killed" : "ERROR: " + sent.error().text);
        return false;
    }
    return process_info(session, process).map([&](const ProcessInfo& info) {
        if (!is_process_running(info)) {
            session.line("Process got killed");
        }
        return is_process_running(info);
    });
}

} // namespace

Outcome run_in_foreground(Session& session, const std::string& process) {
    session.line("==> Press Ctrl-C to exit <==");
    const Interrupt::Hold hold;
    AnswerOf<bool> goes_on = true;
    {
        const OutputStreams streams(session, process);
        while (goes_on && *goes_on) {
            const std::optional<std::string> line = session.console().ask("");
            goes_on = line ? send_line(session, process, *line) : false;
        }
        session.interrupt().clear();
    }
    if (!goes_on && goes_on.error().kind != CallError::Kind::Interrupted) {
        return tl::unexpected(goes_on.error());
    }
    session.line("Exiting foreground");
    return {};
}

} // namespace halberd::ctl
