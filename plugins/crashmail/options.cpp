#include "plugins/crashmail/options.hpp"

namespace halberd::crashmail {
namespace {

constexpr const char* head = R"(Usage: crashmail [-p NAME]... [-a] [-o HEADER] [-m ADDRESS] [--details]
                 [-s COMMAND | --smtp URL --from ADDRESS | --maildir FOLDER]

Sends a mail when a process exits unexpectedly. An event listener for supervisord, to be
subscribed to PROCESS_STATE_EXITED.

)";

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
    const auto details = crash::read_detail_options(*line);
    if (!details) {
        return tl::unexpected(usage.error(details.error()));
    }
    Options options;
    options.policy = *policy;
    options.details = *details;
    options.watch.any = line->has("any");
    options.watch.programs = line->values("program");
    options.optional_header = line->value("optionalheader").value_or("");
    options.mail = std::move(*mail);
    options.ignored = line->words();
    return options;
}

} // namespace halberd::crashmail
