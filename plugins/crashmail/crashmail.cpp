#include "plugins/crashmail/crash_details.hpp"
#include "plugins/crashmail/crash_policy.hpp"
#include "plugins/crashmail/notice_report.hpp"
#include "plugins/crashmail/options.hpp"
#include "plugins/shared/alert/alert_outbox.hpp"
#include "plugins/shared/alert/mail_test.hpp"
#include "sdk/mail/host_name.hpp"
#include "sdk/supervisor/client.hpp"

#include <algorithm>
#include <halberd/plugin.hpp>
#include <halberd/timestamp.hpp>
#include <optional>
#include <utility>

namespace halberd::crashmail {

// Mails when a process exits unexpectedly, and by some options what else happens to it.
class Crashmail : public Plugin {
 public:
    Crashmail(Host& host, const std::vector<std::string>& arguments)
        : host_(host),
          options_(usage.value_or_throw(parse_options(arguments))),
          alerts_(host, "crashmail", options_.mail),
          policy_(alert::with_policy_defaults("crashmail", options_.policy, host)),
          daemon_(client_of(host, options_)) {
        if (!options_.ignored.empty()) {
            host_.warn("crashmail: ignoring the arguments from '" + options_.ignored.front() +
                       "' on, which is no option");
        }
        if (!options_.watch.any && options_.watch.programs.empty()) {
            host_.warn("crashmail: neither -p nor -a says whose exits are mailed, so none will be");
        }
        if (!alerts_.has_recipient()) {
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
        silences_.reset();
        tell_what_is_due(now);
        if (const auto group = event.process_group(); group && event.name() == "PROCESS_GROUP_REMOVED") {
            policy_.forget_group(std::string(*group));
        }
        const std::optional<ProcessState> process = event.process_state();
        return process && options_.watch.covers(*process) ? handle(event, *process, now) : Result::ok();
    }

 private:
    using Time = alert::Notice::Time;

    Result handle(const Event& event, const ProcessState& process, Time now) {
        const std::string name = std::string(process.group_name) + ":" + std::string(process.process_name);
        if (unexpected_exit(event)) {
            return is_silent(name, now) ? ignore_crash(name) : tell_of_crash(event, process, name, now);
        }
        std::optional<alert::Notice> notice;
        if (event.name() == "PROCESS_STATE_FATAL") {
            if (is_silent(name, now)) {
                policy_.on_silent_fatal(name, now);
            } else {
                notice = policy_.on_fatal(name, now);
            }
        } else if (event.name() == "PROCESS_STATE_RUNNING") {
            if (is_silent(name, now)) {
                policy_.forget(name);
            } else {
                notice = policy_.on_running(name, now);
            }
        } else {
            policy_.on_other_state(name);
        }
        if (!notice || !alerts_.has_recipient() || (notice->is_held && keep({*notice}))) {
            return Result::ok();
        }
        return alerts_.send(event, alert_of(*notice));
    }

    // Whether somebody has said "supervisorctl silence" of it. The file is read once an event, and only when needed.
    bool is_silent(const std::string& name, Time now) {
        if (!silences_) {
            silences_ = alerts_.silences(now);
        }
        return silences_->contains(name);
    }

    Result ignore_crash(const std::string& name) {
        host_.info("crashmail: no mail about the crash of " + alert::shown_name(name) + ", which is silent");
        return Result::ok();
    }

    Result tell_of_crash(const Event& event, const ProcessState& process, const std::string& name, Time now) {
        const std::string about = "the crash of " + std::string(process.process_name);
        if (!alerts_.has_recipient()) {
            host_.info("crashmail: no mail about " + about + ": -m is missing");
            return Result::ok();
        }
        const auto notice = policy_.on_crash(name, now);
        if (notice->is_held && keep({*notice})) {
            return Result::ok();
        }
        CrashReport report = report_crash(process, options_.optional_header, now);
        if (options_.has_details) {
            const CrashDetails details = ask_for_details(ask(), process, options_.log_lines, now);
            report = report_details(std::move(report), details, process, options_.optional_header, mail::host_name());
        }
        return alerts_.send(event, {std::move(report.subject), std::move(report.body), about});
    }

    // Reminders, and recoveries of what was flapping.
    void tell_what_is_due(Time now) {
        const std::vector<alert::Notice> notices =
            policy_.on_time(now, [&](const std::string& name) { return is_silent(name, now); });
        if (!alerts_.has_recipient()) {
            return;
        }
        const bool some_are_held = std::ranges::any_of(notices, &alert::Notice::is_held);
        const bool are_kept = some_are_held && keep(notices);
        for (const alert::Notice& notice : notices) {
            if (!notice.is_held || !are_kept) {
                alerts_.send(alert_of(notice));
            }
        }
    }

    // Keeps the digest, in which these are. False when there is no place for it: then they are to be sent one by one.
    bool keep(const std::vector<alert::Notice>& notices) {
        using Kept = alert::AlertOutbox::Kept;
        const auto try_to_keep = [this] {
            const CrashReport report = report_digest(policy_.digest(), options_.optional_header, mail::host_name());
            return alerts_.keep({report.subject, report.body, "what was held back"}, policy_.digest().number(),
                                policy_.digest().due());
        };
        Kept kept = try_to_keep();
        if (kept == Kept::Leaving) {
            policy_.begin_digest_with(notices);
            kept = try_to_keep();
        }
        for (const alert::Notice& notice : notices) {
            if (kept == Kept::Yes && notice.is_held) {
                host_.info("crashmail: an alert about " + alert::shown_name(notice.process) +
                           " is held for the digest at " + timestamp(policy_.digest().due()).substr(0, 19));
            }
        }
        return kept == Kept::Yes;
    }

    alert::Alert alert_of(const alert::Notice& notice) const {
        CrashReport report = report_notice(notice, options_.optional_header, mail::host_name());
        const std::string name = alert::shown_name(notice.process);
        const bool has_recovered = notice.kind == alert::Notice::Kind::Recovery;
        return {std::move(report.subject), std::move(report.body),
                has_recovered ? "the recovery of " + name : name + " being FATAL"};
    }

    // How supervisord is asked: for a moment only, since the mail is what matters.
    Ask ask() {
        return [this](std::string_view method, const xmlrpc::Array& arguments) -> std::optional<xmlrpc::Value> {
            if (!daemon_) {
                return std::nullopt;
            }
            auto answer = daemon_->call(method, arguments);
            return answer ? std::optional(std::move(*answer)) : std::nullopt;
        };
    }

    static std::optional<supervisor::Client> client_of(Host& host, const Options& options) {
        auto client = options.has_details ? supervisor::Client::of(host, patience)
                                          : tl::unexpected<std::string>("nothing is asked");
        return client ? std::optional(std::move(*client)) : std::nullopt;
    }

    static constexpr std::chrono::seconds patience{3};

    Host& host_;
    Options options_;
    alert::AlertOutbox alerts_;
    alert::AlertPolicy policy_;
    std::optional<outbox::Silences> silences_; // at this event, once it was asked for
    std::optional<supervisor::Client> daemon_;
};

} // namespace halberd::crashmail

HALBERD_PLUGIN(halberd::crashmail::Crashmail, "org.halberd.crashmail", "1.0.0",
               "Mails when a process exits unexpectedly")
