#include "plugins/portcheck/options.hpp"
#include "plugins/portcheck/port_watch.hpp"
#include "plugins/portcheck/probe.hpp"
#include "plugins/shared/alert/announcer.hpp"
#include "plugins/shared/alert/mail_test.hpp"
#include "plugins/shared/restart/restarter.hpp"

#include <algorithm>
#include <halberd/plugin.hpp>
#include <optional>
#include <utility>

namespace halberd::portcheck {
namespace {

using supervisor::ProcessInfo;

Terms terms_of(const Options& options, const Host& host) {
    Terms terms = options.terms;
    terms.ca_file = host.variable("SSL_CERT_FILE").value_or("");
    return terms;
}

} // namespace

// Mails when ports don't take connections, and restarts the processes behind them.
class Portcheck : public Plugin {
 public:
    Portcheck(Host& host, const std::vector<std::string>& arguments)
        : host_(host),
          options_(usage.value_or_throw(parse_options(arguments))),
          prefix_(alert::subject_prefix("portcheck", options_.name)),
          announcer_(host, alert::mail_way(host, "portcheck", options_.mail),
                     alert::with_policy_defaults("portcheck", options_.policy, host), alert::mail_wording(prefix_)),
          terms_(terms_of(options_, host)),
          watch_(options_.targets, options_.certificate_days) {
        if (options_.has_processes()) {
            daemon_.emplace(restart::client_or_throw("portcheck", host));
            restarter_.emplace(
                *daemon_,
                restart::ProcessChoice{options_.processes.any, options_.processes.programs, restart::own_process(host)},
                options_.processes.grace);
        }
        if (!announcer_.has_recipient()) {
            host_.warn("portcheck: neither -m nor [alerts] to= names an address, so no mail will be sent");
        }
    }

    static constexpr Description description{"TICK_60", {option_table.data(), option_table.size()}};

    static std::optional<Exit> command_line(const std::vector<std::string>& arguments) {
        auto options = parse_options(arguments);
        return options ? alert::mail_test("portcheck", options->mail) : options::exit_of(std::move(options));
    }

    Result handle(const Event& event) override {
        announcer_.on_event(event, std::chrono::system_clock::now());
        if (!event.is("TICK")) {
            return Result::ok();
        }
        std::vector<std::string> owners;
        if (daemon_) {
            const auto processes = daemon_->all_processes();
            if (!processes) {
                return Result::fatal("portcheck: supervisord doesn't tell its processes: " +
                                     processes.error().message());
            }
            if (!is_time_to_check(*processes)) {
                return Result::ok();
            }
            owners = restarter_->choice().names_among(*processes);
        }
        act(watch_.take(check_all(options_.targets, terms_), std::chrono::system_clock::now()), owners);
        return Result::ok();
    }

 private:
    bool is_time_to_check(const std::vector<ProcessInfo>& processes) const {
        if (!options_.processes.eager && !restarter_->has_running(processes)) {
            return false;
        }
        return options_.processes.grace.count() == 0 ||
               std::none_of(processes.begin(), processes.end(), [&](const ProcessInfo& process) {
                   return process.pid != 0 && restarter_->choice().covers(process) &&
                          process.uptime() < options_.processes.grace;
               });
    }

    // `owners` are the processes whose ports these are. Silent with one of -p, and with all of -a.
    void act(const Round& round, const std::vector<std::string>& owners) {
        std::string report;
        const auto write = [&](const std::string& line) {
            host_.info(line);
            report += (report.empty() ? "" : "\n") + line;
        };
        for (const std::string& line : round.lines) {
            write(line);
        }
        const bool restarted = round.has_failure && options_.restarts && restart(write);
        if (round.has_news || restarted) {
            announcer_.tell(kind_of(round), {round.topic, owners, options_.processes.any}, [&](const alert::Notice&) {
                return alert::Alert{prefix_ + round.subject, report, round.subject, {}};
            });
        }
    }

    static alert::Notice::Kind kind_of(const Round& round) {
        using Kind = alert::Notice::Kind;
        return round.has_failure ? Kind::Failure : round.has_good_news ? Kind::Answer : Kind::Other;
    }

    // The states are read again: the check may have taken its time. Whether a process was restarted.
    bool restart(const restart::Restarter::Line& write) {
        const auto processes = daemon_->all_processes();
        if (!processes) {
            write("Nothing is restarted, since supervisord doesn't tell its processes: " + processes.error().message());
            return false;
        }
        return restarter_->restart(*processes, write) > 0;
    }

    Host& host_;
    Options options_;
    std::string prefix_; // of subjects
    alert::Announcer announcer_;
    Terms terms_;
    PortWatch watch_;
    std::optional<supervisor::Client> daemon_; // with -p or -a
    std::optional<restart::Restarter> restarter_;
};

} // namespace halberd::portcheck

HALBERD_PLUGIN(halberd::portcheck::Portcheck, "org.halberd.portcheck", "1.0.0",
               "Mails when ports don't take connections, and restarts the processes behind them")
