#include "sdk/supervisor/core_file.hpp"

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <string>

namespace halberd::supervisor {
namespace {

using std::chrono::seconds;
using Time = std::chrono::system_clock::time_point;

// A process that was started a minute ago in a folder of the test's, and has dumped its core.
class CoreFileTest : public testing::Test {
 protected:
    CoreFileTest() {
        std::string name = (std::filesystem::temp_directory_path() / "halberd-core-XXXXXX").native();
        folder = ::mkdtemp(name.data());
        exit.pid = 4711;
        exit.started = now - seconds(60);
        exit.ended = now;
        exit.signal = 6;
        exit.has_dumped_core = true;
        exit.directory = folder;
        exit.program = "/opt/shop/bin/a-name-of-more-than-fifteen";
        exit.uid = 33;
        exit.gid = 34;
    }
    ~CoreFileTest() override { std::filesystem::remove_all(folder); }

    std::string put(const std::string& name, Time written, std::size_t size = 3000) {
        const std::string path = folder + "/" + name;
        std::filesystem::create_directories(std::filesystem::path(path).parent_path());
        std::ofstream(path) << std::string(size, 'x');
        std::filesystem::last_write_time(path, std::chrono::file_clock::from_sys(written));
        return path;
    }
    std::string describe(const std::string& pattern, bool adds_pid = false) const {
        return describe_core({pattern, adds_pid}, exit);
    }

    const Time now = std::chrono::time_point_cast<seconds>(std::chrono::system_clock::now());
    std::string folder;
    ProcessExit exit;
};

TEST_F(CoreFileTest, IsInTheFolderWhereTheProcessWasStarted) {
    const std::string path = put("core", now);
    EXPECT_EQ(describe("core"), path + " (2 KiB)");
    EXPECT_EQ(describe(folder + "/core"), path + " (2 KiB)");
    put("core", now, 12'000'000);
    EXPECT_EQ(describe("core"), path + " (11 MiB)");
}

TEST_F(CoreFileTest, IsCalledAsThePatternSays) {
    const std::string path = put("33/34/core.a-name-of-more-.a-name-of-more-than-fifteen.4711.6%", now);
    EXPECT_EQ(describe("%u/%g/core.%e.%f.%p.%s%%%n%"), path + " (2 KiB)");
}

TEST_F(CoreFileTest, HasThePidBehindItWhenTheKernelAddsIt) {
    const std::string path = put("core.4711", now);
    EXPECT_EQ(describe("core", true), path + " (2 KiB)");
    EXPECT_EQ(describe("core.%p", true), path + " (2 KiB)");
}

TEST_F(CoreFileTest, IsFoundWhenNotAllOfItsNameIsKnown) {
    put("core-1-1700000000-!opt!shop", now - seconds(3600));
    const std::string path = put("core-1-1795445888-!opt!shop", now - seconds(1));
    EXPECT_EQ(describe("core-%i-%t-%E"), path + " (2 KiB)");
}

TEST_F(CoreFileTest, IsFoundWhenTheProgramHasBecomeAnotherOrAnotherUser) {
    put("core.other.0.99", now);
    const std::string path = put("core.other.0.4711", now);
    EXPECT_EQ(describe("core.%e.%u.%p"), path + " (2 KiB)");
}

TEST_F(CoreFileTest, OfAnEarlierOrLaterCrashIsNotThisOne) {
    const std::string path = put("core", now - seconds(100));
    EXPECT_EQ(describe("core"), "not found as " + path);
    put("core", now + seconds(1));
    EXPECT_EQ(describe("core"), path + ", but that is from a later crash");
}

TEST_F(CoreFileTest, ThatIsMissingIsNamedAsFarAsItIsKnown) {
    EXPECT_EQ(describe("/nosuch[1]/%p.%t"), "not found as /nosuch[1]/4711.*");
    std::filesystem::create_directory(folder + "/core");
    EXPECT_EQ(describe("core"), "not found as " + folder + "/core");
}

TEST_F(CoreFileTest, CharactersOfTheFolderAreNoPattern) {
    exit.directory = folder + "/a[b]*";
    const std::string path = put("a[b]*/core", now);
    EXPECT_EQ(describe("core"), path + " (2 KiB)");
}

TEST_F(CoreFileTest, ThatAProgramTakesIsAskedForThere) {
    EXPECT_EQ(describe("|/usr/lib/systemd/systemd-coredump %P %u %g %s %t %c %h"),
              "given to systemd-coredump: coredumpctl info 4711");
    EXPECT_EQ(describe("|/usr/share/apport/apport -p%p"), "given to apport: see /var/crash, and apport-unpack");
    EXPECT_EQ(describe("|/usr/libexec/abrt-hook-ccpp %s"), "given to abrt-hook-ccpp: abrt list");
    EXPECT_EQ(describe("|/bin/keeper"), "given to keeper");
}

TEST_F(CoreFileTest, ThePatternOfThisMachineIsThatOfTheKernel) {
    std::ifstream file("/proc/sys/kernel/core_pattern");
    std::string text;
    std::getline(file, text);
    EXPECT_EQ(CorePattern::of_this_machine().text, text);
}

} // namespace
} // namespace halberd::supervisor
