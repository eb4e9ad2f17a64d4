#pragma once

#include "core/config/program_table.hpp"
#include "core/daemon/supervisor.hpp"

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace halberd {

// Runs one configuration from start to end: log, supervisor, front ends, signals, pid file. A reload runs the next.
class DaemonLoop {
 public:
    enum class Place { Foreground, Background };

    struct Start {
        Configuration configuration;
        std::function<Configuration(Diagnostics&)> read_configuration;
        std::function<std::vector<ProcessSpec>(const AddedProgram&, const std::string& group, const ServerOptions&,
                                               Diagnostics&)>
            read_added_program;
        std::vector<std::pair<LogLevel, std::string>> messages; // to be logged first
        Place place = Place::Foreground; // Background: becomes a daemon once nothing can go wrong any more
    };

    // Runs until everything is stopped. The error, with nothing left behind, is what kept it from starting; its message
    // is for the operator.
    static Result<Supervisor::End> run(Start start);
};

} // namespace halberd
