#pragma once

#include "core/base/wait_status.hpp"
#include "core/os/spawner.hpp"

#include <sys/wait.h>
#include <unistd.h>

#include <boost/asio/io_context.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <utility>
#include <vector>

namespace halberd {

// A folder of its own for one test, gone with the test.
class TempFolder {
 public:
    TempFolder() {
        std::string name = (std::filesystem::temp_directory_path() / "halberd-os-XXXXXX").native();
        path_ = ::mkdtemp(name.data());
    }
    ~TempFolder() { std::filesystem::remove_all(path_); }
    TempFolder(const TempFolder&) = delete;
    TempFolder& operator=(const TempFolder&) = delete;

    const std::string& path() const { return path_; }
    std::string file(const std::string& name) const { return path_ + "/" + name; }

 private:
    std::string path_;
};

inline std::string contents_of(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
}

inline void put(const std::string& path, const std::string& contents) {
    std::ofstream(path, std::ios::binary | std::ios::trunc) << contents;
}

inline void append(const std::string& path, const std::string& contents) {
    std::ofstream(path, std::ios::binary | std::ios::app) << contents;
}

// Runs the loop until the condition holds; false when that takes longer than any healthy machine needs.
template <class Condition>
bool run_until(boost::asio::io_context& context, Condition condition) {
    bool is_late = false;
    boost::asio::steady_timer limit(context, std::chrono::seconds(60));
    limit.async_wait([&](const boost::system::error_code& error) { is_late = !error; });
    context.restart();
    while (!condition() && !is_late) {
        context.run_one();
    }
    limit.cancel();
    context.poll();
    return condition();
}

// The test program test_child.cpp, which does what argv[1] says.
inline SpawnPlan child_plan(std::vector<std::string> arguments) {
    SpawnPlan plan;
    plan.file = HALBERD_TEST_CHILD;
    plan.argv = std::move(arguments);
    plan.argv.insert(plan.argv.begin(), "test_child");
    return plan;
}

inline SpawnPlan shell_plan(const std::string& script) {
    SpawnPlan plan;
    plan.file = "/bin/sh";
    plan.argv = {"sh", "-c", script};
    return plan;
}

// Waits for the end of one child of this process.
inline WaitStatus wait_for(pid_t pid) {
    int status = 0;
    ::waitpid(pid, &status, 0);
    return WaitStatus(status);
}

// Reads a descriptor, blocking or not, up to its end.
inline std::string read_to_end(const UniqueFd& fd) {
    boost::asio::io_context context;
    boost::asio::posix::stream_descriptor stream(context, ::dup(fd.get()));
    std::string bytes;
    std::vector<char> buffer(65536);
    for (;;) {
        boost::system::error_code error;
        const std::size_t count = stream.read_some(boost::asio::buffer(buffer), error);
        bytes.append(buffer.data(), count);
        if (error) {
            return bytes;
        }
    }
}

} // namespace halberd
