#include "core/os/own_usage.hpp"

#include "core/os/process_table.hpp"
#include "core/os/usage_snapshot.hpp"
#include "core/os/whole_file.hpp"

#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <ctime>

namespace halberd {
namespace {

std::chrono::microseconds duration_of(const timeval& time) {
    return std::chrono::seconds(time.tv_sec) + std::chrono::microseconds(time.tv_usec);
}

// When this process was started; the kernel counts that from the boot of the machine.
WallTime start_time(const Clock& clock) {
    const auto entry = read_process(::getpid());
    const long ticks_in_second = ::sysconf(_SC_CLK_TCK);
    timespec boot{};
    if (!entry || ticks_in_second <= 0 || ::clock_gettime(CLOCK_BOOTTIME, &boot) != 0) {
        return {};
    }
    const double began = static_cast<double>(entry->start_time) / static_cast<double>(ticks_in_second);
    const double since_boot = static_cast<double>(boot.tv_sec) + static_cast<double>(boot.tv_nsec) / 1e9;
    return clock.wall() -
           std::chrono::duration_cast<WallTime::duration>(std::chrono::duration<double>(since_boot - began));
}

std::optional<std::chrono::nanoseconds> time_waited_for_processor() {
    const auto text = read_whole_file("/proc/thread-self/schedstat");
    unsigned long long waited = 0;
    if (!text || std::sscanf(text->c_str(), "%*u %llu", &waited) != 1) {
        return std::nullopt;
    }
    return std::chrono::nanoseconds(waited);
}

} // namespace

OwnUsage read_own_usage(const Clock& clock) {
    OwnUsage usage;
    rusage all{};
    rusage thread{};
    ::getrusage(RUSAGE_SELF, &all);
    ::getrusage(RUSAGE_THREAD, &thread);
    usage.cpu_time = duration_of(all.ru_utime) + duration_of(all.ru_stime);
    usage.sleeps = static_cast<std::uint64_t>(std::max(thread.ru_nvcsw, 0L));
    usage.waited_for_processor = time_waited_for_processor();
    unsigned long long size = 0;
    unsigned long long resident = 0;
    if (const auto pages = read_whole_file("/proc/self/statm");
        pages && std::sscanf(pages->c_str(), "%llu %llu", &size, &resident) == 2) {
        const auto page = static_cast<std::uint64_t>(::sysconf(_SC_PAGESIZE));
        usage.virtual_bytes = size * page;
        usage.resident_bytes = resident * page;
    }
    usage.open_descriptors = count_open_files(::getpid()).value_or(0);
    rlimit limit{};
    if (::getrlimit(RLIMIT_NOFILE, &limit) == 0 && limit.rlim_cur != RLIM_INFINITY) {
        usage.most_descriptors = limit.rlim_cur;
    }
    usage.started = start_time(clock);
    return usage;
}

} // namespace halberd
