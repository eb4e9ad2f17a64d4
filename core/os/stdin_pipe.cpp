#include "core/os/stdin_pipe.hpp"

#include <unistd.h>

#include <boost/asio/io_context.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <cerrno>
#include <string>
#include <utility>

namespace halberd {

class StdinPipe::State : public std::enable_shared_from_this<StdinPipe::State> {
 public:
    State(boost::asio::io_context& context, UniqueFd pipe, std::size_t limit)
        : pipe_(std::move(pipe)), limit_(limit), watcher_(context) {}

    Result<void> write(std::string_view bytes);
    void close();

    bool is_open() const { return pipe_.is_open(); }
    std::size_t queued() const { return queue_.size(); }
    void set_on_broken(std::function<void()> on_broken) { on_broken_ = std::move(on_broken); }

 private:
    std::size_t write_some(std::string_view bytes);
    void wait();
    void on_writable();

    UniqueFd pipe_;
    std::size_t limit_;
    boost::asio::posix::stream_descriptor watcher_; // borrows pipe_ from the first wait on, and never closes it
    std::string queue_;
    std::function<void()> on_broken_;
};

Result<void> StdinPipe::State::write(std::string_view bytes) {
    if (!is_open()) {
        return system_failure("write", EPIPE, "to stdin");
    }
    if (!queue_.empty()) {
        if (queue_.size() + bytes.size() > limit_) {
            return system_failure("write", ENOBUFS, "to stdin");
        }
        queue_ += bytes;
        return {};
    }
    bytes.remove_prefix(write_some(bytes));
    if (!is_open()) {
        return system_failure("write", EPIPE, "to stdin");
    }
    if (!bytes.empty()) {
        queue_ = bytes;
        wait();
    }
    return {};
}

// Returns how many bytes the pipe took. Closes it when nobody can read any more.
std::size_t StdinPipe::State::write_some(std::string_view bytes) {
    std::size_t done = 0;
    while (done < bytes.size()) {
        const ssize_t written = ::write(pipe_.get(), bytes.data() + done, bytes.size() - done);
        if (written >= 0) {
            done += static_cast<std::size_t>(written);
        } else if (errno == EAGAIN) {
            break;
        } else if (errno != EINTR) {
            close();
            break;
        }
    }
    return done;
}

void StdinPipe::State::wait() {
    boost::system::error_code error;
    if (!watcher_.is_open()) {
        watcher_.assign(pipe_.get(), error);
    }
    if (error) {
        close();
        return;
    }
    watcher_.async_wait(boost::asio::posix::stream_descriptor::wait_write,
                        [self = shared_from_this()](const boost::system::error_code& failed) {
                            if (!failed && self->is_open()) {
                                self->on_writable();
                            }
                        });
}

void StdinPipe::State::on_writable() {
    queue_.erase(0, write_some(queue_));
    if (!is_open()) {
        if (on_broken_) {
            std::exchange(on_broken_, {})();
        }
    } else if (!queue_.empty()) {
        wait();
    }
}

void StdinPipe::State::close() {
    if (watcher_.is_open()) {
        watcher_.release();
    }
    pipe_.reset();
    queue_.clear();
}

StdinPipe::StdinPipe(boost::asio::io_context& context, UniqueFd pipe, std::size_t limit)
    : state_(std::make_shared<State>(context, std::move(pipe), limit)) {}

StdinPipe::~StdinPipe() {
    state_->close();
}

Result<void> StdinPipe::write(std::string_view bytes) {
    return state_->write(bytes);
}

void StdinPipe::set_on_broken(std::function<void()> on_broken) {
    state_->set_on_broken(std::move(on_broken));
}

void StdinPipe::close() {
    state_->close();
}

bool StdinPipe::is_open() const {
    return state_->is_open();
}

std::size_t StdinPipe::queued() const {
    return state_->queued();
}

} // namespace halberd
