#include "ctl/log_follower.hpp"

#include "core/base/unique_fd.hpp"
#include "ctl/fault_codes.hpp"
#include "ctl/logtail_path.hpp"

#include <poll.h>
#include <sys/eventfd.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <mutex>
#include <thread>
#include <utility>

namespace halberd::ctl {
namespace {

using xmlrpc::CallError;

constexpr std::int64_t supervisors_first_bytes = 1024;
constexpr std::int64_t first_bytes = 64 * 1024;
constexpr std::int64_t most_first_bytes = 1024 * 1024; // for --since and --grep; what our daemon gives at most

// One log that is followed. What was there when it began is judged as a whole, once it has come; what comes behind it
// is new, and judged by its text alone.
class Stream {
 public:
    // `old_bytes` of what comes were there before; with `is_cut` they may begin within a line.
    Stream(Session& session, const LogSource& source, const LogWish& wish, std::size_t old_bytes, bool is_cut)
        : session_(session), source_(source), wish_(wish), old_bytes_(old_bytes), is_cut_(is_cut) {}

    // On any thread.
    void take(std::string_view bytes) {
        const std::lock_guard lock(mutex_);
        held_ += bytes;
        if (is_old_shown_ || held_.size() >= old_bytes_) {
            show_old();
            show_new();
        }
    }

    // There are fewer old bytes than were expected: the log was rotated or cleared meanwhile.
    void expect_no_more_old() {
        const std::lock_guard lock(mutex_);
        show_old();
        show_new();
    }

 private:
    void show_old() {
        if (std::exchange(is_old_shown_, true)) {
            return;
        }
        // A line that is not complete yet waits for its rest.
        const std::size_t end = held_.rfind('\n', old_bytes_ == 0 ? 0 : old_bytes_ - 1);
        const std::size_t length = old_bytes_ == 0 || end == std::string::npos ? 0 : end + 1;
        std::vector<LogLine> lines = log_lines(std::string_view(held_).substr(0, length), is_cut_);
        held_.erase(0, length);
        if (wish_.since && !lines.empty() && has_no_times(lines)) {
            complain_of_missing_times(session_, source_);
            return;
        }
        for (const LogLine& line : wanted_lines(std::move(lines), wish_)) {
            show(line.text);
        }
    }

    void show_new() {
        std::size_t begin = 0;
        for (std::size_t end = held_.find('\n'); end != std::string::npos; end = held_.find('\n', begin)) {
            const std::string line = held_.substr(begin, end - begin);
            if (line.find(wish_.text) != std::string::npos) {
                show(line);
            }
            begin = end + 1;
        }
        held_.erase(0, begin);
    }

    void show(const std::string& line) {
        session_.console().write(source_.prefix + line + "\n");
        session_.console().flush();
    }

    Session& session_;
    const LogSource& source_;
    const LogWish& wish_;
    std::mutex mutex_;
    std::string held_;
    const std::size_t old_bytes_;
    const bool is_cut_;
    bool is_old_shown_ = false;
};

// The threads that read; they end with the object.
class Readers {
 public:
    Readers() : stop_(::eventfd(0, EFD_CLOEXEC)), ended_(::eventfd(0, EFD_CLOEXEC)) {}
    ~Readers() {
        ::eventfd_write(stop_.get(), 1);
        for (std::thread& thread : threads_) {
            thread.join();
        }
    }
    Readers(const Readers&) = delete;
    Readers& operator=(const Readers&) = delete;

    void add(Session& session, std::string path, Stream& stream) {
        ++reading_;
        threads_.emplace_back(
            [this, &session, path = std::move(path), &stream, remote = session.remote().another(stop_.get())] {
                const auto ended = remote->follow(path, [&](std::string_view bytes) {
                    stream.take(bytes);
                    return true;
                });
                if (!ended && ended.error().kind == CallError::Kind::Http && ended.error().http_status != 404) {
                    session.console().complain(remote->url() + path + " Cannot read, status code " +
                                               std::to_string(ended.error().http_status));
                }
                if (--reading_ == 0) {
                    ::eventfd_write(ended_.get(), 1);
                }
            });
    }

    // Readable when none reads any more.
    int ended() const { return ended_.get(); }

 private:
    UniqueFd stop_;
    UniqueFd ended_;
    std::atomic<int> reading_ = 0;
    std::vector<std::thread> threads_;
};

// How far back a stream is to begin.
std::int64_t first_bytes_for(Session& session, const LogWish& wish) {
    const auto events = session.call_halberd("getEvents", {"", 0, 0});
    if (!events && events.error().is_fault(fault::UnknownMethod)) {
        return supervisors_first_bytes;
    }
    return wish.since || !wish.text.empty() ? most_first_bytes : first_bytes;
}

// Waits for ^C or the end of all streams.
void wait_for_end(Session& session, const Readers& readers, const std::vector<std::unique_ptr<Stream>>& streams) {
    constexpr int time_for_old_lines = 1000; // milliseconds
    std::array<pollfd, 2> waits{{{session.interrupt().fd(), POLLIN, 0}, {readers.ended(), POLLIN, 0}}};
    if (::poll(waits.data(), waits.size(), time_for_old_lines) == 0) {
        for (const auto& stream : streams) {
            stream->expect_no_more_old();
        }
        ::poll(waits.data(), waits.size(), -1);
    }
    if ((waits[0].revents & POLLIN) != 0) {
        session.interrupt().clear();
        session.line("");
    } else {
        session.console().complain("supervisord has ended the streams");
    }
}

} // namespace

Outcome follow_logs(Session& session, const std::vector<LogSource>& sources, const LogWish& wish) {
    const Interrupt::Hold hold;
    const std::int64_t first = first_bytes_for(session, wish);
    std::vector<std::unique_ptr<Stream>> streams;
    Readers readers;
    for (const LogSource& source : sources) {
        const auto end = end_of_log(session, source, 1);
        if (!end) {
            return tl::unexpected(end.error());
        }
        const std::int64_t old_bytes = std::min(first, end->size);
        streams.push_back(std::make_unique<Stream>(session, source, wish, static_cast<std::size_t>(old_bytes),
                                                   old_bytes < end->size));
        readers.add(session,
                    logtail_path(source.process.group + ":" + source.process.process, source.stream) +
                        "?tail=" + std::to_string(first),
                    *streams.back());
    }
    wait_for_end(session, readers, streams);
    return {};
}

} // namespace halberd::ctl
