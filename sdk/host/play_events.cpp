#include "sdk/host/play_events.hpp"

#include "sdk/host/own_process.hpp"
#include "sdk/wire/event_script.hpp"

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <fstream>
#include <iterator>

namespace halberd {
namespace {

constexpr int exit_not_all_ok = 1;
constexpr int exit_cannot_play = 2;

using Result = PluginInstance::Outcome::Result;

tl::expected<std::vector<wire::ScriptedEvent>, std::string> read_events(const std::string& path,
                                                                        wire::EventLength unit) {
    std::ifstream file(path, std::ios::binary);
    const std::string text{std::istreambuf_iterator<char>(file), {}};
    if (!file.is_open() || file.bad()) {
        return tl::unexpected("can't read " + path + ": " + std::strerror(errno));
    }
    auto events = wire::read_event_script(text, unit);
    if (!events) {
        return tl::unexpected("can't play " + path + ": " + events.error());
    }
    return events;
}

std::string told(const wire::EventHeader& header, const PluginInstance::Outcome& outcome) {
    const char* const words[] = {"OK", "FAIL", "FATAL"};
    std::string text = header.event_name + " " + std::to_string(header.serial) + ": " +
                       words[static_cast<std::size_t>(outcome.result)];
    return outcome.error.empty() ? text : text + ": " + outcome.error;
}

} // namespace

int play_events(const struct halberd_plugin& plugin, const std::string& name, const std::vector<std::string>& arguments,
                const std::string& path) {
    if (const std::optional<int> status = end_by_command_line(plugin, name, arguments)) {
        return *status;
    }
    HostServices services = services_of_own_process();
    services.variables.emplace("SUPERVISOR_ALERTS_OUTBOX", "none"); // played events are no alerts to keep
    auto events = read_events(path, event_length_of(services.variables));
    if (!events) {
        write_line_on_stderr("halberd-plugin-host: " + events.error());
        return exit_cannot_play;
    }
    const std::optional<ListenerChannel> channel = take_over_stdio();
    if (!channel) {
        write_line_on_stderr(std::string("halberd-plugin-host: stdin, stdout or stderr can't be used: ") +
                             std::strerror(errno));
        return exit_cannot_play;
    }
    const auto instance = PluginInstance::create(plugin, name, arguments, services);
    if (!instance) {
        write_line_on_stderr(instance.error());
        return exit_cannot_play;
    }
    int status = 0;
    for (wire::ScriptedEvent& event : *events) {
        if (event.header.pool.empty()) {
            event.header.pool = name;
        }
        const PluginInstance::Outcome outcome = (*instance)->handle(event.header, event.payload);
        ::dprintf(channel->output, "%s\n", told(event.header, outcome).c_str());
        if (outcome.result != Result::Ok) {
            status = exit_not_all_ok;
        }
        if (outcome.result == Result::Fatal) {
            break;
        }
    }
    return status;
}

} // namespace halberd
