#include "plugins/httpok/http_check.hpp"
#include "plugins/httpok/options.hpp"
#include "plugins/httpok/verdict.hpp"
#include "plugins/shared/alert/announcer.hpp"
#include "plugins/shared/alert/mail_test.hpp"
#include "plugins/shared/restart/restarter.hpp"
#include "sdk/shell/shell_command.hpp"

#include <cstring>
#include <halberd/plugin.hpp>
#include <sstream>
#include <utility>

namespace halberd::httpok {
namespace {

using supervisor::ProcessInfo;

Question question_of(const Options& options, const Host& host) {
    Question question;
    question.url = options.url;
    question.text = options.body;
    question.step = options.timeout;
    question.longest = options.longest;
    question.verify = options.verify;
    question.ca_file = host.variable("SSL_CERT_FILE").value_or("");
    return question;
}

} // namespace

// Restarts processes when a URL brings no good answer.
class Httpok : public Plugin {
 public:
    Httpok(Host& host, const std::vector<std::string>& arguments)
        : host_(host),
          options_(usage.value_or_throw(parse_options(arguments))),
          announcer_(host, alert::mail_way(host, "httpok", options_.mail),
                     alert::with_policy_defaults("httpok", options_.policy, host),
                     alert::mail_wording(alert::subject_prefix("httpok", options_.name))),
          daemon_(restart::client_or_throw("httpok", host)),
          restarter_(daemon_, {options_.processes.any, options_.processes.programs, restart::own_process(host)},
                     options_.processes.grace),
          question_(question_of(options_, host)),
          expected_{shown_url(options_.url), options_.name, options_.statuses, !options_.body.empty()} {}

    static constexpr Description description{"TICK_60", {option_table.data(), option_table.size()}};

    static std::optional<Exit> command_line(const std::vector<std::string>& arguments) {
        auto options = parse_options(arguments);
        return options ? alert::mail_test("httpok", options->mail) : options::exit_of(std::move(options));
    }

    Result handle(const Event& event) override {
        announcer_.on_event(event, std::chrono::system_clock::now());
        if (!event.is("TICK")) {
            return Result::ok();
        }
        const auto processes = daemon_.all_processes();
        if (!processes) {
            return Result::fatal("httpok: supervisord doesn't tell its processes: " + processes.error().message());
        }
        if (!options_.processes.eager && !restarter_.has_running(*processes)) {
            return Result::ok();
        }
        if (const auto failure = judge(check(question_), expected_)) {
            act(*failure);
        }
        return Result::ok();
    }

 private:
    // The states are read again: the check may have taken its time.
    void act(const Failure& failure) {
        std::string report;
        const auto write = [&](const std::string& text) {
            log(text);
            report += (report.empty() ? "" : "\n") + text;
        };
        write(failure.first_line);
        const auto processes = daemon_.all_processes();
        if (!processes) {
            host_.error("httpok: nothing is restarted, since supervisord doesn't tell its processes: " +
                        processes.error().message());
            return;
        }
        restarter_.restart(*processes, write, [&](const ProcessInfo& process) { write_core(process, write); });
        announcer_.tell(alert::Notice::Kind::Failure, topic_of(*processes), [&](const alert::Notice&) {
            return alert::Alert{failure.subject, report, "the failure of " + expected_.url, {}};
        });
    }

    // Silent with one of -p, and with all of -a: one of many would hide what the others have.
    alert::Topic topic_of(const std::vector<ProcessInfo>& processes) const {
        return {expected_.url, restarter_.choice().names_among(processes), restarter_.choice().any};
    }

    void write_core(const ProcessInfo& process, const restart::Restarter::Line& write) const {
        if (options_.core_folder.empty() || options_.gcore.empty()) {
            return;
        }
        const std::string separator = options_.core_folder.ends_with('/') ? "" : "/";
        const std::string file = options_.core_folder + separator + process.namespec();
        const auto outcome =
            shell::run(options_.gcore + " \"" + file + "\" " + std::to_string(process.pid), "", shell::Output::Kept);
        write("gcore output for " + process.namespec() + ":\n\n " +
              (outcome ? outcome->output : "can't be run: " + std::string(std::strerror(outcome.error()))));
        if (outcome && outcome->status != 0) {
            host_.warn("httpok: the command of -g " + shell::explain(outcome->status));
        }
    }

    void log(const std::string& text) const {
        std::istringstream lines(text);
        for (std::string line; std::getline(lines, line);) {
            if (!line.empty()) {
                host_.info(line);
            }
        }
    }

    Host& host_;
    Options options_;
    alert::Announcer announcer_;
    supervisor::Client daemon_;
    restart::Restarter restarter_;
    Question question_;
    Expectation expected_;
};

} // namespace halberd::httpok

HALBERD_PLUGIN(halberd::httpok::Httpok, "org.halberd.httpok", "1.0.0",
               "Restarts processes when a URL brings no good answer")
