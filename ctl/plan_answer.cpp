#include "ctl/plan_answer.hpp"

#include <optional>
#include <string_view>
#include <utility>

namespace halberd::ctl {
namespace {

using xmlrpc::Array;
using xmlrpc::CallError;
using xmlrpc::Value;

std::optional<std::string> text_of(const Value& from, std::string_view name) {
    const Value* member = from.member(name);
    const auto* text = member != nullptr ? member->get<std::string>() : nullptr;
    return text != nullptr ? std::optional(*text) : std::nullopt;
}

bool truth_of(const Value& from, std::string_view name) {
    const Value* member = from.member(name);
    return member != nullptr && member->value_or(false);
}

PlannedChange change_of(const Value& from) {
    return planned_change(text_of(from, "action").value_or("")).value_or(PlannedChange::Kept);
}

// The elements of an array that is a member, each converted; none when there is no such member.
template <class T>
std::vector<T> elements_of(const Value& from, std::string_view name, T (*convert)(const Value&)) {
    std::vector<T> converted;
    const Value* member = from.member(name);
    if (const auto* elements = member != nullptr ? member->get<Array>() : nullptr) {
        for (const Value& element : *elements) {
            converted.push_back(convert(element));
        }
    }
    return converted;
}

std::string to_text(const Value& value) {
    return value.value_or(std::string());
}

OptionChange to_option(const Value& value) {
    OptionChange option{text_of(value, "option").value_or(""), text_of(value, "old"), text_of(value, "new"), {}};
    if (value.member("added") != nullptr) {
        option.variables = VariableChanges{elements_of(value, "added", to_text), elements_of(value, "removed", to_text),
                                           elements_of(value, "changed", to_text)};
    }
    return option;
}

ProcessPlan to_process(const Value& value) {
    return {text_of(value, "name").value_or(""), change_of(value), truth_of(value, "starts"),
            elements_of(value, "options", to_option)};
}

GroupPlan to_group(const Value& value) {
    return {text_of(value, "name").value_or(""), change_of(value), elements_of(value, "options", to_option),
            truth_of(value, "replaced"), elements_of(value, "processes", to_process)};
}

template <class T>
AnswerOf<std::vector<T>> array_answer(Session& session, std::string_view method, Array arguments,
                                      T (*convert)(const Value&)) {
    const auto value = session.call_halberd(method, std::move(arguments));
    if (!value) {
        return tl::unexpected(value.error());
    }
    const auto* elements = value->get<Array>();
    if (elements == nullptr) {
        CallError error;
        error.kind = CallError::Kind::Malformed;
        error.text = "halberd." + std::string(method) + " did not return an array";
        return tl::unexpected(std::move(error));
    }
    std::vector<T> converted;
    for (const Value& element : *elements) {
        converted.push_back(convert(element));
    }
    return converted;
}

} // namespace

AnswerOf<std::vector<GroupPlan>> update_plan(Session& session) {
    return array_answer(session, "plan", {}, to_group);
}

AnswerOf<std::vector<ProcessPlan>> update_process_group(Session& session, const std::string& group) {
    return array_answer(session, "updateProcessGroup", {group}, to_process);
}

} // namespace halberd::ctl
