#pragma once

#include "core/base/unique_fd.hpp"
#include "core/os/capture_resources.hpp"
#include "core/os/rotating_file.hpp"

#include <chrono>
#include <functional>
#include <memory>
#include <string_view>

namespace boost::asio {
class io_context;
}

namespace halberd {

struct StreamCaptureOptions {
    // Set when somebody must look at the bytes (events, capture mode, strip_ansi, syslog, a listener's answers). The
    // consumer then writes to the file what belongs there, and may destroy the capture. Each call gets at most 64 KiB,
    // valid during the call. Empty: the kernel moves the bytes from the pipe to the file, and nobody sees them.
    std::function<void(std::string_view)> on_bytes;

    // How long the bytes of a talkative child may wait, so that one wake-up serves many of its lines. A child that has
    // been silent for a moment is always served at once. Zero: every wake-up is served at once; for those on whose
    // words somebody waits, such as listeners.
    std::chrono::microseconds batch_delay{20'000};
};

// Moves the output of one stream of a child to where it belongs: to its log file, to a consumer, or nowhere.
//
// A silent child costs nothing, not even a wake-up. When all who could write have closed the pipe, so does the capture.
// Loop thread only; consumers are called from the loop or from drain_and_close(), never from the constructor.
class StreamCapture {
 public:
    // `pipe` is the non-blocking read end. `file` may be null (the output is discarded) and is not owned; with a
    // consumer it is only asked whether it can take more. `resources` and `file` outlive the capture.
    StreamCapture(boost::asio::io_context& context, CaptureResources& resources, UniqueFd pipe, RotatingFile* file,
                  StreamCaptureOptions options);
    ~StreamCapture();
    StreamCapture(const StreamCapture&) = delete;
    StreamCapture& operator=(const StreamCapture&) = delete;

    // To be called when the child has been reaped: all that is in the pipe reaches the file or the consumer before this
    // returns. Then the pipe is closed, even if a grandchild still has it open.
    void drain_and_close();

    bool is_open() const;

 private:
    class State;
    std::shared_ptr<State> state_; // shared with the wait in flight
};

} // namespace halberd
