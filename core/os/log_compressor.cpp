#include "core/os/log_compressor.hpp"

#include "core/base/all_signals_blocked.hpp"
#include "core/os/compress_file.hpp"

#include <fcntl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <cerrno>
#include <system_error>
#include <thread>
#include <utility>

namespace halberd {
namespace {

constexpr int LowestPriority = 19;

// linux/ioprio.h: the class that gets the disk when nobody else wants it.
constexpr int IoprioWhoProcess = 1;
constexpr int IoprioIdle = 3 << 13;

// Of the calling thread only: to the kernel it is a process.
void give_way_to_others() {
    ::setpriority(PRIO_PROCESS, 0, LowestPriority);
    ::syscall(SYS_ioprio_set, IoprioWhoProcess, 0, IoprioIdle);
}

// Gives the packed file the owner, mode and times of the plain one, and puts it on the disk.
Result<void> complete(int target, const struct stat& source) {
    // Only root may give a file away; anybody else's logs are their own anyway.
    static_cast<void>(::fchown(target, source.st_uid, source.st_gid) == 0);
    const std::array<timespec, 2> times{source.st_atim, source.st_mtim};
    if (::fchmod(target, source.st_mode & 0777) != 0 || ::futimens(target, times.data()) != 0 || ::fsync(target) != 0) {
        return system_failure("write", errno);
    }
    return {};
}

Result<std::uint64_t> pack(int source, const std::string& unfinished, Compression compression,
                           const std::atomic<bool>& is_cancelled) {
    ::unlink(unfinished.c_str()); // left by a daemon that was killed
    const UniqueFd target(
        ::open(unfinished.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, S_IRUSR | S_IWUSR));
    struct stat status {};
    if (!target || ::fstat(source, &status) != 0) {
        return system_failure("create", errno);
    }
    auto size = compress_file(source, target.get(), compression, is_cancelled);
    if (size) {
        if (Result<void> completed = complete(target.get(), status); !completed) {
            return tl::unexpected(std::move(completed.error()));
        }
    }
    return size;
}

} // namespace

// One file that is packed. Its thread reads what is set before it starts, and writes `size`, which the loop reads after
// it has ended.
struct LogCompressor::Job {
    Job(Task packed, BackupFiles its_backups, BackupFiles::Plain file, LogCompressor& by)
        : task(std::move(packed)),
          backups(std::move(its_backups)),
          plain(std::move(file)),
          post(by.post_),
          owner(&by) {}

    Task task;
    BackupFiles backups;
    BackupFiles::Plain plain;
    std::atomic<bool> is_cancelled = false;
    Result<std::uint64_t> size = 0;
    Post post;
    LogCompressor* owner; // loop thread only; null when it has gone
    std::thread thread;
};

LogCompressor::LogCompressor(Post post, Log& log) : post_(std::move(post)), log_(log) {}

LogCompressor::~LogCompressor() {
    if (job_) {
        job_->owner = nullptr;
        job_->is_cancelled = true;
        job_->thread.join();
        ::unlink(job_->backups.unfinished_path().c_str());
    }
}

void LogCompressor::compress(Task task) {
    if (task.backups <= 0 || task.compression == Compression::None) {
        return;
    }
    add(std::move(task));
    if (!job_) {
        start_next();
    }
}

void LogCompressor::add(Task task) {
    const auto same =
        std::find_if(waiting_.begin(), waiting_.end(), [&](const Task& waiting) { return waiting.path == task.path; });
    if (same != waiting_.end()) {
        *same = std::move(task);
    } else {
        waiting_.push_back(std::move(task));
    }
}

void LogCompressor::start_next() {
    while (!job_ && !waiting_.empty()) {
        const Task task = std::move(waiting_.front());
        waiting_.pop_front();
        start(task);
    }
}

void LogCompressor::start(const Task& task) {
    BackupFiles backups(task.path, task.backups);
    auto plain = backups.open_plain();
    if (!plain) {
        return report(task, task.path, plain.error());
    }
    if (!*plain) {
        failing_.erase(task.path);
        return;
    }
    auto job = std::make_shared<Job>(task, std::move(backups), *std::move(*plain), *this);
    try {
        const AllSignalsBlocked inherited_by_the_thread;
        job->thread = std::thread(run, job);
    } catch (const std::system_error& error) {
        return report(task, job->plain.path, Error{"start a thread", error.code().value(), {}});
    }
    job_ = std::move(job);
}

void LogCompressor::run(const std::shared_ptr<Job>& job) {
    give_way_to_others();
    job->size = pack(job->plain.file.get(), job->backups.unfinished_path(), job->task.compression, job->is_cancelled);
    job->post([job] {
        if (job->owner != nullptr) {
            job->owner->finish();
        }
    });
}

void LogCompressor::finish() {
    const std::shared_ptr<Job> job = std::exchange(job_, nullptr);
    job->thread.join(); // it has said its last word: this does not wait
    Result<void> done = job->size ? job->backups.replace(job->plain, *job->size, job->task.compression)
                                  : tl::unexpected(job->size.error());
    if (done) {
        failing_.erase(job->task.path);
        add(job->task); // there may be another one
    } else {
        ::unlink(job->backups.unfinished_path().c_str());
        report(job->task, job->plain.path, done.error());
    }
    start_next();
}

void LogCompressor::report(const Task& task, const std::string& file, const Error& error) {
    if (failing_.insert(task.path).second) {
        log_.error(
            "cannot compress the rotated log {}: {}; it stays as it is and will be tried again when {} is rotated "
            "next: see that there is room for it and that its folder is writable",
            file, error.message(), task.path);
    }
}

} // namespace halberd
