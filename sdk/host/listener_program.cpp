#include "sdk/host/listener_program.hpp"

#include "sdk/host/listener_loop.hpp"
#include "sdk/host/plugin_instance.hpp"

#include <fcntl.h>
#include <halberd/command_line_abi.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <map>
#include <optional>
#include <string_view>

namespace halberd {
namespace {

constexpr int exit_not_supervised = 1;
constexpr int exit_cannot_start = 2;

// One line as one write, so that lines of several threads stay whole.
void write_line(std::string_view line) {
    std::string text(line);
    text += '\n';
    std::fwrite(text.data(), 1, text.size(), stderr);
}

void print(void*, int stream, halberd_string text) {
    if (text.size > 0) {
        std::fwrite(text.data, 1, text.size, stream == HALBERD_STDOUT ? stdout : stderr);
    }
}

// The exit status when the plugin's command line ends the program.
std::optional<int> check_command_line(const struct halberd_plugin& plugin, const std::string& name,
                                      const std::vector<std::string>& arguments) {
    const void* extension =
        plugin.get_extension != nullptr ? plugin.get_extension(HALBERD_COMMAND_LINE_EXTENSION) : nullptr;
    if (extension == nullptr) {
        return std::nullopt;
    }
    std::vector<const char*> argv{name.c_str()};
    for (const std::string& argument : arguments) {
        argv.push_back(argument.c_str());
    }
    const int argc = static_cast<int>(argv.size());
    argv.push_back(nullptr);
    const int status = static_cast<const halberd_command_line*>(extension)->check(argc, argv.data(), nullptr, print);
    return status < 0 ? std::nullopt : std::optional(status);
}

std::map<std::string, std::string, std::less<>> environment() {
    std::map<std::string, std::string, std::less<>> variables;
    for (char** entry = environ; *entry != nullptr; ++entry) {
        const std::string_view text = *entry;
        if (const std::size_t equals = text.find('='); equals != std::string_view::npos) {
            variables.emplace(text.substr(0, equals), text.substr(equals + 1));
        }
    }
    return variables;
}

// Moves stdin and stdout to descriptors of the channel that no child inherits, and puts /dev/null and stderr in their
// places. Nothing when that fails; errno says why.
std::optional<ListenerChannel> take_over_stdio() {
    ListenerChannel channel;
    channel.input = ::fcntl(STDIN_FILENO, F_DUPFD_CLOEXEC, STDERR_FILENO + 1);
    channel.output = ::fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, STDERR_FILENO + 1);
    if (channel.input < 0 || channel.output < 0) {
        return std::nullopt;
    }
    const int nothing = ::open("/dev/null", O_RDONLY | O_CLOEXEC);
    if (nothing < 0 || ::dup2(nothing, STDIN_FILENO) < 0 || ::dup2(STDERR_FILENO, STDOUT_FILENO) < 0) {
        return std::nullopt;
    }
    ::close(nothing);
    return channel;
}

} // namespace

int run_listener_program(const struct halberd_plugin& plugin, const std::string& name,
                         const std::vector<std::string>& arguments) {
    if (const std::optional<int> status = check_command_line(plugin, name, arguments)) {
        return *status;
    }
    HostServices services;
    services.log = [](int, std::string_view line) { write_line(line); };
    services.variables = environment();
    const auto& variables = services.variables;
    if (variables.count("SUPERVISOR_SERVER_URL") == 0) {
        write_line(name + " must be run as a supervisor event listener");
        return exit_not_supervised;
    }
    std::optional<ListenerChannel> channel = take_over_stdio();
    if (!channel) {
        write_line(name + " needs stdin, stdout and stderr, and one of them can't be used: " + std::strerror(errno));
        return exit_cannot_start;
    }
    const auto length = variables.find("SUPERVISOR_EVENT_LENGTH");
    if (length != variables.end() && length->second == "bytes") {
        channel->length = wire::EventLength::Bytes;
    }
    const auto instance = PluginInstance::create(plugin, name, arguments, services);
    if (!instance) {
        write_line(instance.error());
        return exit_cannot_start;
    }
    return run_listener_loop(**instance, *channel, write_line);
}

} // namespace halberd
