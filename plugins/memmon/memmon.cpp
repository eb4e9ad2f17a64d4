#include "plugins/memmon/options.hpp"
#include "plugins/memmon/process_memory.hpp"
#include "plugins/memmon/report.hpp"
#include "plugins/shared/alert/announcer.hpp"
#include "plugins/shared/alert/mail_test.hpp"
#include "plugins/shared/restart/restarter.hpp"

#include <halberd/plugin.hpp>
#include <utility>

namespace halberd::memmon {
namespace {

using supervisor::ProcessInfo;

} // namespace

// Restarts processes that use too much memory.
class Memmon : public Plugin {
 public:
    Memmon(Host& host, const std::vector<std::string>& arguments)
        : host_(host),
          options_(usage.value_or_throw(parse_options(arguments))),
          announcer_(host, alert::mail_way(host, "memmon", options_.mail),
                     alert::with_policy_defaults("memmon", options_.policy, host),
                     alert::mail_wording(alert::subject_prefix("memmon", options_.name))),
          daemon_(restart::client_or_throw("memmon", host)),
          memory_(options_.memory),
          own_(restart::own_process(host)) {
        if (!options_.ignored.empty()) {
            host_.warn("memmon: ignoring the arguments from '" + options_.ignored.front() + "' on, which is no option");
        }
        if (options_.limits.empty()) {
            host_.warn("memmon: none of -p, -g and -a says how much memory is too much, so nothing will be restarted");
        }
    }

    static constexpr Description description{"TICK_60", {option_table.data(), option_table.size()}};

    static std::optional<Exit> command_line(const std::vector<std::string>& arguments) {
        auto options = parse_options(arguments);
        return options ? alert::mail_test("memmon", options->mail) : options::exit_of(std::move(options));
    }

    // A process that can't be stopped or started ends memmon, as superlance's: whoever watches supervisord sees it.
    Result handle(const Event& event) override {
        announcer_.on_event(event, std::chrono::system_clock::now());
        if (!event.is("TICK")) {
            return Result::ok();
        }
        for (const std::string& line : options_.limits.lines()) {
            host_.info(line);
        }
        const auto processes = daemon_.all_processes();
        if (!processes) {
            return Result::fatal("memmon: supervisord doesn't tell its processes: " + processes.error().message());
        }
        memory_.look();
        for (const ProcessInfo& process : *processes) {
            const std::optional<MemoryUse> use = excessive_use(process);
            if (!use) {
                continue;
            }
            if (auto failure = restart(process.full_name(), *use); !failure.empty()) {
                return Result::fatal(std::move(failure));
            }
        }
        return Result::ok();
    }

 private:
    // What the process uses, when that is too much.
    std::optional<MemoryUse> excessive_use(const ProcessInfo& process) const {
        const auto pid = static_cast<pid_t>(process.pid);
        if (pid == 0 || process.full_name() == own_ || !options_.limits.cover(process) ||
            memory_.is_own_or_ancestor(pid)) {
            return std::nullopt;
        }
        const std::optional<MemoryUse> use = memory_.of(pid);
        if (!use) {
            return std::nullopt;
        }
        host_.info(std::string(use->kind) + " of " + process.full_name() + " is " + std::to_string(use->bytes));
        return options_.limits.are_exceeded(process, use->bytes) ? use : std::nullopt;
    }

    // Empty, or why memmon can't go on.
    std::string restart(const std::string& process, const MemoryUse& use) {
        const auto info = daemon_.process(process);
        if (!info) {
            host_.warn("memmon: " + process +
                       " is not restarted, since supervisord doesn't tell about it: " + info.error().message());
            return {};
        }
        host_.info("Restarting " + process);
        if (const auto stopped = daemon_.stop(process); !stopped) {
            return fail(report_failed_stop(options_.name, process, use, stopped.error()), process);
        }
        if (const auto started = daemon_.start(process); !started) {
            return fail(report_failed_start(options_.name, process, started.error()), process);
        }
        if (!options_.most_uptime || info->uptime() <= *options_.most_uptime) {
            mail(report_restart(options_.name, process, use, std::chrono::system_clock::now()), process);
        }
        return {};
    }

    std::string fail(const Report& report, const std::string& process) {
        mail(report, process);
        return report.body;
    }

    void mail(const Report& report, const std::string& process) {
        announcer_.tell(alert::Notice::Kind::Restart, alert::Topic::process(process), [&](const alert::Notice&) {
            return alert::Alert{report.subject, report.body, "the restart of " + process, {}};
        });
    }

    Host& host_;
    Options options_;
    alert::Announcer announcer_;
    supervisor::Client daemon_;
    ProcessMemory memory_;
    std::string own_;
};

} // namespace halberd::memmon

HALBERD_PLUGIN(halberd::memmon::Memmon, "org.halberd.memmon", "1.0.0", "Restarts processes that use too much memory")
