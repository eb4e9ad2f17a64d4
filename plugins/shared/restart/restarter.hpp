#pragma once

#include "plugins/shared/restart/process_choice.hpp"
#include "sdk/supervisor/client.hpp"

#include <chrono>
#include <functional>
#include <string>
#include <vector>

namespace halberd::restart {

// How a plugin asks the supervisord that runs it. Throws std::runtime_error with a text for the user, after the
// plugin's name, when there is none to ask.
supervisor::Client client_or_throw(const std::string& plugin, const Host& host);

// Restarts the chosen processes that are RUNNING, one after the other, in the daemon's order, and tells in superlance's
// words what became of each.
class Restarter {
 public:
    using Line = std::function<void(const std::string&)>;

    // `daemon` outlives this object. A process that was started less than `grace` ago is left alone.
    Restarter(supervisor::Client& daemon, ProcessChoice choice, std::chrono::seconds grace);

    const ProcessChoice& choice() const { return choice_; }

    // Whether one of the chosen processes is RUNNING.
    bool has_running(const std::vector<supervisor::ProcessInfo>& processes) const;

    // Restarts, among `processes`. `line` gets the report, line by line, as things happen; `before_stop`, which may be
    // empty, is called with each process that is going to be stopped. A process that can't be stopped is started all
    // the same, as by superlance. Returns how many were started again.
    int restart(const std::vector<supervisor::ProcessInfo>& processes, const Line& line,
                const std::function<void(const supervisor::ProcessInfo&)>& before_stop = {});

 private:
    bool restart_one(const supervisor::ProcessInfo& process, const Line& line);

    supervisor::Client& daemon_;
    ProcessChoice choice_;
    std::chrono::seconds grace_;
};

} // namespace halberd::restart
