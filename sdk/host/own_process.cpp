#include "sdk/host/own_process.hpp"

#include "sdk/host/command_line_end.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cstdio>

namespace halberd {
namespace {

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

} // namespace

void write_line_on_stderr(std::string_view line) {
    std::string text(line);
    text += '\n';
    std::fwrite(text.data(), 1, text.size(), stderr);
}

HostServices services_of_own_process() {
    HostServices services;
    services.log = [](int, std::string_view line) { write_line_on_stderr(line); };
    services.variables = environment();
    return services;
}

std::optional<int> end_by_command_line(const struct halberd_plugin& plugin, const std::string& name,
                                       const std::vector<std::string>& arguments) {
    const std::optional<CommandLineEnd> end = check_command_line(plugin, name, arguments);
    if (!end) {
        return std::nullopt;
    }
    std::fwrite(end->out.data(), 1, end->out.size(), stdout);
    std::fwrite(end->err.data(), 1, end->err.size(), stderr);
    return end->status;
}

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

wire::EventLength event_length_of(const std::map<std::string, std::string, std::less<>>& environment) {
    const auto length = environment.find("SUPERVISOR_EVENT_LENGTH");
    return length != environment.end() && length->second == "bytes" ? wire::EventLength::Bytes
                                                                    : wire::EventLength::Characters;
}

} // namespace halberd
