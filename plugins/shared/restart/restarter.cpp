#include "plugins/shared/restart/restarter.hpp"

#include "plugins/shared/restart/python_text.hpp"

#include <algorithm>
#include <stdexcept>
#include <utility>

namespace halberd::restart {

using supervisor::ProcessInfo;

supervisor::Client client_or_throw(const std::string& plugin, const Host& host) {
    auto client = supervisor::Client::of(host);
    if (!client) {
        throw std::runtime_error(plugin + ": " + client.error());
    }
    return std::move(*client);
}

Restarter::Restarter(supervisor::Client& daemon, ProcessChoice choice, std::chrono::seconds grace)
    : daemon_(daemon), choice_(std::move(choice)), grace_(grace) {}

bool Restarter::has_running(const std::vector<ProcessInfo>& processes) const {
    return std::any_of(processes.begin(), processes.end(),
                       [&](const ProcessInfo& process) { return process.is_running() && choice_.covers(process); });
}

int Restarter::restart(const std::vector<ProcessInfo>& processes, const Line& line,
                       const std::function<void(const ProcessInfo&)>& before_stop) {
    line(choice_.any ? "Restarting all running processes"
                     : "Restarting selected processes " + quoted_list(choice_.programs));
    int restarted = 0;
    for (const ProcessInfo& process : processes) {
        if (!choice_.covers(process)) {
            continue;
        }
        if (!process.is_running()) {
            line(process.namespec() + " not in RUNNING state, NOT restarting");
        } else if (grace_ > std::chrono::seconds(0) && process.uptime() < grace_) {
            line(process.namespec() + " was started " + std::to_string(process.uptime().count()) +
                 " s ago, NOT restarting before " + std::to_string(grace_.count()) + " s");
        } else {
            if (before_stop) {
                before_stop(process);
            }
            restarted += restart_one(process, line) ? 1 : 0;
        }
    }
    if (const auto missing = choice_.missing_among(processes); !missing.empty()) {
        line("Programs not restarted because they did not exist: " + quoted_list(missing));
    }
    return restarted;
}

bool Restarter::restart_one(const ProcessInfo& process, const Line& line) {
    const std::string name = process.namespec();
    line(name + " is in RUNNING state, restarting");
    if (const auto stopped = daemon_.stop(name); !stopped) {
        line("Failed to stop process " + name + ": " + failure_text(stopped.error()));
    }
    if (const auto started = daemon_.start(name); !started) {
        line("Failed to start process " + name + ": " + failure_text(started.error()));
        return false;
    }
    line(name + " restarted");
    return true;
}

} // namespace halberd::restart
