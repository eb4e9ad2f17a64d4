#include "core/os/usage_snapshot.hpp"

#include "core/base/unique_fd.hpp"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <chrono>
#include <vector>

namespace halberd {
namespace {

using namespace std::chrono_literals;

ProcessEntry process(pid_t pid, pid_t parent, unsigned long long cpu_ticks, unsigned long long pages) {
    ProcessEntry made;
    made.pid = pid;
    made.parent = parent;
    made.cpu_ticks = cpu_ticks;
    made.resident_pages = pages;
    return made;
}

std::chrono::milliseconds ticks(long count) {
    return std::chrono::milliseconds(count * 1000 / ::sysconf(_SC_CLK_TCK));
}

std::uint64_t pages(std::uint64_t count) {
    return count * static_cast<std::uint64_t>(::sysconf(_SC_PAGESIZE));
}

// Numbers that no process of the machine has.
constexpr pid_t main_pid = 2'000'000'001;
constexpr pid_t child_pid = main_pid + 1;
constexpr pid_t grandchild_pid = main_pid + 2;
constexpr pid_t other_pid = main_pid + 3;

UsageSnapshot snapshot_of(const std::vector<ProcessEntry>& processes) {
    UsageSnapshot snapshot;
    for (const ProcessEntry& process : processes) {
        snapshot.add(process);
    }
    return snapshot;
}

TEST(UsageSnapshotTest, AProcessCountsAloneOrWithItsDescendants) {
    const auto usage = snapshot_of({process(grandchild_pid, child_pid, 4, 40), process(main_pid, 1, 1, 10),
                                    process(child_pid, main_pid, 2, 20), process(other_pid, 1, 8, 80)})
                           .of_tree(main_pid);
    ASSERT_TRUE(usage);
    EXPECT_EQ(usage->own.cpu, ticks(1));
    EXPECT_EQ(usage->own.resident_bytes, pages(10));
    EXPECT_EQ(usage->own.processes, 1u);
    EXPECT_EQ(usage->tree.cpu, ticks(7));
    EXPECT_EQ(usage->tree.resident_bytes, pages(70));
    EXPECT_EQ(usage->tree.processes, 3u);
    EXPECT_EQ(snapshot_of({process(main_pid, 1, 1, 10)}).of_process(main_pid)->resident_bytes, pages(10));
}

TEST(UsageSnapshotTest, TheCpuTimeOfChildrenThatHaveEndedCountsForTheTreeOnly) {
    ProcessEntry shell = process(main_pid, 1, 1, 10);
    shell.waited_cpu_ticks = 100;
    const auto usage = snapshot_of({shell}).of_tree(main_pid);
    EXPECT_EQ(usage->own.cpu, ticks(1));
    EXPECT_EQ(usage->tree.cpu, ticks(101));
}

TEST(UsageSnapshotTest, AZombieTakesNothing) {
    ProcessEntry dead = process(main_pid, 1, 1, 0);
    dead.is_zombie = true;
    EXPECT_FALSE(snapshot_of({dead}).of_process(main_pid));
    EXPECT_FALSE(snapshot_of({dead}).of_tree(main_pid));
}

TEST(UsageSnapshotTest, NumbersThatWereUsedAgainWhileAllWereReadMakeNoEndlessCircle) {
    const auto usage =
        snapshot_of({process(main_pid, child_pid, 1, 10), process(child_pid, main_pid, 2, 20)}).of_tree(main_pid);
    EXPECT_EQ(usage->tree.processes, 2u);
}

TEST(UsageSnapshotTest, DescriptorsThatCannotBeCountedAreNotZero) {
    EXPECT_FALSE(count_open_files(main_pid));
    const UsageSnapshot snapshot = snapshot_of({process(main_pid, 1, 1, 10), process(::getpid(), main_pid, 1, 10)});
    EXPECT_TRUE(snapshot.of_tree(::getpid())->own.open_files);
    EXPECT_FALSE(snapshot.of_tree(main_pid)->tree.open_files);
}

TEST(UsageSnapshotTest, ThisProcessIsSeenWithWhatItTakes) {
    volatile unsigned long work = 0;
    const auto begin = std::chrono::steady_clock::now();
    while (read_process(::getpid())->cpu_ticks < 3 && std::chrono::steady_clock::now() - begin < 60s) {
        work = work + 1;
    }
    const auto before = snapshot_of(read_all_processes()).of_tree(::getpid());
    ASSERT_TRUE(before);
    EXPECT_GE(before->own.cpu, ticks(3));
    EXPECT_GT(before->own.resident_bytes, 1'000'000u);
    const UniqueFd file(::open("/dev/null", O_RDONLY | O_CLOEXEC));
    EXPECT_EQ(snapshot_of(read_all_processes()).of_tree(::getpid())->own.open_files.value(),
              before->own.open_files.value() + 1);
}

} // namespace
} // namespace halberd
