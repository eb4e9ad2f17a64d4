#include "core/config/listener_keys.hpp"

#include "core/config/ascii_case.hpp"
#include "core/config/event_selections.hpp"
#include "core/config/path_values.hpp"
#include "core/config/program_words.hpp"
#include "core/config/unicode_text.hpp"

#include <fmt/format.h>

#include <array>

namespace halberd {
namespace {

constexpr std::string_view default_result_handler = "supervisor.dispatchers:default_handler";

Parsed<std::vector<EventSelection>> parse_events(std::string_view text, const ValueContext& context) {
    return parse_event_selections(text, context.environment.event_names);
}

Parsed<EventLength> parse_event_length(std::string_view text) {
    return parse_word(text, event_length_words, "is no unit for the length of events");
}

Parsed<Delivery> parse_delivery(std::string_view text) {
    const std::string lower = lower_case(strip(text));
    if (lower != "memory" && lower != "durable") {
        return bad_value(fmt::format("'{}' is no kind of delivery", text),
                         "write memory (events are lost with the daemon) or durable (they are kept on disk)");
    }
    return lower == "durable" ? Delivery::Durable : Delivery::Memory;
}

Parsed<std::optional<ByteSize>> parse_buffer_bytes(std::string_view text) {
    constexpr ByteSize smallest{1024};
    const auto size = parse_size(text);
    if (!size) {
        return tl::unexpected(size.error());
    }
    if (*size < smallest) {
        return bad_value(fmt::format("'{}' is too small", text), "write 1KB or more");
    }
    return std::optional(*size);
}

Parsed<std::optional<std::string>> parse_delivery_file(std::string_view text, const ValueContext& context) {
    auto path = parse_file(text, context);
    if (!path) {
        return tl::unexpected(std::move(path).error());
    }
    if (is_directory(*path)) {
        return bad_value(fmt::format("{} is a folder", *path), "name a file in it, such as queue.events");
    }
    return std::optional(*std::move(path));
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
    Key<ListenerSection>{"event_length", read<parse_event_length, &ListenerSection::event_length>},
    Key<ListenerSection>{"delivery", read<parse_delivery, &ListenerSection::delivery>},
    Key<ListenerSection>{"buffer_bytes", read<parse_buffer_bytes, &ListenerSection::buffer_bytes>},
    Key<ListenerSection>{"delivery_file", read<parse_delivery_file, &ListenerSection::delivery_file>},
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
