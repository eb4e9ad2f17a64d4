#pragma once

#include <dirent.h>
#include <sys/types.h>

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace halberd {

// What /proc says about one process.
struct ProcessEntry {
    pid_t pid = 0;
    pid_t parent = 0;
    pid_t group = 0;
    pid_t session = 0;
    unsigned long long start_time = 0;       // in clock ticks since boot: with the pid, it names a process for good
    unsigned long long cpu_ticks = 0;        // of CPU time, user and system, in clock ticks
    unsigned long long waited_cpu_ticks = 0; // the same of the children that have ended and were waited for
    unsigned long long resident_pages = 0;
    bool is_zombie = false;
};

// Nothing when there is no such process.
std::optional<ProcessEntry> read_process(pid_t pid);

// Reads all processes of the machine, or of the PID namespace, one after the other, each as it is at that moment. A
// process takes some 10 microseconds, so who must not be away for long makes pauses.
class ProcessScan {
 public:
    ProcessScan();

    // Nothing when all have been read, or when there is no /proc.
    std::optional<ProcessEntry> next();

 private:
    struct CloseFolder {
        void operator()(DIR* folder) const { ::closedir(folder); }
    };
    std::unique_ptr<DIR, CloseFolder> folder_;
};

// All processes at once.
std::vector<ProcessEntry> read_all_processes();

// The variables that a process was started with, "NAME=value"; empty when they cannot be read, or were overwritten.
std::vector<std::string> read_environment(pid_t pid);

// Signals that very process, never a later one of the same number. Whether it was still there.
bool signal_process(const ProcessEntry& process, int signal);

} // namespace halberd
