#include "plugins/crashmail/options.hpp"

#include <charconv>

namespace halberd::crashmail {
namespace {

constexpr const char* head = R"(Usage: crashmail [-p NAME]... [-a] [-o HEADER] [-m ADDRESS] [--details]
                 [-s COMMAND | --smtp URL --from ADDRESS | --maildir FOLDER]

Sends a mail when a process exits unexpectedly. An event listener for supervisord, to be
subscribed to PROCESS_STATE_EXITED.

)";

constexpr std::size_t most_log_lines = 1000;

} // namespace

constinit const options::Usage usage("crashmail", head, {option_table.data(), option_table.size()});

tl::expected<Options, Exit> parse_options(const std::vector<std::string>& arguments) {
    const auto line = usage.read(arguments);
    if (!line) {
        return tl::unexpected(line.error());
    }
    auto mail = alert::read_mail_options(*line);
    if (!mail) {
        return tl::unexpected(usage.error(mail.error()));
    }
    const auto policy = alert::read_policy_options(*line);
    if (!policy) {
        return tl::unexpected(usage.error(policy.error()));
    }
    Options options;
    options.policy = *policy;
    if (const auto count = line->value("log-lines")) {
        const char* end = count->data() + count->size();
        const auto [rest, error] = std::from_chars(count->data(), end, options.log_lines);
        if (error != std::errc() || rest != end || options.log_lines > most_log_lines) {
            return tl::unexpected(
                usage.error("--log-lines '" + *count + "' is no number up to " + std::to_string(most_log_lines)));
        }
    }
    options.has_details = line->has("details") || line->has("log-lines");
    options.watch.any = line->has("any");
    options.watch.programs = line->values("program");
    options.optional_header = line->value("optionalheader").value_or("");
    options.mail = std::move(*mail);
    options.ignored = line->words();
    return options;
}

} // namespace halberd::crashmail
