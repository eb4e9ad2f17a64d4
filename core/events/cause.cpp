#include "core/events/cause.hpp"

namespace halberd {

std::string Cause::describe() const {
    switch (kind) {
        case Kind::Autostart:
            return "autostart";
        case Kind::Autorestart:
            return "autorestart";
        case Kind::Retry:
            return "retry after a failed start";
        case Kind::Request:
            return by.empty() ? "requested" : "requested by " + by;
        case Kind::Shutdown:
            return by.empty() ? "supervisord is stopping" : "supervisord is stopping: " + by;
        case Kind::Spawned:
            return "stayed up for startsecs";
        case Kind::SpawnFailed:
            return error ? error->message() : "could not be started";
        case Kind::Exited:
            return exit ? exit->describe() : "ended";
        case Kind::RetriesExhausted:
            return "too many start retries too quickly";
        case Kind::RestartLimit:
            return "too many restarts (restart_limit)";
        case Kind::SignalFailed:
            return error ? error->message() : "could not be signalled";
    }
    return {};
}

} // namespace halberd
