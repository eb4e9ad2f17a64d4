#include "core/web/status_actions.hpp"

#include "core/rpc/call_text.hpp"
#include "core/rpc/deferred_reply.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdint>
#include <ctime>
#include <iomanip>
#include <locale>
#include <sstream>
#include <string_view>
#include <utility>
#include <vector>

namespace halberd {
namespace {

constexpr std::string_view by_web = "web";

// "Mon Nov 23 18:36:46 2026" in local time, in English whatever the locale.
std::string time_text(WallTime when) {
    const std::time_t time = std::chrono::system_clock::to_time_t(when);
    std::tm local{};
    localtime_r(&time, &local);
    std::ostringstream text;
    text.imbue(std::locale::classic());
    text << std::put_time(&local, "%a %b %e %H:%M:%S %Y");
    return text.str();
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

// What the action needs: only what changes something is recorded.
Role role_for(const PageAction& action) {
    constexpr std::array<std::string_view, 6> changes{"stopall", "restartall", "start", "stop", "restart", "clearlog"};
    return std::find(changes.begin(), changes.end(), action.action) != changes.end() ? Role::Operate : Role::Read;
}

// "page stop('web')"
std::string text_of(const PageAction& action) {
    return "page " + call_text(action.action, action.processname ? xmlrpc::Array{*action.processname} : xmlrpc::Array{},
                               SIZE_MAX);
}

bool act(const PageTools& tools, const PageAction& action, MessageReply reply) {
    const SupervisorState state = tools.control.state();
    const bool is_going_down = state == SupervisorState::Restarting || state == SupervisorState::Shutdown;
    if (is_going_down && action.action != "refresh") {
        reply(unexpected(Fault{FaultCode::ShutdownState, {}}));
        return true;
    }
    if (act_on_all(tools.control, tools.clock, action.action, reply)) {
        return true;
    }
    return action.processname && act_on_one(tools.control, action.action, *action.processname, std::move(reply));
}

} // namespace

bool carry_out(const PageTools& tools, const Caller& caller, const PageAction& action, MessageReply reply) {
    const auto permit = tools.access.admit(caller, role_for(action), "this action", [&] { return text_of(action); });
    if (!permit) {
        reply(unexpected(permit.error()));
        return true;
    }
    if (permit->is_silent()) {
        return act(tools, action, std::move(reply));
    }
    const bool is_known = act(tools, action, [permit = *permit, reply = std::move(reply)](const std::string& message) {
        permit.finish(message, Access::Outcome::Told);
        reply(message);
    });
    if (is_known) {
        permit->leave();
    }
    return is_known;
}

} // namespace halberd
