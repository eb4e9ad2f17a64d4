#include "plugins/shared/restart/process_options.hpp"

#include <charconv>

namespace halberd::restart {
namespace {

constexpr int most_seconds = 1'000'000;

} // namespace

tl::expected<ProcessOptions, std::string> read_process_options(const options::CommandLine& line) {
    ProcessOptions options;
    options.programs = line.values("program");
    options.any = line.has("any");
    for (const auto& option : line.given()) {
        options.eager = option.name == "eager" || (options.eager && option.name != "not-eager");
    }
    const auto grace = read_seconds(line, "grace", options.grace);
    if (!grace) {
        return tl::unexpected(grace.error());
    }
    options.grace = *grace;
    return options;
}

tl::expected<std::chrono::seconds, std::string> read_seconds(const options::CommandLine& line, const std::string& name,
                                                             std::chrono::seconds otherwise) {
    const auto text = line.value(name);
    if (!text) {
        return otherwise;
    }
    int number = 0;
    const auto [end, error] = std::from_chars(text->data(), text->data() + text->size(), number);
    if (error != std::errc() || end != text->data() + text->size() || number < 0 || number > most_seconds) {
        return tl::unexpected("--" + name + " is a number of seconds, and '" + *text + "' is none");
    }
    return std::chrono::seconds(number);
}

} // namespace halberd::restart
