// What the processes take of the machine: the part of Supervisor behind usage().

#include "core/daemon/supervisor.hpp"
#include "core/os/usage_snapshot.hpp"

#include <unistd.h>

namespace halberd {
namespace {

std::optional<std::uint64_t> bytes_of(const Member& member, Stream stream) {
    return member.log_path(stream).empty() ? std::nullopt : std::optional(member.logged_bytes(stream));
}

} // namespace

UsageReport Supervisor::usage() const {
    const UsageSnapshot snapshot;
    UsageReport report;
    report.daemon = snapshot.of_process(::getpid()).value_or(ResourceUsage{});
    groups_.for_each([&](const Member& member) {
        const Process& process = member.process();
        ProcessUsage usage;
        usage.info = *info(process.name());
        usage.starts = process.record().starts;
        usage.restarts = process.record().restarts;
        if (process.pid() != 0 && member.has_own_process()) {
            usage.own = snapshot.of_process(process.pid());
            usage.tree = snapshot.of_tree(process.pid());
        }
        usage.stdout_bytes = bytes_of(member, Stream::Stdout);
        usage.stderr_bytes = bytes_of(member, Stream::Stderr);
        report.processes.push_back(std::move(usage));
    });
    return report;
}

} // namespace halberd
