#include "plugins/shared/alert/announcer.hpp"
#include "plugins/shared/crash/inquiry.hpp"
#include "plugins/shared/gateway/gateway_way.hpp"
#include "plugins/webhook/occasion.hpp"
#include "plugins/webhook/options.hpp"
#include "plugins/webhook/wording.hpp"
#include "sdk/mail/host_name.hpp"

#include <chrono>
#include <halberd/plugin.hpp>
#include <optional>
#include <string_view>
#include <utility>

namespace halberd::webhook {
namespace {

// A wish to be told whenever something is RUNNING is one to be told of recoveries too.
alert::PolicySettings policy_of(const Options& options, const Host& host) {
    alert::PolicySettings policy = alert::with_policy_defaults("webhook", options.policy, host);
    for (const Occasion* occasion : options.occasions) {
        policy.has_recovery = policy.has_recovery && std::string_view(occasion->word) != "running";
    }
    return policy;
}

} // namespace

// Posts a message to a URL when something happens to a process.
class Webhook : public Plugin {
 public:
    Webhook(Host& host, const std::vector<std::string>& arguments)
        : options_(usage.value_or_throw(parse_options(arguments))),
          host_name_(mail::host_name()),
          policy_(policy_of(options_, host)),
          announcer_(host,
                     gateway::gateway_way(host, "webhook", options_.gateway, test_fields({}, host_name_),
                                          {options_.to, options_.from}),
                     policy_, webhook_wording(host_name_)),
          inquiry_(host, options_.details) {
        if (!options_.ignored.empty()) {
            host.warn("webhook: ignoring the arguments from '" + options_.ignored.front() + "' on, which is no option");
        }
        if (!options_.watch.any && options_.watch.programs.empty()) {
            host.warn("webhook: neither -p nor -a says whose events are told, so none will be");
        }
    }

    static constexpr Description description{"PROCESS_STATE_EXITED,PROCESS_STATE_FATAL",
                                             {option_table.data(), option_table.size()}};

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
        const Time now = std::chrono::system_clock::now();
        announcer_.on_event(event, now);
        const std::optional<ProcessState> process = event.process_state();
        return process && options_.watch.covers(*process) ? handle(event, *process, now) : Result::ok();
    }

 private:
    using Kind = alert::Notice::Kind;
    using Time = alert::Notice::Time;

    Result handle(const Event& event, const ProcessState& process, Time now) {
        const alert::Topic topic = alert::Topic::process(alert::full_name(process));
        const Occasion* occasion = find_occasion(options_.occasions, event, process);
        const auto word = [&](const alert::Notice& notice) {
            const bool is_policys = occasion == nullptr || notice.kind == Kind::Recovery;
            return is_policys ? announcer_.word(notice) : word_occasion(*occasion, notice, event, process, now);
        };
        if (event.name() == "PROCESS_STATE_FATAL" && (occasion != nullptr || policy_.remind)) {
            return announcer_.tell(event, Kind::Fatal, topic, word);
        }
        if (event.name() == "PROCESS_STATE_RUNNING") {
            Result told = announcer_.tell(event, Kind::Recovery, topic, word);
            return occasion != nullptr ? announcer_.tell(event, Kind::Other, topic, word) : std::move(told);
        }
        const bool is_crash = event.name() == "PROCESS_STATE_EXITED" && process.expected == false;
        if (!is_crash) {
            announcer_.on_other_state(topic.name);
        }
        return occasion != nullptr ? announcer_.tell(event, is_crash ? Kind::Crash : Kind::Other, topic, word)
                                   : Result::ok();
    }

    alert::Alert word_occasion(const Occasion& occasion, const alert::Notice& notice, const Event& event,
                               const ProcessState& process, Time now) {
        alert::Alert told;
        told.fields = tell(occasion, event, process, now, host_name_);
        told.subject = told.fields["summary"];
        told.about = alert::full_name(process) + ", which " + occasion.says;
        const bool is_crash = notice.kind == Kind::Crash || notice.kind == Kind::Flapping;
        if (is_crash && inquiry_.is_wanted()) {
            told = with_details(std::move(told), inquiry_.ask(process, now), process, host_name_);
        }
        return notice.kind == Kind::Flapping ? with_flapping(std::move(told), announcer_.word(notice)) : told;
    }

    Options options_;
    std::string host_name_;
    alert::PolicySettings policy_;
    alert::Announcer announcer_;
    crash::Inquiry inquiry_;
};

} // namespace halberd::webhook

HALBERD_PLUGIN(halberd::webhook::Webhook, "org.halberd.webhook", "1.0.0",
               "Posts a message to a URL when a process exits unexpectedly or can't be started")
