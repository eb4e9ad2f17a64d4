#include "plugins/webhook/options.hpp"

#include "plugins/shared/alert/mail_options.hpp"
#include "plugins/webhook/presets.hpp"

#include <utility>

namespace halberd::webhook {
namespace {

constexpr const char* head = R"(Usage: webhook [-p NAME]... [-a] [--on WORDS] [--url-file FILE | --url URL]
               [--preset NAME] [--template TEXT] [--to WHOM] [--from WHO]

Posts a message to a URL when a process exits unexpectedly or can't be started. An event listener
for supervisord, to be subscribed to PROCESS_STATE_EXITED and PROCESS_STATE_FATAL.

)";

// Empty, or what is wrong with the service and the recipients.
std::string take_preset(const options::CommandLine& line, Options& options) {
    const std::string name = line.value("preset").value_or("");
    const Preset* preset = name.empty() ? &plain_preset() : find_preset(name);
    if (preset == nullptr) {
        return "--preset '" + name + "' is none of " + preset_names();
    }
    options.to = alert::split_at_commas(line.value("to").value_or(""));
    options.from = line.value("from").value_or("");
    if (preset->needs_to && options.to.empty()) {
        return "--preset " + name + " needs --to, whom to tell";
    }
    if (preset->needs_from && options.from.empty() && !line.has("template")) {
        return "--preset " + name + " needs --from, or a --template without a sender";
    }
    if (options.to.empty()) {
        options.to = {preset->name};
    }
    options.gateway.form = preset->form;
    options.gateway.body = preset->body;
    options.gateway.error_member = preset->error_member;
    options.gateway.default_url = preset->url;
    options.gateway.needs_key = preset->needs_key;
    options.gateway.signing = preset->signing;
    return {};
}

std::string take_delivery(const options::CommandLine& line, gateway::Settings& settings) {
    if (line.has("url") && line.has("url-file")) {
        return "--url and --url-file say both where to: give one of them";
    }
    settings.url = line.value("url").value_or("");
    settings.url_file = line.value("url-file").value_or("");
    settings.url_variable = "HALBERD_WEBHOOK_URL";
    settings.outbox = line.value("outbox").value_or("");
    if (const auto body = line.value("template")) {
        auto text = gateway::read_template(*body);
        if (!text) {
            return text.error();
        }
        settings.body = std::move(*text);
    }
    const auto expire = alert::read_expire(line);
    settings.expire = expire.value_or(std::nullopt);
    return expire ? "" : expire.error();
}

} // namespace

constinit const options::Usage usage("webhook", head, {option_table.data(), option_table.size()});

tl::expected<Options, Exit> parse_options(const std::vector<std::string>& arguments) {
    const auto line = usage.read(arguments);
    if (!line) {
        return tl::unexpected(line.error());
    }
    Options options;
    auto occasions = parse_occasions(line->value("on").value_or("exited,fatal"));
    std::string fault = occasions ? take_preset(*line, options) : occasions.error();
    if (fault.empty()) {
        fault = take_delivery(*line, options.gateway);
    }
    const auto policy = alert::read_policy_options(*line);
    const auto details = crash::read_detail_options(*line);
    if (fault.empty() && (!policy || !details)) {
        fault = policy ? details.error() : policy.error();
    }
    if (!fault.empty()) {
        return tl::unexpected(usage.error(fault));
    }
    options.policy = *policy;
    options.details = *details;
    options.occasions = std::move(*occasions);
    options.watch.any = line->has("any");
    options.watch.programs = line->values("program");
    options.is_test = line->has("test");
    options.ignored = line->words();
    return options;
}

} // namespace halberd::webhook
