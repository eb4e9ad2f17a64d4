#pragma once

#include <halberd/plugin_abi.h>

#include <optional>
#include <string_view>

namespace halberd {
inline namespace v1 {

enum class LogLevel {
    Debug = HALBERD_LOG_DEBUG,
    Info = HALBERD_LOG_INFO,
    Warning = HALBERD_LOG_WARN,
    Error = HALBERD_LOG_ERROR,
    Critical = HALBERD_LOG_CRITICAL,
};

// Whoever runs the plugin: the daemon, halberd-plugin-host, or the plugin's own program. Lives as long as the plugin.
class Host {
 public:
    // `table` outlives this object. Plugins are handed a Host, they don't make one.
    explicit Host(const halberd_host& table) : table_(table) {}

    // Writes one line, without its newline, to the listener's stderr log. [any thread]
    void log(LogLevel level, std::string_view line) const {
        table_.log(table_.context, static_cast<int>(level), {line.data(), line.size()});
    }
    void info(std::string_view line) const { log(LogLevel::Info, line); }
    void warn(std::string_view line) const { log(LogLevel::Warning, line); }
    void error(std::string_view line) const { log(LogLevel::Error, line); }

    // The value of an environment variable of the listener, as environment= of its section and the daemon set it:
    // SUPERVISOR_SERVER_URL, SUPERVISOR_PROCESS_NAME and others. Nothing when it is not set. The view lives as long as
    // the plugin. Use this and not getenv(), which inside the daemon sees the daemon's variables. [plugin's thread]
    std::optional<std::string_view> variable(std::string_view name) const {
        halberd_string value{};
        if (table_.get_variable(table_.context, {name.data(), name.size()}, &value) == 0) {
            return std::nullopt;
        }
        return value.size == 0 ? std::string_view() : std::string_view(value.data, value.size);
    }

    // An optional feature of the host, "halberd.NAME/1", as its C table; null when this host has none of that id.
    // [plugin's thread]
    const void* extension(const char* id) const { return table_.get_extension(table_.context, id); }

    // What the functions of such a table take as the host's own. [plugin's thread]
    void* context() const { return table_.context; }

 private:
    const halberd_host& table_;
};

} // namespace v1
} // namespace halberd
