#include "core/rpc/halberd_methods.hpp"
#include "core/rpc/supervisor_namespace.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <string>
#include <utility>

namespace halberd {
namespace {

struct NamedLevel {
    std::string_view name;
    std::int64_t number;
    LogLevel level;
};

// Supervisor: loggers.py LevelsByName.
constexpr std::array levels{
    NamedLevel{"CRIT", 50, LogLevel::Critical}, NamedLevel{"ERRO", 40, LogLevel::Error},
    NamedLevel{"WARN", 30, LogLevel::Warning},  NamedLevel{"INFO", 20, LogLevel::Info},
    NamedLevel{"DEBG", 10, LogLevel::Debug},    NamedLevel{"TRAC", 5, LogLevel::Trace},
    NamedLevel{"BLAT", 3, LogLevel::Blather},
};

std::optional<LogLevel> level_of(const xmlrpc::Value& value) {
    std::string name = value.value_or<std::string>("");
    std::transform(name.begin(), name.end(), name.begin(), [](unsigned char c) { return std::toupper(c); });
    const auto* number = value.get<std::int64_t>();
    const auto found = std::find_if(levels.begin(), levels.end(), [&](const NamedLevel& level) {
        return number != nullptr ? level.number == *number : level.name == name;
    });
    return found != levels.end() ? std::optional(found->level) : std::nullopt;
}

// An option as text: numbers and truths are taken for what a configuration would say.
std::optional<std::string> option_text(const xmlrpc::Value& value) {
    if (const auto* text = value.get<std::string>()) {
        return *text;
    }
    if (const auto* number = value.get<std::int64_t>()) {
        return std::to_string(*number);
    }
    if (const auto* truth = value.get<bool>()) {
        return *truth ? "true" : "false";
    }
    return std::nullopt;
}

MethodAnswer add_program(Control& control, const Arguments& arguments) {
    const auto group = arguments.text(0);
    const auto name = arguments.text(1);
    const auto* options = arguments.at(2).get<xmlrpc::Struct>();
    if (!group || !name || options == nullptr) {
        return fault(FaultCode::IncorrectParameters);
    }
    AddedProgram program{*name, {}};
    for (const auto& [key, value] : *options) {
        auto text = option_text(value);
        if (!text) {
            return fault(FaultCode::IncorrectParameters, key + " is neither a text nor a number");
        }
        program.options.emplace_back(key, std::move(*text));
    }
    const auto added = control.group_editor().add_program(*group, program);
    return added ? MethodAnswer(render_true()) : tl::unexpected<Fault>(added.error());
}

MethodAnswer remove_process(Control& control, const Arguments& arguments) {
    const auto group = arguments.text(0);
    const auto process = arguments.text(1);
    if (!group || !process) {
        return fault(FaultCode::IncorrectParameters);
    }
    const auto removed = control.group_editor().remove_process({*group, *process});
    return removed ? MethodAnswer(render_true()) : tl::unexpected<Fault>(removed.error());
}

MethodAnswer write_log(Control& control, const Arguments& arguments) {
    const auto message = arguments.text(0);
    const auto level = arguments.size() > 1 ? level_of(arguments.at(1)) : LogLevel::Info;
    if (!message || !level) {
        return fault(FaultCode::IncorrectParameters);
    }
    control.group_editor().log(*level, *message);
    return render_true();
}

// A method that answers ShutdownState while the daemon goes down.
void add(MethodTable& methods, Control& control, const char* name, Role role, Arity arity, std::string help,
         MethodAnswer (*run)(Control&, const Arguments&)) {
    methods.add(name, Method{role, std::move(help), arity,
                             [&control, run](const Arguments& arguments, const MethodReply& reply) {
                                 reply(is_going_down(control) ? MethodAnswer(fault(FaultCode::ShutdownState))
                                                              : run(control, arguments));
                             }});
}

} // namespace

void add_group_methods(MethodTable& methods, Control& control) {
    add(methods, control, "halberd.getGroupNames", Role::Read, exactly(0),
        "Names the active groups.\n\n@return array names, in the order of their priorities\n",
        [](Control& asked, const Arguments&) {
            const auto names = asked.group_editor().group_names();
            return MethodAnswer(render(xmlrpc::Array(names.begin(), names.end())));
        });
    add(methods, control, "halberd.addProgramToGroup", Role::Admin, exactly(3),
        "Adds the processes of a program to an active group, until the daemon ends or the group is updated.\n\n"
        "@param string group name of the group\n"
        "@param string program name of the program, as in [program:x]\n"
        "@param struct options its keys and values, as in [program:x]\n"
        "@return boolean always true unless error\n",
        add_program);
    methods.hide_arguments("halberd.addProgramToGroup", 2);
    add(methods, control, "halberd.removeProcessFromGroup", Role::Admin, exactly(2),
        "Takes a stopped process out of its group, until the daemon ends or the group is updated.\n\n"
        "@param string group name of the group\n"
        "@param string process name of the process in it\n"
        "@return boolean always true unless error\n",
        remove_process);
    add(methods, control, "halberd.log", Role::Admin, Arity{1, 2},
        "Writes a message to the daemon's log.\n\n"
        "@param string message what to write\n"
        "@param string level CRIT, ERRO, WARN, INFO (the default), DEBG, TRAC or BLAT, or the number of one\n"
        "@return boolean always true unless error\n",
        write_log);
}

} // namespace halberd
