#include "core/rpc/deferred_reply.hpp"
#include "core/rpc/supervisor_namespace.hpp"

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace halberd {
namespace {

// The log named by the first argument. BadName for a whole group and for a process that does not exist: that is said
// before the other arguments are looked at.
Answer<LogTarget> log_argument(const Control& control, const Arguments& arguments, LogTarget::Kind kind) {
    const auto name = arguments.text(0);
    if (!name) {
        return tl::unexpected<Fault>(name.error());
    }
    const Namespec process = parse_namespec(*name);
    if (process.names_group() || !control.info(process)) {
        return fault(FaultCode::BadName, *name);
    }
    return LogTarget{kind, process};
}

// Offset and length: the two arguments from `first` on.
struct Range {
    std::int64_t offset = 0;
    std::int64_t length = 0;
};
Answer<Range> range_argument(const Arguments& arguments, std::size_t first) {
    const auto offset = arguments.integer(first);
    const auto length = arguments.integer(first + 1);
    if (!offset || !length) {
        return fault(FaultCode::IncorrectParameters);
    }
    return Range{*offset, *length};
}

// A log that is not there is said before a range that is none.
MethodAnswer read_log(const Control& control, const LogTarget& log, const Arguments& arguments, std::size_t first) {
    const auto range = range_argument(arguments, first);
    const Range wanted = range.value_or(Range{0, 1});
    auto bytes = control.read_log(log, wanted.offset, wanted.length);
    if (!bytes && bytes.error().code == FaultCode::NoFile) {
        return fault(FaultCode::NoFile, bytes.error().detail);
    }
    if (!range) {
        return tl::unexpected<Fault>(range.error());
    }
    return bytes ? MethodAnswer(render(std::move(*bytes))) : fault(bytes.error().code);
}

SupervisorNamespace::Immediate read_method(Control& control, LogTarget::Kind kind) {
    return [&control, kind](const Arguments& arguments) -> MethodAnswer {
        const auto log = log_argument(control, arguments, kind);
        return log ? read_log(control, *log, arguments, 1) : MethodAnswer(tl::unexpected<Fault>(log.error()));
    };
}

MethodAnswer tail_log(const Control& control, const LogTarget& log, const Arguments& arguments) {
    const auto range = range_argument(arguments, 1);
    if (!range) {
        // The tail of a log that is not there is empty, whatever the range.
        const auto probe = control.read_log(log, 0, 1);
        const bool is_there = probe || probe.error().code != FaultCode::NoFile;
        return is_there ? MethodAnswer(tl::unexpected<Fault>(range.error())) : render(xmlrpc::Array{"", 0, false});
    }
    auto tail = control.tail_log(log, range->offset, range->length);
    if (!tail) {
        return tl::unexpected<Fault>(with_name(tail.error(), to_string(log.process)));
    }
    return render(xmlrpc::Array{std::move(tail->bytes), tail->offset, tail->overflow});
}

SupervisorNamespace::Immediate tail_method(Control& control, LogTarget::Kind kind) {
    return [&control, kind](const Arguments& arguments) -> MethodAnswer {
        const auto log = log_argument(control, arguments, kind);
        return log ? tail_log(control, *log, arguments) : MethodAnswer(tl::unexpected<Fault>(log.error()));
    };
}

void add_main_log_methods(SupervisorNamespace& names) {
    Control& control = names.control();
    names.add("readLog", Role::Read, exactly(2),
              "Reads a piece of the daemon's own log.\n\n"
              "@param int offset where to begin; below zero, that many bytes before the end\n"
              "@param int length how many bytes to read; zero for all up to the end\n"
              "@return string the bytes\n",
              [&control](const Arguments& arguments) { return read_log(control, LogTarget{}, arguments, 0); });
    names.add_alias("readMainLog", "readLog");

    names.add("clearLog", Role::Admin, exactly(0),
              "Empties the daemon's own log.\n\n"
              "@return boolean always true\n",
              [&control](const Arguments&) -> MethodAnswer {
                  if (const auto answer = control.clear_main_log(); !answer) {
                      return fault(answer.error().code);
                  }
                  return render_true();
              });
}

void add_read_methods(SupervisorNamespace& names) {
    Control& control = names.control();
    const auto help = [](const std::string& stream) {
        return "Reads a piece of the log of what a process wrote to its " + stream +
               ".\n\n"
               "@param string name name of the process, as NAME or GROUP:NAME\n"
               "@param int offset where to begin; below zero, that many bytes before the end\n"
               "@param int length how many bytes to read; zero for all up to the end\n"
               "@return string the bytes\n";
    };
    names.add("readProcessStdoutLog", Role::Read, exactly(3), help("stdout"),
              read_method(control, LogTarget::Kind::Stdout));
    names.add("readProcessStderrLog", Role::Read, exactly(3), help("stderr"),
              read_method(control, LogTarget::Kind::Stderr));
    names.add_alias("readProcessLog", "readProcessStdoutLog");
}

void add_tail_methods(SupervisorNamespace& names) {
    Control& control = names.control();
    const auto help = [](const std::string& stream) {
        return "Reads what was added to the log of a process's " + stream +
               " since the last call, at most its end.\n"
               "Begin with offset 0 and pass the offset of each result to the next call. The last element of the\n"
               "result is true when the log has grown by more than length, so that bytes were left out.\n\n"
               "@param string name name of the process, as NAME or GROUP:NAME\n"
               "@param int offset where to go on\n"
               "@param int length the most bytes wanted\n"
               "@return array the bytes (string), the next offset (int), whether bytes were left out (boolean)\n";
    };
    names.add("tailProcessStdoutLog", Role::Read, exactly(3), help("stdout"),
              tail_method(control, LogTarget::Kind::Stdout));
    names.add("tailProcessStderrLog", Role::Read, exactly(3), help("stderr"),
              tail_method(control, LogTarget::Kind::Stderr));
    names.add_alias("tailProcessLog", "tailProcessStdoutLog");
}

MethodAnswer clear_process_logs(Control& control, const Arguments& arguments) {
    const auto name = arguments.text(0);
    if (!name) {
        return tl::unexpected<Fault>(name.error());
    }
    const Namespec process = parse_namespec(*name);
    if (process.names_group()) {
        return fault(FaultCode::BadName, *name);
    }
    const auto answer = control.clear_process_logs(process);
    if (!answer) {
        return fault(answer.error().code, *name);
    }
    return render_true();
}

Rendered clear_all_logs(Control& control) {
    std::vector<ProcessOutcome> outcomes;
    for (const Namespec& process : control.processes()) {
        ProcessOutcome outcome{process, std::nullopt};
        if (const auto answer = control.clear_process_logs(process); !answer) {
            outcome.fault = Fault{answer.error().code, to_string(process)};
        }
        outcomes.push_back(std::move(outcome));
    }
    return render_outcomes(outcomes);
}

void add_clear_methods(SupervisorNamespace& names) {
    Control& control = names.control();
    names.add("clearProcessLogs", Role::Operate, exactly(1),
              "Empties the logs of a process, stdout and stderr.\n\n"
              "@param string name name of the process, as NAME or GROUP:NAME\n"
              "@return boolean always true\n",
              [&control](const Arguments& arguments) { return clear_process_logs(control, arguments); });
    names.add_alias("clearProcessLog", "clearProcessLogs");
    names.add("clearAllProcessLogs", Role::Operate, exactly(0),
              "Empties the logs of every process, stdout and stderr.\n\n"
              "@return array a struct with name, group, status and description for each process\n",
              [&control](const Arguments&) -> MethodAnswer { return clear_all_logs(control); });
}

} // namespace

void add_log_methods(SupervisorNamespace& names) {
    add_main_log_methods(names);
    add_read_methods(names);
    add_tail_methods(names);
    add_clear_methods(names);
}

} // namespace halberd
