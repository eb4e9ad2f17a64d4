#pragma once

#include "core/base/log.hpp"
#include "core/os/backup_files.hpp"

#include <cstddef>
#include <deque>
#include <functional>
#include <memory>
#include <set>
#include <string>

namespace halberd {

// Packs rotated log files, one after the other, on a thread that is there only while there is something to pack, and
// that gives way to everybody else.
//
// A packed file is written beside the backups and takes the place of its plain file when it is complete and on the
// disk: at every moment, also after a crash, each backup is there as one whole file. Meanwhile the log may be rotated;
// the file is found again whatever its number has become. What could not be packed stays plain, and is tried again when
// the log is rotated next.
//
// Loop thread only.
class LogCompressor {
 public:
    // Runs a function on the loop thread, soon. Thread-safe.
    using Post = std::function<void(std::function<void()>)>;

    // A log whose plain backups shall be packed.
    struct Task {
        std::string path;
        int backups = 0;
        Compression compression = Compression::None;
    };

    // The first of each run of failures with a log is told to `log`, which outlives the compressor.
    LogCompressor(Post post, Log& log);

    // Breaks off what is under way; waits for no more than a piece of it.
    ~LogCompressor();
    LogCompressor(const LogCompressor&) = delete;
    LogCompressor& operator=(const LogCompressor&) = delete;

    // Packs every plain backup of the log, the youngest first. To be called after a rotation.
    void compress(Task task);

    // Something is being packed or waits for it.
    bool is_busy() const { return job_ != nullptr; }

    // How many logs are being packed or wait for it.
    std::size_t waiting_logs() const { return waiting_.size() + (is_busy() ? 1 : 0); }

 private:
    struct Job;
    static void run(const std::shared_ptr<Job>& job);
    void add(Task task);
    void start_next();
    void start(const Task& task);
    void finish();
    void report(const Task& task, const std::string& file, const Error& error);

    Post post_;
    Log& log_;
    std::deque<Task> waiting_;      // at most one for each log
    std::shared_ptr<Job> job_;      // shared with its thread
    std::set<std::string> failing_; // logs whose present run of failures has been reported
};

} // namespace halberd
