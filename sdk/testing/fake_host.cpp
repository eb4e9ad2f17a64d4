#include "sdk/testing/fake_host.hpp"

#include "sdk/host/plugin_instance.hpp"
#include "sdk/wire/event_script.hpp"

#include <cerrno>
#include <cstring>
#include <fstream>
#include <iterator>
#include <mutex>
#include <stdexcept>
#include <utility>

namespace halberd::test {
namespace {

constexpr const char* plugin_name = "test";

Result to_result(PluginInstance::Outcome outcome) {
    switch (outcome.result) {
        case PluginInstance::Outcome::Result::Ok:
            return Result::ok();
        case PluginInstance::Outcome::Result::Fail:
            return Result::fail(std::move(outcome.error));
        case PluginInstance::Outcome::Result::Fatal:
            break;
    }
    return Result::fatal(std::move(outcome.error));
}

wire::EventHeader header_of(const Event& event) {
    wire::EventHeader header;
    header.server = event.server();
    header.pool = event.pool();
    header.event_name = event.name();
    return header;
}

} // namespace

struct FakeHost::Log {
    std::mutex mutex;
    std::vector<LogLine> lines;
};

FakeHost::FakeHost(const struct halberd_plugin& plugin)
    : variables{{"SUPERVISOR_SERVER_URL", "unix:///nowhere"},
                {"SUPERVISOR_PROCESS_NAME", plugin_name},
                {"SUPERVISOR_GROUP_NAME", plugin_name},
                {"SUPERVISOR_ALERTS_OUTBOX", "none"}},
      plugin_(plugin),
      log_(std::make_shared<Log>()) {}

FakeHost::~FakeHost() = default;

tl::expected<void, std::string> FakeHost::start(const std::vector<std::string>& arguments) {
    stop();
    HostServices services;
    services.variables = variables;
    services.log = [log = log_](int level, std::string_view line) {
        const std::lock_guard lock(log->mutex);
        log->lines.push_back({static_cast<LogLevel>(level), std::string(line)});
    };
    auto instance = PluginInstance::create(plugin_, plugin_name, arguments, std::move(services));
    if (!instance) {
        return tl::unexpected(instance.error());
    }
    instance_ = std::move(*instance);
    return {};
}

void FakeHost::stop() {
    instance_.reset();
}

PluginInstance& FakeHost::instance() {
    if (instance_ == nullptr) {
        throw std::logic_error("FakeHost: start() the plugin before an event is sent to it");
    }
    return *instance_;
}

Result FakeHost::send(const TestEvent& event) {
    wire::EventHeader header = header_of(event);
    header.serial = header.pool_serial = ++events_sent_;
    return to_result(instance().handle(header, event.payload()));
}

tl::expected<std::vector<Result>, std::string> FakeHost::play(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    const std::string text{std::istreambuf_iterator<char>(file), {}};
    if (!file.is_open()) {
        return tl::unexpected("can't read " + path + ": " + std::strerror(errno));
    }
    const auto events = wire::read_event_script(text, wire::EventLength::Characters);
    if (!events) {
        return tl::unexpected("can't play " + path + ": " + events.error());
    }
    std::vector<Result> results;
    for (const wire::ScriptedEvent& event : *events) {
        results.push_back(to_result(instance().handle(event.header, event.payload)));
    }
    return results;
}

std::optional<CommandLineEnd> FakeHost::command_line(const std::vector<std::string>& arguments) const {
    return check_command_line(plugin_, plugin_name, arguments);
}

std::vector<std::string> FakeHost::log() {
    std::vector<std::string> texts;
    for (LogLine& line : log_with_levels()) {
        texts.push_back(std::move(line.text));
    }
    return texts;
}

std::vector<FakeHost::LogLine> FakeHost::log_with_levels() {
    const std::lock_guard lock(log_->mutex);
    return std::exchange(log_->lines, {});
}

} // namespace halberd::test
