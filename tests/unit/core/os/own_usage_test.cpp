#include "core/os/own_usage.hpp"

#include "core/base/unique_fd.hpp"
#include "core/os/real_clock.hpp"

#include <fcntl.h>
#include <gtest/gtest.h>

#include <chrono>
#include <ctime>
#include <thread>

namespace halberd {
namespace {

TEST(OwnUsageTest, AnOpenDescriptorIsCounted) {
    const RealClock clock;
    const std::size_t before = read_own_usage(clock).open_descriptors;
    const UniqueFd file(::open("/dev/null", O_RDONLY | O_CLOEXEC));
    EXPECT_EQ(read_own_usage(clock).open_descriptors, before + 1);
    EXPECT_GT(read_own_usage(clock).most_descriptors.value_or(1'000'000), before);
}

TEST(OwnUsageTest, ASleepOfThisThreadIsCounted) {
    const RealClock clock;
    const std::uint64_t before = read_own_usage(clock).sleeps;
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
    EXPECT_GE(read_own_usage(clock).sleeps, before + 1);
}

TEST(OwnUsageTest, TimeMemoryAndBeginAreThoseOfThisProcess) {
    const RealClock clock;
    const OwnUsage before = read_own_usage(clock);
    const std::clock_t begin = std::clock();
    while (std::clock() - begin < CLOCKS_PER_SEC / 50) {
    }
    const OwnUsage usage = read_own_usage(clock);
    EXPECT_GE(usage.cpu_time, before.cpu_time + std::chrono::milliseconds(10));
    EXPECT_GT(usage.resident_bytes, 500'000U);
    EXPECT_GT(usage.virtual_bytes, usage.resident_bytes);
    EXPECT_LE(usage.started, clock.wall());
    EXPECT_GT(usage.started, clock.wall() - std::chrono::hours(1));
}

} // namespace
} // namespace halberd
