#include "plugins/shared/gateway/gateway_outbox.hpp"
#include "plugins/webhook/occasion.hpp"
#include "plugins/webhook/options.hpp"
#include "sdk/mail/host_name.hpp"

#include <chrono>
#include <halberd/plugin.hpp>
#include <optional>

namespace halberd::webhook {

// Posts a message to a URL when something happens to a process.
class Webhook : public Plugin {
 public:
    Webhook(Host& host, const std::vector<std::string>& arguments)
        : options_(usage.value_or_throw(parse_options(arguments))),
          host_name_(mail::host_name()),
          outbox_(host, "webhook", options_.gateway, test_fields({}, host_name_)) {
        if (!options_.ignored.empty()) {
            host.warn("webhook: ignoring the arguments from '" + options_.ignored.front() + "' on, which is no option");
        }
        if (!options_.watch.any && options_.watch.programs.empty()) {
            host.warn("webhook: neither -p nor -a says whose events are told, so none will be");
        }
    }

    static constexpr Description description{"PROCESS_STATE_EXITED,PROCESS_STATE_FATAL", option_table};

    static std::optional<Exit> command_line(const std::vector<std::string>& arguments) {
        const auto options = parse_options(arguments);
        if (!options) {
            return options.error();
        }
        if (!options->is_test) {
            return std::nullopt;
        }
        mail::Message message;
        message.to = {options->to.front()};
        message.from = options->from;
        return gateway::test_gateway("webhook", options->gateway,
                                     test_fields(std::chrono::system_clock::now(), mail::host_name()), message);
    }

    // An event whose message is in the outbox is done with: a slow server holds up nothing.
    Result handle(const Event& event) override {
        const std::optional<ProcessState> process = event.process_state();
        const Occasion* occasion = process ? find_occasion(options_.occasions, event, *process) : nullptr;
        if (occasion == nullptr || !options_.watch.covers(*process)) {
            return Result::ok();
        }
        const gateway::Fields fields = tell(*occasion, event, *process, std::chrono::system_clock::now(), host_name_);
        const std::string about = fields.find("name")->second + ", which " + occasion->says;
        return outbox_.send(event, {options_.to, options_.from, fields.find("summary")->second, about}, fields);
    }

 private:
    Options options_;
    std::string host_name_;
    gateway::GatewayOutbox outbox_;
};

} // namespace halberd::webhook

HALBERD_PLUGIN(halberd::webhook::Webhook, "org.halberd.webhook", "1.0.0",
               "Posts a message to a URL when a process exits unexpectedly or can't be started")
