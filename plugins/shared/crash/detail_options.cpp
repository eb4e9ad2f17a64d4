#include "plugins/shared/crash/detail_options.hpp"

#include <charconv>

namespace halberd::crash {
namespace {

constexpr std::size_t most_log_lines = 1000;

} // namespace

tl::expected<DetailOptions, std::string> read_detail_options(const options::CommandLine& line) {
    DetailOptions options;
    options.has_details = line.has("details") || line.has("log-lines");
    if (const auto count = line.value("log-lines")) {
        const char* end = count->data() + count->size();
        const auto [rest, error] = std::from_chars(count->data(), end, options.log_lines);
        if (error != std::errc() || rest != end || options.log_lines > most_log_lines) {
            return tl::unexpected("--log-lines '" + *count + "' is no number up to " + std::to_string(most_log_lines));
        }
    }
    return options;
}

} // namespace halberd::crash
