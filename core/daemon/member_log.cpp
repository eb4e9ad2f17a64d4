#include "core/daemon/member_log.hpp"

#include "core/base/calendar_period.hpp"
#include "core/os/auto_log.hpp"
#include "core/os/backup_files.hpp"
#include "core/os/log_compressor.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/system_timer.hpp>

#include <algorithm>
#include <filesystem>
#include <system_error>
#include <utility>

namespace halberd {
namespace {

// What a large pipe holds, drained at the end of a child, fits in beside what waits already. In another format it is
// several times as much.
constexpr ByteSize raw_backlog = 2_MiB;
constexpr ByteSize formatted_backlog = 16_MiB;

// What waits for a reader when the process has ended is tried again after so long, and after twice as long each time.
constexpr std::chrono::milliseconds shortest_flush_pause{20};
constexpr std::chrono::milliseconds longest_flush_pause{2'000};

std::string name_of_stream(Stream stream) {
    return stream == Stream::Stdout ? "stdout" : "stderr";
}

} // namespace

struct MemberLog::Timer {
    explicit Timer(boost::asio::io_context& io) : rotation(io), flushing(io) {}
    boost::asio::system_timer rotation; // by the wall clock, also when somebody sets it
    boost::asio::steady_timer flushing;
};

MemberLog::MemberLog(const LogSpec& spec, const std::string& process, Stream stream, DaemonServices& services)
    : spec_(spec), stream_(stream), services_(services), process_(process) {
    switch (spec.target) {
        case LogSpec::Target::None:
            break;
        case LogSpec::Target::File:
            path_ = spec.path;
            break;
        case LogSpec::Target::Auto: {
            const auto created = create_auto_log(services.options.childlogdir, process, name_of_stream(stream),
                                                 services.options.identifier);
            if (created) {
                path_ = *created;
            } else {
                services.log.error("{}: no log file: {}; its output is discarded", process, created.error().message());
            }
            break;
        }
    }
}

MemberLog::~MemberLog() {
    if (file_) {
        file_->flush(); // the reader of a pipe may have made room
    }
}

RotatingFileOptions MemberLog::file_options() {
    RotatingFileOptions options;
    options.path = path_;
    options.maxbytes = spec_.maxbytes;
    options.backups = spec_.backups;
    options.on_error = [this](const Error& error) {
        services_.log.error("{}: log {}: {}", process_, path_, error.message());
    };
    if (spec_.compression != Compression::None) {
        options.on_rotated = [this] {
            services_.observer.on_log_rotated(path_);
            services_.compressor.compress({path_, spec_.backups, spec_.compression});
        };
    }
    return options;
}

void MemberLog::open(LogFormat format, std::function<void()> on_written) {
    timer_.reset();
    if (path_.empty()) {
        return;
    }
    if (!file_ || !file_->is_blocked()) { // what waits for the reader of a FIFO goes first
        open_file(format, std::move(on_written));
    }
    is_written_ = true;
}

void MemberLog::open_file(LogFormat format, std::function<void()> on_written) {
    // It is closed last: a FIFO that nobody has open forgets what is in it.
    const std::unique_ptr<RotatingFile> old = std::exchange(file_, nullptr);
    if (old) {
        earlier_bytes_ += old->written_bytes();
        earlier_rotations_ += old->rotations();
    }
    RotatingFileOptions options = file_options();
    options.backlog = format == LogFormat::Raw ? raw_backlog : formatted_backlog;
    auto opened = RotatingFile::open(std::move(options));
    if (!opened) {
        services_.log.error("{}: {}; its output is discarded", process_, opened.error().message());
        return;
    }
    file_ = std::move(*opened);
    file_->set_on_written(std::move(on_written));
    if (spec_.rotate_every && file_->is_rotatable()) {
        rotate_if_overdue();
        timer_ = std::make_shared<Timer>(services_.io);
        arm_timer();
    }
}

std::optional<LogPosition> MemberLog::position() const {
    std::optional<LogPosition> here = file_ ? file_->position() : std::nullopt;
    if (here) {
        here->rotations += earlier_rotations_;
    }
    return here;
}

LastOutput MemberLog::last_output(pid_t pid, std::size_t lines) const {
    LastOutput made;
    made.stream = stream_ == Stream::Stdout ? LogTarget::Kind::Stdout : LogTarget::Kind::Stderr;
    made.path = path_;
    const auto found =
        lives_.last_lines({path_, spec_.backups, earlier_rotations_ + (file_ ? file_->rotations() : 0)}, pid, lines);
    if (!found) {
        made.outcome = LastOutput::Outcome::NoLog;
        made.description = why_there_is_no_file();
        return made;
    }
    made.lines = found->lines;
    switch (found->outcome) {
        case ExtentLines::Outcome::Complete:
            made.outcome = LastOutput::Outcome::Complete;
            break;
        case ExtentLines::Outcome::Cut:
            made.outcome = LastOutput::Outcome::Cut;
            made.description = "the lines before are too long";
            break;
        case ExtentLines::Outcome::Rotated:
            made.outcome = LastOutput::Outcome::Rotated;
            made.description = "the lines before were rotated away or cleared";
            break;
        case ExtentLines::Outcome::Gone:
            made.outcome = LastOutput::Outcome::Gone;
            made.description = "they were rotated away or cleared";
            break;
    }
    return made;
}

std::string MemberLog::why_there_is_no_file() const {
    if (path_.empty()) {
        return spec_.syslog                            ? "it goes to syslog"
               : spec_.target == LogSpec::Target::None ? name_of_stream(stream_) + "_logfile=NONE"
                                                       : "no log file could be made";
    }
    const std::string kind = file_ ? file_->kind() : std::string();
    return path_ + (kind.empty() ? " could not be opened" : " is " + kind);
}

void MemberLog::on_end() {
    is_written_ = false;
    if (file_ && file_->is_blocked()) {
        timer_ = std::make_shared<Timer>(services_.io);
        flush_after(shortest_flush_pause);
    }
}

// No process is there any more whose output would have what waits be written.
void MemberLog::flush_after(std::chrono::milliseconds pause) {
    timer_->flushing.expires_after(pause);
    timer_->flushing.async_wait([this, pause, owner = std::weak_ptr(timer_)](boost::system::error_code failed) {
        if (failed || owner.expired()) {
            return;
        }
        file_->flush();
        if (file_->is_blocked()) {
            flush_after(std::min(2 * pause, longest_flush_pause));
        }
    });
}

void MemberLog::rotate_if_overdue() {
    const WallTime ended = next_period_begin(*spec_.rotate_every, file_->last_written());
    if (ended <= services_.clock.wall()) {
        rotate_by_time();
    }
}

void MemberLog::arm_timer() {
    timer_->rotation.expires_at(next_period_begin(*spec_.rotate_every, services_.clock.wall()));
    timer_->rotation.async_wait([this, owner = std::weak_ptr(timer_)](boost::system::error_code failed) {
        if (failed || owner.expired()) {
            return;
        }
        rotate_by_time();
        arm_timer();
    });
}

Result<bool> MemberLog::rotate_lines(RotatingFile& file) const {
    using UnfinishedLine = RotatingFile::UnfinishedLine;
    return file.rotate(is_written_ ? UnfinishedLine::GoesOn : UnfinishedLine::IsOver);
}

void MemberLog::rotate_by_time() {
    const auto rotated = rotate_lines(*file_);
    if (rotated) {
        is_failing_ = false;
    } else if (!std::exchange(is_failing_, true)) {
        services_.log.error(
            "{}: log {} is to be rotated and cannot be: {}; it goes on in the same file, and this is "
            "tried again at each rotation that is due",
            process_, path_, rotated.error().message());
    }
}

LogRotation MemberLog::rotate() {
    using Outcome = LogRotation::Outcome;
    const auto answer = [this](Outcome outcome, std::string description) {
        const auto kind = stream_ == Stream::Stdout ? LogTarget::Kind::Stdout : LogTarget::Kind::Stderr;
        return LogRotation{kind, path_, outcome, std::move(description)};
    };
    if (path_.empty()) {
        return answer(Outcome::NoLog, "no log file");
    }
    std::error_code ignored;
    std::unique_ptr<RotatingFile> closed; // of a process that was not started yet
    if (!file_) {
        if (!std::filesystem::exists(path_, ignored)) {
            return answer(Outcome::Empty, path_ + " is not there yet");
        }
        auto opened = RotatingFile::open(file_options());
        if (!opened) {
            return answer(Outcome::Failed, opened.error().message());
        }
        closed = std::move(*opened);
    }
    RotatingFile& file = file_ ? *file_ : *closed;
    if (!file.is_rotatable()) {
        return answer(Outcome::NotRotatable, path_ + " is " + file.kind() + ", which cannot be rotated");
    }
    if (spec_.backups <= 0) {
        return answer(Outcome::NoBackups, path_ + " would only be emptied, because " + name_of_stream(stream_) +
                                              "_logfile_backups=0; `clear` does that");
    }
    auto rotated = rotate_lines(file);
    if (rotated && !*rotated) {
        rotated = file.rotate(RotatingFile::UnfinishedLine::IsOver); // there may be nothing but an unfinished line
    }
    if (!rotated) {
        return answer(Outcome::Failed, rotated.error().message());
    }
    return *rotated ? answer(Outcome::Rotated, path_ + ".1") : answer(Outcome::Empty, path_ + " is empty");
}

void MemberLog::follow_rotation(const std::string& path) {
    if (file_ && path == path_) {
        file_->follow_rotation();
    }
}

Result<void> MemberLog::clear() {
    const auto before = position();
    Result<void> cleared = file_ ? file_->clear() : Result<void>();
    const auto after = position();
    if (!cleared || !before || !after) {
        return cleared;
    }
    lives_.on_cleared(*before, *after);
    return cleared;
}

void MemberLog::reopen() {
    if (!file_) {
        return;
    }
    if (const auto reopened = file_->reopen(); !reopened) {
        services_.log.error("{}: {}; still writing to the old file", process_, reopened.error().message());
    }
}

void MemberLog::remove_if_automatic() {
    if (spec_.target != LogSpec::Target::Auto || path_.empty()) {
        return;
    }
    timer_.reset();
    file_.reset();
    std::error_code ignored;
    std::filesystem::remove(path_, ignored);
    BackupFiles(path_, spec_.backups).remove();
}

} // namespace halberd
