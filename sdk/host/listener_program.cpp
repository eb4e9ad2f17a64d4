#include "sdk/host/listener_program.hpp"

#include "sdk/host/listener_loop.hpp"
#include "sdk/host/own_process.hpp"

#include <cerrno>
#include <cstring>
#include <optional>

namespace halberd {
namespace {

constexpr int exit_not_supervised = 1;
constexpr int exit_cannot_start = 2;

} // namespace

int run_listener_program(const struct halberd_plugin& plugin, const std::string& name,
                         const std::vector<std::string>& arguments) {
    if (const std::optional<int> status = end_by_command_line(plugin, name, arguments)) {
        return *status;
    }
    const HostServices services = services_of_own_process();
    const auto& variables = services.variables;
    if (variables.count("SUPERVISOR_SERVER_URL") == 0) {
        write_line_on_stderr(name + " must be run as a supervisor event listener");
        return exit_not_supervised;
    }
    std::optional<ListenerChannel> channel = take_over_stdio();
    if (!channel) {
        write_line_on_stderr(name +
                             " needs stdin, stdout and stderr, and one of them can't be used: " + std::strerror(errno));
        return exit_cannot_start;
    }
    channel->length = event_length_of(variables);
    const auto instance = PluginInstance::create(plugin, name, arguments, services);
    if (!instance) {
        write_line_on_stderr(instance.error());
        return exit_cannot_start;
    }
    return run_listener_loop(**instance, *channel, write_line_on_stderr);
}

} // namespace halberd
