#include "plugins/crashmail/crash_policy.hpp"
#include "plugins/crashmail/options.hpp"
#include "plugins/shared/alert/announcer.hpp"
#include "plugins/shared/alert/mail_test.hpp"
#include "plugins/shared/crash/inquiry.hpp"
#include "sdk/mail/host_name.hpp"

#include <halberd/plugin.hpp>
#include <optional>
#include <utility>

namespace halberd::crashmail {

// Mails when a process exits unexpectedly, and by some options what else happens to it.
class Crashmail : public Plugin {
 public:
    Crashmail(Host& host, const std::vector<std::string>& arguments)
        : host_(host),
          options_(usage.value_or_throw(parse_options(arguments))),
          policy_(alert::with_policy_defaults("crashmail", options_.policy, host)),
          announcer_(host, alert::mail_way(host, "crashmail", options_.mail), policy_,
                     alert::mail_wording(options_.optional_header.empty() ? "" : options_.optional_header + ": ")),
          inquiry_(host, options_.details) {
        if (!options_.ignored.empty()) {
            host_.warn("crashmail: ignoring the arguments from '" + options_.ignored.front() +
                       "' on, which is no option");
        }
        if (!options_.watch.any && options_.watch.programs.empty()) {
            host_.warn("crashmail: neither -p nor -a says whose exits are mailed, so none will be");
        }
        if (!announcer_.has_recipient()) {
            host_.warn("crashmail: neither -m nor [alerts] to= names an address, so no mail will be sent");
        }
    }

    static constexpr Description description{"PROCESS_STATE_EXITED", {option_table.data(), option_table.size()}};

    static std::optional<Exit> command_line(const std::vector<std::string>& arguments) {
        auto options = parse_options(arguments);
        return options ? alert::mail_test("crashmail", options->mail) : options::exit_of(std::move(options));
    }

    // An event whose mail has left or is in the outbox is done with: delivered again, it would hold up those after it.
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
        const auto word = [this](const alert::Notice& notice) { return announcer_.word(notice); };
        if (unexpected_exit(event)) {
            return tell_of_crash(event, process, topic, now);
        }
        if (event.name() == "PROCESS_STATE_FATAL") {
            return policy_.remind ? announcer_.tell(event, Kind::Fatal, topic, word) : Result::ok();
        }
        if (event.name() == "PROCESS_STATE_RUNNING") {
            return announcer_.tell(event, Kind::Recovery, topic, word);
        }
        announcer_.on_other_state(topic.name);
        return Result::ok();
    }

    Result tell_of_crash(const Event& event, const ProcessState& process, const alert::Topic& topic, Time now) {
        const std::string about = "the crash of " + std::string(process.process_name);
        if (!announcer_.has_recipient()) {
            host_.info("crashmail: no mail about " + about + ": -m is missing");
            return Result::ok();
        }
        return announcer_.tell(event, Kind::Crash, topic, [&](const alert::Notice& notice) -> alert::Alert {
            CrashReport report = report_crash(process, options_.optional_header, now);
            if (inquiry_.is_wanted()) {
                report = crash::report_details(std::move(report), inquiry_.ask(process, now), process,
                                               options_.optional_header, mail::host_name());
            }
            if (notice.kind == Kind::Flapping) {
                alert::Alert flapping = announcer_.word(notice);
                flapping.body += "\n\n" + report.body;
                return flapping;
            }
            return {std::move(report.subject), std::move(report.body), about, {}};
        });
    }

    Host& host_;
    Options options_;
    alert::PolicySettings policy_;
    alert::Announcer announcer_;
    crash::Inquiry inquiry_;
};

} // namespace halberd::crashmail

HALBERD_PLUGIN(halberd::crashmail::Crashmail, "org.halberd.crashmail", "1.0.0",
               "Mails when a process exits unexpectedly")
