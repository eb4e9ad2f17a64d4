#include "tests/simulation/history.hpp"

#include "core/base/signal_names.hpp"

#include <fmt/format.h>

namespace halberd::simulation {
namespace {

std::string_view name_of(Cause::Kind kind) {
    switch (kind) {
        case Cause::Kind::Autostart:
            return "autostart";
        case Cause::Kind::Autorestart:
            return "autorestart";
        case Cause::Kind::Retry:
            return "retry";
        case Cause::Kind::Request:
            return "request";
        case Cause::Kind::Shutdown:
            return "shutdown";
        case Cause::Kind::Spawned:
            return "spawned";
        case Cause::Kind::SpawnFailed:
            return "spawn failed";
        case Cause::Kind::Exited:
            return "exited";
        case Cause::Kind::RetriesExhausted:
            return "retries exhausted";
        case Cause::Kind::RestartLimit:
            return "restart limit";
        case Cause::Kind::SignalFailed:
            return "signal failed";
    }
    return "?";
}

std::string time_text(std::optional<milliseconds> time) {
    return time ? fmt::format("{:.3f} s", static_cast<double>(time->count()) / 1000) : "none";
}

std::string what_happened(const Entry& entry) {
    switch (entry.kind) {
        case Entry::Kind::StartAsked:
            return "asked to start";
        case Entry::Kind::StopAsked:
            return "asked to stop";
        case Entry::Kind::SignalAsked:
            return fmt::format("asked to send {}", signal_name(entry.number));
        case Entry::Kind::GiveUpAsked:
            return "asked to give up";
        case Entry::Kind::WentDown:
            return "the daemon goes down";
        case Entry::Kind::Spawned:
            return fmt::format("spawned pid {}", entry.pid);
        case Entry::Kind::SpawnFailed:
            return fmt::format("spawn failed: {}", errno_name(entry.number));
        case Entry::Kind::Signalled:
            return fmt::format("sent {} to {}", signal_name(entry.number), entry.pid);
        case Entry::Kind::SignalRefused:
            return fmt::format("could not send {} to {}", signal_name(entry.number), entry.pid);
        case Entry::Kind::Reaped:
            return fmt::format("reaped pid {}, exit code {}", entry.pid, entry.number);
        case Entry::Kind::Transition:
            return fmt::format("transition {} -> {} ({})", halberd::name_of(entry.from), halberd::name_of(entry.to),
                               name_of(entry.cause));
        case Entry::Kind::Ticked:
            return fmt::format("tick for the deadline {}", time_text(entry.deadline));
        case Entry::Kind::Settled:
            return fmt::format("is {}, pid {}, next deadline {}", halberd::name_of(entry.to), entry.pid,
                               time_text(entry.deadline));
        case Entry::Kind::Complaint:
            return "logged \"cannot happen\"";
        case Entry::Kind::Flooded:
            return "the world gave up";
    }
    return "?";
}

} // namespace

std::string describe(const Entry& entry) {
    return fmt::format("{:>12}  p{}  {}", time_text(entry.at), entry.process, what_happened(entry));
}

} // namespace halberd::simulation
