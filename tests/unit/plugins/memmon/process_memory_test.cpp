#include "plugins/memmon/process_memory.hpp"

#include <gtest/gtest.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

namespace halberd::memmon {
namespace {

namespace fs = std::filesystem;

// A /proc and a hierarchy of control groups in a folder.
class ProcessMemoryTest : public testing::Test {
 protected:
    ProcessMemoryTest() {
        std::string name = testing::TempDir() + "halberd-memmon-XXXXXX";
        folder = ::mkdtemp(name.data());
        options.proc = folder / "proc";
        options.cgroups = folder / "cgroup";
        add(1, 0, 500, "/");
        add(7, 1, 100, "/system/supervisor");
        add(8, 7, 20, "/system/supervisor/shop");
        add(9, 8, 3, "/system/supervisor/shop");
        add(10, 9, 4, "/system/supervisor/shop");
        add(11, 7, 50, "/system/supervisor");
    }
    ~ProcessMemoryTest() override { fs::remove_all(folder); }

    void add(pid_t pid, pid_t parent, int pages, const std::string& cgroup) {
        const std::string process = "proc/" + std::to_string(pid) + "/";
        write(process + "stat", std::to_string(pid) + " (a ) b) S " + std::to_string(parent) + " 1 1 0");
        write(process + "statm", "9999 " + std::to_string(pages) + " 1 1 0 1 0");
        write(process + "cgroup", "3:cpu:/x\n0::" + cgroup + "\n");
    }
    void write(const std::string& path, const std::string& text) {
        fs::create_directories((folder / path).parent_path());
        std::ofstream(folder / path) << text;
    }
    std::optional<std::int64_t> bytes_of(pid_t pid) {
        ProcessMemory memory(options);
        memory.look();
        const auto use = memory.of(pid);
        kind = use ? use->kind : "";
        return use ? std::optional(use->bytes) : std::nullopt;
    }

    const std::int64_t page = ::sysconf(_SC_PAGESIZE);
    fs::path folder;
    MemoryOptions options;
    std::string kind;
};

TEST_F(ProcessMemoryTest, ResidentPagesOfTheProcessAloneCount) {
    EXPECT_EQ(bytes_of(8), 20 * page);
    EXPECT_EQ(kind, "RSS");
}

TEST_F(ProcessMemoryTest, CumulativeCountsAllDescendants) {
    options.cumulative = true;
    EXPECT_EQ(bytes_of(8), 27 * page);
    EXPECT_EQ(bytes_of(7), 177 * page);
    EXPECT_EQ(bytes_of(11), 50 * page);
}

TEST_F(ProcessMemoryTest, AProcessThatIsGoneUsesNothing) {
    EXPECT_FALSE(bytes_of(4711));
    options.cumulative = true;
    EXPECT_FALSE(bytes_of(4711));
}

TEST_F(ProcessMemoryTest, PssIsTakenWhereItCanBeRead) {
    options.proportional = true;
    write("proc/8/smaps_rollup", "5583-7ffe ---p 00000000 00:00 0   [rollup]\nRss:     80 kB\nPss:     12 kB\n");
    EXPECT_EQ(bytes_of(8), 12 * 1024);
    EXPECT_EQ(kind, "PSS");
    EXPECT_EQ(bytes_of(11), 50 * page);
    EXPECT_EQ(kind, "RSS");
}

TEST_F(ProcessMemoryTest, AControlGroupOfItsOwnCountsWithoutIdleCache) {
    options.by_cgroup = true;
    write("cgroup/system/supervisor/shop/memory.current", "1000000\n");
    write("cgroup/system/supervisor/shop/memory.stat", "anon 600000\ninactive_file 300000\nactive_file 100000\n");
    EXPECT_EQ(bytes_of(8), 700000);
    EXPECT_EQ(kind, "cgroup memory");
}

TEST_F(ProcessMemoryTest, AControlGroupThatItSharesWithTheDaemonDoesNotCount) {
    options.by_cgroup = true;
    write("cgroup/system/supervisor/memory.current", "1000000\n");
    write("cgroup/system/supervisor/memory.stat", "inactive_file 0\n");
    EXPECT_EQ(bytes_of(11), 50 * page);
    EXPECT_EQ(kind, "RSS");
}

TEST_F(ProcessMemoryTest, WhereTheKernelDoesNotCountGroupsThePagesDo) {
    options.by_cgroup = true;
    EXPECT_EQ(bytes_of(8), 20 * page);
}

TEST(ProcessMemoryOfThisMachine, ReadsThisProcess) {
    ProcessMemory memory({});
    memory.look();
    const auto use = memory.of(::getpid());
    ASSERT_TRUE(use);
    EXPECT_GT(use->bytes, 100 * 1024);
    EXPECT_TRUE(memory.is_own_or_ancestor(::getpid()));
    EXPECT_TRUE(memory.is_own_or_ancestor(::getppid()));
    EXPECT_FALSE(memory.is_own_or_ancestor(4194305));
}

} // namespace
} // namespace halberd::memmon
