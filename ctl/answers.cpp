#include "ctl/answers.hpp"

#include "core/base/process_state.hpp"
#include "ctl/fault_codes.hpp"

#include <cstddef>
#include <utility>

namespace halberd::ctl {
namespace {

using xmlrpc::Array;
using xmlrpc::CallError;
using xmlrpc::Struct;
using xmlrpc::Value;

// Some servers answer 1 where others answer true.
bool truth_of(const Value& info, std::string_view name) {
    const Value* member = info.member(name);
    return member != nullptr && (member->value_or(false) || member->value_or(std::int64_t{0}) != 0);
}

Namespec name_of(const Value& info) {
    return {info.text("group"), info.text("name")};
}

ProcessInfo to_process_info(const Value& info) {
    return {name_of(info),
            info.number("state"),
            info.text("statename"),
            info.text("description"),
            info.number("pid"),
            info.number("start"),
            info.number("stop"),
            info.number("now"),
            info.number("exitstatus"),
            info.text("spawnerr"),
            info.text("stdout_logfile"),
            info.text("stderr_logfile")};
}

// [group, name, state, description]
ProcessInfo to_process_state(const Value& told) {
    const auto* parts = told.get<Array>();
    if (parts == nullptr || parts->size() < 4) {
        return {};
    }
    const std::int64_t state = (*parts)[2].value_or(std::int64_t{0});
    return {{(*parts)[0].value_or(std::string()), (*parts)[1].value_or(std::string())},
            state,
            std::string(halberd::name_of(static_cast<ProcessState>(state))),
            (*parts)[3].value_or(std::string())};
}

ActionResult to_action_result(const Value& result) {
    return {name_of(result), result.number("status"), result.text("description")};
}

LogRotation to_log_rotation(const Value& log) {
    return {name_of(log), log.text("stream"), log.text("status"), log.text("description")};
}

ConfigInfo to_config_info(const Value& info) {
    return {name_of(info), truth_of(info, "inuse"), truth_of(info, "autostart"), info.number("group_prio"),
            info.number("process_prio")};
}

std::string to_text(const Value& value) {
    return value.value_or(std::string());
}

tl::unexpected<CallError> malformed(std::string_view method, std::string_view expected) {
    CallError error;
    error.kind = CallError::Kind::Malformed;
    error.text = std::string(method) + " did not return " + std::string(expected);
    return tl::unexpected(std::move(error));
}

template <class T>
AnswerOf<std::vector<T>> converted_array(const AnswerOf<Value>& value, std::string_view method,
                                         T (*convert)(const Value&)) {
    if (!value) {
        return tl::unexpected(value.error());
    }
    const auto* elements = value->get<Array>();
    if (elements == nullptr) {
        return malformed(method, "an array");
    }
    std::vector<T> converted;
    converted.reserve(elements->size());
    for (const Value& element : *elements) {
        converted.push_back(convert(element));
    }
    return converted;
}

template <class T>
AnswerOf<std::vector<T>> array_answer(Session& session, std::string_view method, Array arguments,
                                      T (*convert)(const Value&)) {
    return converted_array(session.call(method, std::move(arguments)), method, convert);
}

} // namespace

AnswerOf<std::vector<ProcessInfo>> all_processes(Session& session) {
    return array_answer(session, "getAllProcessInfo", {}, to_process_info);
}

AnswerOf<std::vector<ProcessInfo>> all_process_states(Session& session) {
    if (!session.remote().is_halberd()) {
        return all_processes(session);
    }
    constexpr std::string_view method = "getProcessStatus";
    const AnswerOf<Value> answer = session.call_halberd(method);
    if (!answer && answer.error().is_fault(fault::UnknownMethod)) {
        return all_processes(session);
    }
    return converted_array(answer, method, &to_process_state);
}

AnswerOf<ProcessInfo> process_info(Session& session, std::string_view name) {
    const auto value = session.call("getProcessInfo", {name});
    if (!value) {
        return tl::unexpected(value.error());
    }
    if (!value->is<Struct>()) {
        return malformed("getProcessInfo", "a struct");
    }
    return to_process_info(*value);
}

AnswerOf<std::vector<ActionResult>> act_on_many(Session& session, std::string_view method, xmlrpc::Array arguments) {
    return action_results(session.call(method, std::move(arguments)), method);
}

AnswerOf<std::vector<ActionResult>> action_results(const AnswerOf<Value>& answer, std::string_view method) {
    return converted_array(answer, method, &to_action_result);
}

AnswerOf<std::vector<LogRotation>> log_rotations(Session& session, std::string_view name) {
    constexpr std::string_view method = "rotateProcessLogs";
    return converted_array(session.call_halberd(method, {name}), method, &to_log_rotation);
}

AnswerOf<std::vector<ConfigInfo>> all_config_info(Session& session) {
    return array_answer(session, "getAllConfigInfo", {}, to_config_info);
}

AnswerOf<ConfigChanges> reload_config(Session& session) {
    constexpr std::string_view method = "reloadConfig";
    const auto value = session.call(method);
    if (!value) {
        return tl::unexpected(value.error());
    }
    // [[added, changed, removed]]
    const auto* outer = value->get<Array>();
    const auto* lists = outer != nullptr && !outer->empty() ? outer->front().get<Array>() : nullptr;
    if (lists == nullptr || lists->size() < 3) {
        return malformed(method, "three lists of groups");
    }
    const auto names = [&](std::size_t index) {
        std::vector<std::string> texts;
        if (const auto* list = (*lists)[index].get<Array>()) {
            for (const Value& name : *list) {
                texts.push_back(to_text(name));
            }
        }
        return texts;
    };
    return ConfigChanges{names(0), names(1), names(2)};
}

AnswerOf<std::string> text_answer(Session& session, std::string_view method, Array arguments) {
    const auto value = session.call(method, std::move(arguments));
    if (!value) {
        return tl::unexpected(value.error());
    }
    if (const auto* text = value->get<std::string>()) {
        return *text;
    }
    return malformed(method, "a string");
}

} // namespace halberd::ctl
