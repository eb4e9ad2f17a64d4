#include "core/config/listener_keys.hpp"

#include "core/config/similar_name.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cctype>

namespace halberd {
namespace {

constexpr std::string_view default_result_handler = "supervisor.dispatchers:default_handler";

// Names of event types in any case, each once.
Parsed<std::vector<std::string>> parse_events(std::string_view text, const ValueContext& context) {
    const std::vector<std::string>& known = context.environment.event_names;
    std::vector<std::string> events;
    for (const std::string_view word : words_between_commas(text)) {
        std::string name(word);
        std::transform(name.begin(), name.end(), name.begin(), [](unsigned char c) { return std::toupper(c); });
        if (!known.empty() && std::find(known.begin(), known.end(), name) == known.end()) {
            const std::vector<std::string_view> names(known.begin(), known.end());
            return bad_value(fmt::format("Unknown event type '{}'", name),
                             did_you_mean(name, names, "write names such as PROCESS_STATE_EXITED,TICK_60"),
                             offset_in(text, word));
        }
        if (std::find(events.begin(), events.end(), name) == events.end()) {
            events.push_back(std::move(name));
        }
    }
    return events;
}

// A result handler is a Python function; the standard one is what a listener pool does here.
Parsed<std::string> parse_result_handler(std::string_view text) {
    if (text != default_result_handler) {
        return bad_value(fmt::format("{} cannot be resolved: Python functions are not supported", text),
                         "leave result_handler= out; a listener answers OK or FAIL");
    }
    return std::string(text);
}

// False for none, true for process.
Parsed<bool> parse_isolation(std::string_view text) {
    if (text != "none" && text != "process") {
        return bad_value(fmt::format("'{}' is no kind of isolation", text),
                         "write none (in the daemon) or process (in a process of its own)");
    }
    return text == "process";
}

constexpr std::array section_keys{
    Key<ListenerSection>{"events", read<parse_events, &ListenerSection::events>},
    Key<ListenerSection>{"buffer_size", read<parse_buffer_size, &ListenerSection::buffer_size>},
    Key<ListenerSection>{"result_handler", read<parse_result_handler, &ListenerSection::result_handler>},
};

constexpr std::array keys_of_a_plugin{
    Key<PluginChoice>{"plugin", read<parse_text, &PluginChoice::text>},
    Key<PluginChoice>{"isolation", read<parse_isolation, &PluginChoice::is_isolated>},
};

} // namespace

std::span<const Key<ListenerSection>> listener_section_keys() {
    return section_keys;
}

std::span<const Key<PluginChoice>> plugin_keys() {
    return keys_of_a_plugin;
}

std::vector<std::string_view> listener_key_names() {
    return key_names(section_keys, keys_of_a_plugin);
}

} // namespace halberd
