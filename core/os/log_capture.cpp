#include "core/os/log_capture.hpp"

#include "core/os/interrupted_call.hpp"

#include <fcntl.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <boost/asio/io_context.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <cerrno>
#include <utility>

namespace halberd {
namespace {

using std::chrono::microseconds;
using SteadyClock = std::chrono::steady_clock;

constexpr std::size_t ReadSize = 65'536;
constexpr std::size_t DefaultPipe = 65'536;

// After so many bytes others on the loop have their turn.
constexpr std::size_t TurnSize = 4 * CaptureResources::LargePipe;

// A child is talkative when it was served so many times in a row within twice the batch delay, and until it had nothing
// to say as many times in a row.
constexpr int TalkativeAfter = 4;

// Whoever does not wait for a batch is read again at once, up to so many times in a row, while there is something: a
// listener often answers before the loop would be back, and a read that finds nothing costs less than a wait.
constexpr int MostLooks = 16;

// Shorter pauses cost more than they save.
constexpr microseconds ShortestPause{100};

// A target that takes no more bytes is tried again after so long, and after twice as long each time, up to the longest
// pause: one that is only slower than the child shall not be slowed down further.
constexpr microseconds ShortestBlockedPause{200};
constexpr microseconds LongestBlockedPause{20'000};

// How often the pipe is looked at when it cannot be watched.
constexpr microseconds UnwatchedPause{20'000};

// A file is overshot by a pipe's content at most; a large pipe is for files beside which that is little.
constexpr ByteSize SmallestFileForLargePipe = 8_MiB;

} // namespace

class StreamCapture::State : public std::enable_shared_from_this<StreamCapture::State> {
 public:
    State(boost::asio::io_context& context, CaptureResources& resources, UniqueFd pipe, RotatingFile* file,
          StreamCaptureOptions options)
        : resources_(resources),
          pipe_(std::move(pipe)),
          file_(file),
          options_(std::move(options)),
          watcher_(context),
          timer_(context) {
        const int capacity = ::fcntl(pipe_.get(), F_GETPIPE_SZ);
        capacity_ = capacity > 0 ? static_cast<std::size_t>(capacity) : DefaultPipe;
    }

    void start() { watch(); }
    void drain();
    void close();
    bool is_open() const { return pipe_.is_open(); }

 private:
    using Moved = RotatingFile::Moved;

    void watch();
    void pause_until(SteadyClock::time_point deadline);
    void turn();
    bool is_emptied(const Moved& moved, int looks) const;
    void next_turn(std::size_t bytes);
    bool is_blocked();
    Moved move(std::size_t limit);
    Moved hand_out(std::size_t limit);
    Moved discard(std::size_t limit);
    void consider_larger_pipe(std::size_t bytes);

    CaptureResources& resources_;
    UniqueFd pipe_;
    RotatingFile* file_;
    StreamCaptureOptions options_;
    boost::asio::posix::stream_descriptor watcher_; // borrows pipe_ while it waits, and never closes it
    boost::asio::steady_timer timer_;
    std::size_t capacity_ = DefaultPipe;
    bool is_enlarged_ = false;
    bool may_enlarge_ = true;
    bool is_talkative_ = false;
    int quick_turns_ = 0; // in a row, while it is not
    int idle_turns_ = 0;  // in a row, while it is
    microseconds blocked_pause_ = ShortestBlockedPause;
    SteadyClock::time_point last_turn_;
};

// Waits until there is something to read.
void StreamCapture::State::watch() {
    boost::system::error_code error;
    if (!watcher_.is_open()) {
        watcher_.assign(pipe_.get(), error);
    }
    if (error) {
        pause_until(SteadyClock::now() +
                    UnwatchedPause); // the kernel's limit of watches; without one we look by the clock
        return;
    }
    watcher_.async_wait(boost::asio::posix::stream_descriptor::wait_read,
                        [self = shared_from_this()](const boost::system::error_code& failed) {
                            if (!failed && self->is_open()) {
                                self->turn();
                            }
                        });
}

// Waits for the clock. The pipe is not watched meanwhile: every line of the child would wake the loop up.
void StreamCapture::State::pause_until(SteadyClock::time_point deadline) {
    if (watcher_.is_open()) {
        watcher_.release();
    }
    timer_.expires_at(deadline);
    timer_.async_wait([self = shared_from_this()](const boost::system::error_code& failed) {
        if (!failed && self->is_open()) {
            self->turn();
        }
    });
}

void StreamCapture::State::turn() {
    std::size_t total = 0;
    for (int looks = 1; total < TurnSize; ++looks) {
        if (is_blocked()) {
            pause_until(SteadyClock::now() + blocked_pause_);
            blocked_pause_ = std::min(2 * blocked_pause_, LongestBlockedPause);
            return;
        }
        blocked_pause_ = ShortestBlockedPause;
        const Moved moved = move(capacity_);
        if (!is_open()) {
            return; // the consumer has destroyed the capture
        }
        if (moved.at_end) {
            close();
            return;
        }
        total += moved.bytes;
        consider_larger_pipe(moved.bytes);
        if (is_emptied(moved, looks)) {
            if (is_blocked()) {
                continue; // what waits is not forgotten when the child has no more to say
            }
            next_turn(total);
            return;
        }
    }
    last_turn_ = SteadyClock::now();
    boost::asio::post(timer_.get_executor(), [self = shared_from_this()] {
        if (self->is_open()) {
            self->turn();
        }
    });
}

// Less than a quarter is all there was, be it moved at once or in pieces of ReadSize.
bool StreamCapture::State::is_emptied(const Moved& moved, int looks) const {
    const bool was_all = moved.bytes < std::min(capacity_ / 4, ReadSize);
    const bool looks_again = options_.batch_delay == microseconds::zero() && moved.bytes > 0 && looks < MostLooks;
    return was_all && !looks_again;
}

// Decides how to wait after a turn that emptied the pipe of `bytes`. A talkative child is left alone for as long as it
// takes to fill a quarter of its pipe, so that it never has to wait for us, or for the batch delay if that is shorter.
void StreamCapture::State::next_turn(std::size_t bytes) {
    if (options_.batch_delay == microseconds::zero()) {
        watch();
        return;
    }
    const SteadyClock::time_point now = SteadyClock::now();
    const auto elapsed = std::chrono::duration_cast<microseconds>(now - last_turn_);
    last_turn_ = now;
    const bool is_quick = elapsed < 2 * options_.batch_delay;
    if (is_talkative_) {
        idle_turns_ = bytes > 0 ? 0 : idle_turns_ + 1;
        is_talkative_ = idle_turns_ < TalkativeAfter;
        quick_turns_ = 0;
    } else {
        quick_turns_ = bytes > 0 && is_quick ? quick_turns_ + 1 : 0;
        is_talkative_ = quick_turns_ >= TalkativeAfter;
        idle_turns_ = 0;
    }
    if (!is_talkative_) {
        watch();
        return;
    }
    const microseconds filling = bytes > 0
                                     ? microseconds(static_cast<std::size_t>(elapsed.count()) * (capacity_ / 4) / bytes)
                                     : options_.batch_delay;
    if (filling >= options_.batch_delay) {
        // The next beat that all talkative children share, so that one wake-up serves them all.
        const auto beats = now.time_since_epoch() / options_.batch_delay + 1;
        pause_until(SteadyClock::time_point(beats * options_.batch_delay));
    } else if (filling >= ShortestPause) {
        pause_until(now + filling);
    } else {
        watch();
    }
}

bool StreamCapture::State::is_blocked() {
    if (file_ != nullptr && file_->is_blocked()) {
        file_->flush();
        return file_->is_blocked();
    }
    return false;
}

StreamCapture::State::Moved StreamCapture::State::move(std::size_t limit) {
    if (options_.on_bytes) {
        return hand_out(limit);
    }
    return file_ != nullptr ? file_->write_from_pipe(pipe_.get(), limit) : discard(limit);
}

StreamCapture::State::Moved StreamCapture::State::hand_out(std::size_t limit) {
    std::array<char, ReadSize> buffer; // NOLINT: read(2) fills it
    const ssize_t count =
        unless_interrupted([&] { return ::read(pipe_.get(), buffer.data(), std::min(limit, buffer.size())); });
    if (count > 0) {
        options_.on_bytes({buffer.data(), static_cast<std::size_t>(count)});
        return {static_cast<std::size_t>(count), false};
    }
    return {0, count == 0 || (errno != EAGAIN && errno != EINTR)};
}

StreamCapture::State::Moved StreamCapture::State::discard(std::size_t limit) {
    const ssize_t count = unless_interrupted(
        [&] { return ::splice(pipe_.get(), nullptr, resources_.null_device(), nullptr, limit, SPLICE_F_NONBLOCK); });
    if (count > 0) {
        return {static_cast<std::size_t>(count), false};
    }
    return {0, count == 0 || (errno != EAGAIN && errno != EINTR)};
}

void StreamCapture::State::consider_larger_pipe(std::size_t bytes) {
    if (!may_enlarge_ || bytes < capacity_ / 2) {
        return;
    }
    may_enlarge_ = false;
    if (file_ != nullptr && file_->maxbytes() > ByteSize{0} && file_->maxbytes() < SmallestFileForLargePipe) {
        return;
    }
    is_enlarged_ = resources_.enlarge(pipe_.get());
    if (is_enlarged_) {
        capacity_ = CaptureResources::LargePipe;
    }
}

void StreamCapture::State::drain() {
    int pending = 0;
    if (!is_open()) {
        return;
    }
    ::ioctl(pipe_.get(), FIONREAD, &pending);
    while (pending > 0 && is_open()) {
        const Moved moved = move(static_cast<std::size_t>(pending));
        if (moved.bytes == 0) {
            return;
        }
        pending -= static_cast<int>(moved.bytes);
    }
}

void StreamCapture::State::close() {
    if (!is_open()) {
        return;
    }
    if (watcher_.is_open()) {
        watcher_.release();
    }
    timer_.cancel();
    pipe_.reset();
    if (std::exchange(is_enlarged_, false)) {
        resources_.give_back();
    }
}

StreamCapture::StreamCapture(boost::asio::io_context& context, CaptureResources& resources, UniqueFd pipe,
                             RotatingFile* file, StreamCaptureOptions options)
    : state_(std::make_shared<State>(context, resources, std::move(pipe), file, std::move(options))) {
    state_->start();
}

StreamCapture::~StreamCapture() {
    state_->close();
}

void StreamCapture::drain_and_close() {
    const std::shared_ptr<State> state = state_; // the consumer may destroy the capture
    state->drain();
    state->close();
}

bool StreamCapture::is_open() const {
    return state_->is_open();
}

} // namespace halberd
