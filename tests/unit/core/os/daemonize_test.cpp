#include "core/os/daemonize.hpp"

#include "tests/fakes/recording_log.hpp"
#include "tests/unit/core/os/os_test_support.hpp"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <cstdio>

namespace halberd {
namespace {

class DaemonizeTest : public testing::Test {
 protected:
    // Daemonizes a process of its own, and returns what it has to say about itself.
    std::string daemonized(const DaemonizeOptions& options) {
        int ends[2] = {-1, -1};
        EXPECT_EQ(::pipe2(ends, O_CLOEXEC), 0);
        UniqueFd read(ends[0]);
        UniqueFd write(ends[1]);
        std::fflush(nullptr);
        const pid_t pid = ::fork();
        if (pid == 0) {
            live_as_daemon(options, write.get());
            ::_exit(0);
        }
        write.reset();
        EXPECT_EQ(wait_for(pid), WaitStatus::from_exit_code(0));
        return read_to_end(read);
    }

 private:
    static void live_as_daemon(const DaemonizeOptions& options, int report) {
        boost::asio::io_context context;
        RecordingLog log;
        // A loop that is watching something before the fork does so afterwards.
        int ends[2] = {-1, -1};
        [[maybe_unused]] const int made = ::pipe2(ends, O_CLOEXEC);
        boost::asio::posix::stream_descriptor stream(context, ends[0]);
        bool is_readable = false;
        stream.async_wait(boost::asio::posix::stream_descriptor::wait_read,
                          [&](const boost::system::error_code& error) { is_readable = !error; });
        const pid_t before = ::getpid();
        const Result<void> result = daemonize(options, context, log);
        [[maybe_unused]] const ssize_t written = ::write(ends[1], "x", 1);
        run_until(context, [&] { return is_readable; });
        std::string text = result && ::getpid() != before && is_readable ? "ok" : "failed";
        text += ::getsid(0) == ::getpid() ? " leader" : " member";
        const mode_t umask = ::umask(0);
        text += " " + std::to_string(umask) + " " + std::filesystem::current_path().native();
        for (const char* fd : {"0", "1", "2"}) {
            text += " " + std::filesystem::read_symlink(std::string("/proc/self/fd/") + fd).native();
        }
        for (const std::string& line : log.lines) {
            text += "\n" + line;
        }
        [[maybe_unused]] const ssize_t reported = ::write(report, text.data(), text.size());
    }
};

TEST_F(DaemonizeTest, TheDaemonLeadsASessionInItsDirectoryWithoutTheTerminal) {
    EXPECT_EQ(daemonized({"/usr", 027}),
              "ok leader 23 /usr /dev/null /dev/null /dev/null\n"
              "INFO daemonizing the supervisord process\n"
              "INFO set current directory: '/usr'");
}

TEST_F(DaemonizeTest, WithoutADirectoryItStaysWhereItIs) {
    EXPECT_EQ(daemonized({}), "ok leader 18 " + std::filesystem::current_path().native() +
                                  " /dev/null /dev/null /dev/null\n"
                                  "INFO daemonizing the supervisord process");
}

TEST_F(DaemonizeTest, ADirectoryThatCannotBeEnteredIsLogged) {
    EXPECT_EQ(daemonized({"/nonexistent", 022}),
              "ok leader 18 " + std::filesystem::current_path().native() +
                  " /dev/null /dev/null /dev/null\n"
                  "INFO daemonizing the supervisord process\n"
                  "CRIT can't chdir into '/nonexistent': [Errno 2] No such file or directory: '/nonexistent'");
}

} // namespace
} // namespace halberd
