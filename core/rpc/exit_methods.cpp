#include "core/rpc/halberd_methods.hpp"
#include "core/rpc/process_info.hpp"
#include "core/rpc/supervisor_namespace.hpp"

#include <string>
#include <string_view>
#include <utility>

namespace halberd {
namespace {

constexpr std::int64_t most_lines = 100'000;

std::string_view name_of(LastOutput::Outcome outcome) {
    switch (outcome) {
        case LastOutput::Outcome::Complete:
            return "complete";
        case LastOutput::Outcome::Cut:
            return "cut";
        case LastOutput::Outcome::Rotated:
            return "rotated";
        case LastOutput::Outcome::Gone:
            return "gone";
        case LastOutput::Outcome::Redirected:
            return "redirected";
        case LastOutput::Outcome::NoLog:
            break;
    }
    return "no_log";
}

xmlrpc::Struct output_struct(const LastOutput& output) {
    return {{"stream", output.stream == LogTarget::Kind::Stdout ? "stdout" : "stderr"},
            {"logfile", output.path},
            {"status", std::string(name_of(output.outcome))},
            {"description", output.description},
            {"lines", output.lines}};
}

xmlrpc::Struct exit_struct(const ProcessExit& exit) {
    xmlrpc::Array output;
    for (const LastOutput& stream : exit.output) {
        output.emplace_back(output_struct(stream));
    }
    return {{"name", exit.name.process},
            {"group", exit.name.group},
            {"pid", static_cast<int>(exit.pid)},
            {"started", seconds_of(exit.started)},
            {"ended", seconds_of(exit.ended)},
            {"description", exit.status.describe()},
            {"exitstatus", exit.status.exit_code()},
            {"signal", exit.status.signal()},
            {"core_dumped", exit.status.dumped_core()},
            {"directory", exit.directory},
            {"program", exit.program},
            {"uid", static_cast<std::int64_t>(exit.uid)},
            {"gid", static_cast<std::int64_t>(exit.gid)},
            {"crashes", static_cast<std::int64_t>(exit.crashes)},
            {"output", std::move(output)}};
}

MethodAnswer explain_exit(const Control& control, const Arguments& arguments) {
    const auto name = arguments.text(0);
    const auto pid = arguments.integer(1);
    const auto lines = arguments.integer(2);
    if (!name || !pid || !lines) {
        return fault(FaultCode::IncorrectParameters);
    }
    if (*lines < 0 || *lines > most_lines) {
        return fault(FaultCode::BadArguments, "lines is a number from 0 to " + std::to_string(most_lines));
    }
    const auto exit =
        control.explain_exit(parse_namespec(*name), static_cast<pid_t>(*pid), static_cast<std::size_t>(*lines));
    if (!exit) {
        return fault(exit.error().code, exit.error().code == FaultCode::BadName ? *name : exit.error().detail);
    }
    return render(exit_struct(*exit));
}

} // namespace

void add_exit_methods(MethodTable& methods, Control& control) {
    methods.add(
        "halberd.explainExit",
        Method{
            Role::Read,
            "Tells how one life of a process has ended, and what it wrote last to stdout and stderr. Later lives\n"
            "change nothing of the answer, as long as the logs have the lines. The last four ends are known.\n\n"
            "@param string name name of the process, or group:name\n"
            "@param int pid the process that has ended, or 0 for the one that ended last\n"
            "@param int lines the most lines of each stream; 256 KiB of them are answered at most\n"
            "@return struct with name, group, pid, started, ended (seconds since 1970), description (such as\n"
            "terminated by SIGSEGV), exitstatus (-1 after a signal), signal (0: none), core_dumped, directory,\n"
            "program, uid and gid of its start, crashes (unexpected ends within the hour up to this one, 1,000 at\n"
            "most), and output: a struct for stdout and one for stderr, each with stream, logfile, lines, status and\n"
            "description: complete; cut (the lines before are too long); rotated (those before were rotated away\n"
            "or cleared); gone (all were); redirected (to stdout); no_log (and why)\n",
            exactly(3), [&control](const Arguments& arguments, const MethodReply& reply) {
                reply(is_going_down(control) ? MethodAnswer(fault(FaultCode::ShutdownState))
                                             : explain_exit(control, arguments));
            }});
}

} // namespace halberd
