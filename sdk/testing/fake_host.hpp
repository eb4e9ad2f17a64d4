#pragma once

#include "sdk/host/command_line_end.hpp"
#include "sdk/testing/test_event.hpp"

#include <halberd/plugin_abi.h>
#include <halberd/host.hpp>
#include <halberd/result.hpp>

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <vector>

namespace halberd {
class PluginInstance;
}

// The plugin that is linked into the test: what HALBERD_PLUGIN has made.
extern "C" HALBERD_EXPORT const struct halberd_plugin halberd_plugin;

namespace halberd::test {

// Runs a plugin as every real host does, behind its C table, and keeps what it logs:
//
//   test::FakeHost host;
//   ASSERT_TRUE(host.start({"-g", "hi"}));
//   EXPECT_EQ(host.send(test::process_running("cat", "cat")).kind(), Result::Kind::Ok);
//   EXPECT_THAT(host.log(), ElementsAre("hi cat"));
//
// Not thread-safe, but that the plugin may log from any thread.
class FakeHost {
 public:
    explicit FakeHost(const struct halberd_plugin& plugin = halberd_plugin);
    ~FakeHost();
    FakeHost(const FakeHost&) = delete;
    FakeHost& operator=(const FakeHost&) = delete;

    // What the plugin finds in its environment when it starts: no supervisord, its name, and that alerts are to leave
    // no file on the machine.
    std::map<std::string, std::string, std::less<>> variables;

    // Makes an instance with these arguments, after ending the one before it. The error is the plugin's own text.
    tl::expected<void, std::string> start(const std::vector<std::string>& arguments = {});

    // Ends the instance, if there is one.
    void stop();

    // Has the instance handle an event, which is a new one each time: its numbers rise. Result::fatal leaves it as it
    // is: stop() or start() as a supervisor would.
    Result send(const TestEvent& event);

    // The same for the events of a file that halberd-plugin-host --play takes too; the error is about the file.
    tl::expected<std::vector<Result>, std::string> play(const std::string& path);

    // How the plugin's command line ends a program with these arguments; nothing when it would start.
    std::optional<CommandLineEnd> command_line(const std::vector<std::string>& arguments) const;

    // What was logged since the last call.
    std::vector<std::string> log();

    // The same with its levels.
    struct LogLine {
        LogLevel level;
        std::string text;
        bool operator==(const LogLine&) const = default;
    };
    std::vector<LogLine> log_with_levels();

 private:
    struct Log;

    PluginInstance& instance();

    const struct halberd_plugin& plugin_;
    std::uint64_t events_sent_ = 0;
    std::shared_ptr<Log> log_; // shared with the services of an instance
    std::unique_ptr<PluginInstance> instance_;
};

} // namespace halberd::test
