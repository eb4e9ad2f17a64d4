#include "core/web/status_actions.hpp"

#include "core/rpc/deferred_reply.hpp"

#include <fmt/format.h>

#include <array>
#include <chrono>
#include <ctime>
#include <string_view>
#include <utility>
#include <vector>

namespace halberd {
namespace {

constexpr std::string_view by_web = "web";

// "Mon Nov 23 18:36:46 2026" in local time, in English whatever the locale.
std::string time_text(WallTime when) {
    constexpr std::array<std::string_view, 7> days{"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
    constexpr std::array<std::string_view, 12> months{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                      "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    const std::time_t time = std::chrono::system_clock::to_time_t(when);
    std::tm local{};
    localtime_r(&time, &local);
    return fmt::format("{} {} {:2} {:02}:{:02}:{:02} {}", days.at(static_cast<std::size_t>(local.tm_wday)),
                       months.at(static_cast<std::size_t>(local.tm_mon)), local.tm_mday, local.tm_hour, local.tm_min,
                       local.tm_sec, local.tm_year + 1900);
}

std::string unexpected(const Fault& fault) {
    return fmt::format("unexpected rpc fault [{}] {}", static_cast<int>(fault.code), fault.text());
}

std::string start_failure(const Fault& fault, const std::string& name) {
    const auto reason = [&]() -> std::string {
        switch (fault.code) {
            case FaultCode::NoFile:
                return "no such file";
            case FaultCode::NotExecutable:
                return "file not executable";
            case FaultCode::AlreadyStarted:
                return "already started";
            case FaultCode::SpawnError:
                return "spawn error";
            case FaultCode::AbnormalTermination:
                return "abnormal termination";
            default:
                return unexpected(fault);
        }
    };
    return fmt::format("ERROR: Process {}: {}", name, reason());
}

// Starts a process; "Process web VERB" when that went well.
void start(Control& control, const std::string& name, std::string_view verb, MessageReply reply) {
    control.start(parse_namespec(name), Wait::Yes, by_web,
                  [name, verb, reply = std::move(reply)](const Answer<void>& answer) {
                      reply(answer ? fmt::format("Process {} {}", name, verb)
                                   : start_failure(with_name(answer.error(), name), name));
                  });
}

void stop(Control& control, const std::string& name, MessageReply reply) {
    control.stop(parse_namespec(name), Wait::Yes, by_web, [name, reply = std::move(reply)](const Answer<void>& answer) {
        reply(answer ? fmt::format("Process {} stopped", name) : unexpected(with_name(answer.error(), name)));
    });
}

// A process that does not run is only started.
void restart(Control& control, const std::string& name, MessageReply reply) {
    control.stop(parse_namespec(name), Wait::Yes, by_web,
                 [&control, name, reply = std::move(reply)](const Answer<void>&) mutable {
                     start(control, name, "restarted", std::move(reply));
                 });
}

void clear_log(Control& control, const std::string& name, const MessageReply& reply) {
    const auto answer = control.clear_process_logs(parse_namespec(name));
    reply(answer ? fmt::format("Log for {} cleared", name) : unexpected(Fault{answer.error().code, name}));
}

bool act_on_all(Control& control, const Clock& clock, const std::string& action, const MessageReply& reply) {
    if (action == "refresh") {
        reply("Page refreshed at " + time_text(clock.wall()));
    } else if (action == "stopall") {
        stop_processes(control, control.processes(), Wait::Yes, by_web,
                       [&clock, reply](const std::vector<ProcessOutcome>&) {
                           reply("All stopped at " + time_text(clock.wall()));
                       });
    } else if (action == "restartall") {
        stop_processes(control, control.processes(), Wait::Yes, by_web,
                       [&control, &clock, reply](const std::vector<ProcessOutcome>&) {
                           start_processes(control, control.processes(), Wait::Yes, by_web,
                                           [&clock, reply](const std::vector<ProcessOutcome>&) {
                                               reply("All restarted at " + time_text(clock.wall()));
                                           });
                       });
    } else {
        return false;
    }
    return true;
}

bool act_on_one(Control& control, const std::string& action, const std::string& name, MessageReply reply) {
    if (parse_namespec(name).names_group() || !control.info(parse_namespec(name))) {
        reply("No such process named " + name);
    } else if (action == "start") {
        start(control, name, "started", std::move(reply));
    } else if (action == "stop") {
        stop(control, name, std::move(reply));
    } else if (action == "restart") {
        restart(control, name, std::move(reply));
    } else if (action == "clearlog") {
        clear_log(control, name, reply);
    } else {
        return false;
    }
    return true;
}

} // namespace

bool carry_out(Control& control, const Clock& clock, const PageAction& action, MessageReply reply) {
    const SupervisorState state = control.state();
    const bool is_going_down = state == SupervisorState::Restarting || state == SupervisorState::Shutdown;
    if (is_going_down && action.action != "refresh") {
        reply(unexpected(Fault{FaultCode::ShutdownState, {}}));
        return true;
    }
    if (act_on_all(control, clock, action.action, reply)) {
        return true;
    }
    return action.processname && act_on_one(control, action.action, *action.processname, std::move(reply));
}

} // namespace halberd
