#include "plugins/shared/batch/outlet.hpp"

#include "plugins/shared/alert/alert_outbox.hpp"
#include "plugins/shared/alert/mail_test.hpp"
#include "plugins/shared/gateway/gateway_outbox.hpp"
#include "sdk/mail/host_name.hpp"

#include <algorithm>
#include <utility>

namespace halberd::batch {
namespace {

// Gateways refuse more than ten joined messages or so: Twilio, 1,600 characters.
constexpr std::size_t most_of_a_short_message = 1500;

gateway::Fields fields_of(const std::string& subject, const std::string& text) {
    return {{"subject", subject}, {"text", text}, {"host", mail::host_name()}, {"to", ""}, {"from", ""},
            {"id", ""},           {"key", ""}};
}

class MailOutlet : public Outlet {
 public:
    MailOutlet(Host& host, const char* tool, const Options& options)
        : subject_(options.subject), outbox_(host, tool, options.mail) {}

    tl::expected<void, std::string> try_to_send(const std::string& lines, const std::string& about) override {
        return outbox_.try_to_send({subject_, lines, about});
    }
    std::string path() const override { return outbox_.path(); }

 private:
    std::string subject_;
    alert::AlertOutbox outbox_;
};

class GatewayOutlet : public Outlet {
 public:
    GatewayOutlet(Host& host, const char* tool, const Options& options)
        : subject_(options.subject),
          envelope_{alert::split_at_commas(options.mail.email), options.mail.from, {}, {}},
          outbox_(host, tool, *options.gateway, fields_of("", "")) {}

    tl::expected<void, std::string> try_to_send(const std::string& lines, const std::string& about) override {
        gateway::Envelope envelope = envelope_;
        envelope.summary = lines.substr(0, lines.find('\n'));
        envelope.about = about;
        return outbox_.try_to_send(envelope, fields_of(subject_, shortened(lines)));
    }
    std::string path() const override { return outbox_.path(); }

 private:
    std::string subject_;
    gateway::Envelope envelope_;
    gateway::GatewayOutbox outbox_;
};

} // namespace

std::string shortened(const std::string& lines) {
    if (lines.size() <= most_of_a_short_message) {
        return lines;
    }
    const std::size_t end = lines.rfind('\n', most_of_a_short_message);
    if (end == std::string::npos) {
        return lines.substr(0, most_of_a_short_message);
    }
    return lines.substr(0, end) + "\nand " +
           std::to_string(std::count(lines.begin() + static_cast<std::ptrdiff_t>(end), lines.end(), '\n')) + " more";
}

std::unique_ptr<Outlet> open_outlet(Host& host, const char* tool, const Options& options) {
    if (options.gateway) {
        return std::make_unique<GatewayOutlet>(host, tool, options);
    }
    return std::make_unique<MailOutlet>(host, tool, options);
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
