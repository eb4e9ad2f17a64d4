#include "core/base/process_state.hpp"

namespace halberd {

std::string_view name_of(ProcessState state) {
    switch (state) {
        case ProcessState::Stopped:
            return "STOPPED";
        case ProcessState::Starting:
            return "STARTING";
        case ProcessState::Running:
            return "RUNNING";
        case ProcessState::Backoff:
            return "BACKOFF";
        case ProcessState::Stopping:
            return "STOPPING";
        case ProcessState::Exited:
            return "EXITED";
        case ProcessState::Fatal:
            return "FATAL";
        case ProcessState::Unknown:
            return "UNKNOWN";
    }
    return "UNKNOWN";
}

std::string_view name_of(SupervisorState state) {
    switch (state) {
        case SupervisorState::Fatal:
            return "FATAL";
        case SupervisorState::Running:
            return "RUNNING";
        case SupervisorState::Restarting:
            return "RESTARTING";
        case SupervisorState::Shutdown:
            return "SHUTDOWN";
    }
    return "FATAL";
}

bool is_running(ProcessState state) {
    return state == ProcessState::Starting || state == ProcessState::Running || state == ProcessState::Backoff;
}

bool is_stopped(ProcessState state) {
    return state == ProcessState::Stopped || state == ProcessState::Exited || state == ProcessState::Fatal ||
           state == ProcessState::Unknown;
}

bool is_signallable(ProcessState state) {
    return state == ProcessState::Running || state == ProcessState::Starting || state == ProcessState::Stopping;
}

} // namespace halberd
