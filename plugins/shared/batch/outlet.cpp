#include "plugins/shared/batch/outlet.hpp"

#include "plugins/shared/alert/mail_test.hpp"
#include "plugins/shared/gateway/gateway_way.hpp"
#include "sdk/mail/host_name.hpp"

namespace halberd::batch {
namespace {

gateway::Fields fields_of(const std::string& subject, const std::string& text) {
    return {{"subject", subject}, {"text", text}, {"host", mail::host_name()}, {"to", ""}, {"from", ""},
            {"id", ""},           {"key", ""}};
}

} // namespace

alert::Way way_of(const Host& host, const char* tool, const Options& options) {
    if (!options.gateway) {
        return alert::mail_way(host, tool, options.mail);
    }
    return gateway::gateway_way(host, tool, *options.gateway, fields_of("", ""),
                                {alert::split_at_commas(options.mail.email), options.mail.from});
}

alert::Alert alert_of(const Options& options, const std::string& lines, const std::string& about) {
    if (!options.gateway) {
        return {options.subject, lines, about, {}};
    }
    return {lines.substr(0, lines.find('\n')), "", about, fields_of(options.subject, gateway::shortened(lines))};
}

std::optional<Exit> test_outlet(const char* tool, const Options& options) {
    if (!options.gateway || !options.mail.is_test) {
        return alert::mail_test(tool, options.mail);
    }
    mail::Message message;
    message.to = {alert::split_at_commas(options.mail.email).front()};
    message.from = options.mail.from;
    const std::string text =
        std::string("This message shows that alerts of ") + tool + " on " + mail::host_name() + " arrive here.";
    return gateway::test_gateway(tool, *options.gateway, fields_of(options.subject, text), message);
}

} // namespace halberd::batch
