#include "ctl/process_action.hpp"

#include "core/base/namespec.hpp"
#include "ctl/answers.hpp"
#include "ctl/parallel_calls.hpp"

#include <algorithm>
#include <optional>
#include <set>
#include <utility>

namespace halberd::ctl {
namespace {

using xmlrpc::Array;
using xmlrpc::CallError;

// What a result says about a process; nothing for a fault that only the server's own text describes.
std::optional<std::string_view> words_for(std::int64_t status) {
    switch (status) {
        case fault::BadName:
            return "no such process";
        case fault::BadSignal:
            return "bad signal name";
        case fault::NoFile:
            return "no such file";
        case fault::NotExecutable:
            return "file is not executable";
        case fault::AbnormalTermination:
            return "abnormal termination";
        case fault::SpawnError:
            return "spawn error";
        case fault::AlreadyStarted:
            return "already started";
        case fault::NotRunning:
            return "not running";
        default:
            return std::nullopt;
    }
}

void report(Session& session, const Action& action, const ActionResult& result) {
    const std::string name = to_string(result.name);
    if (result.status == fault::Success) {
        session.line(name + ": " + std::string(action.done));
        return;
    }
    if (result.status == fault::Failed) {
        session.line(result.description);
    } else {
        session.line(name + ": ERROR (" + std::string(words_for(result.status).value_or(result.description)) + ")");
    }
    if (result.status == action.harmless_fault) {
        return;
    }
    const bool is_dead = result.status == fault::SpawnError || result.status == fault::AbnormalTermination ||
                         result.status == fault::NotRunning;
    session.set_exit_status(is_dead ? ExitStatus::NotRunning : ExitStatus::Generic);
}

Outcome report_many(Session& session, const Action& action, const AnswerOf<std::vector<ActionResult>>& results) {
    return results.map([&](const std::vector<ActionResult>& all) {
        for (const ActionResult& result : all) {
            report(session, action, result);
        }
    });
}

// The call that acts on a name.
Call call_for(const Action& action, const std::string& word, const Array& extra) {
    const Namespec name = parse_namespec(word);
    Call call{"supervisor." + std::string(action.method_stem) + (name.names_group() ? "ProcessGroup" : "Process"),
              extra};
    call.arguments.insert(call.arguments.begin(), name.names_group() ? name.group : word);
    return call;
}

// Says what the daemon has answered to that call.
Outcome report_answer(Session& session, const Action& action, const std::string& word,
                      const AnswerOf<xmlrpc::Value>& answer) {
    const Namespec name = parse_namespec(word);
    if (name.names_group()) {
        if (!answer && answer.error().is_fault(fault::BadName)) {
            session.fail(name.group + ": ERROR (no such group)", action.unknown_group);
            return {};
        }
        return report_many(session, action, action_results(answer, std::string(action.method_stem) + "ProcessGroup"));
    }
    if (!answer && answer.error().kind != CallError::Kind::Fault) {
        return tl::unexpected(answer.error());
    }
    ActionResult result{name, fault::Success, {}};
    if (!answer) {
        result.status = answer.error().fault_code;
        result.description = answer.error().text;
    }
    report(session, action, result);
    return {};
}

// Whether two of the names may mean the same process: what becomes of it depends on which call comes first then.
bool may_overlap(const std::vector<std::string>& names) {
    std::set<std::string> groups;
    std::set<std::string> named_whole;
    std::set<Namespec> seen;
    for (const std::string& word : names) {
        const Namespec name = parse_namespec(word);
        const bool is_known_group = !groups.insert(name.group).second;
        if (!seen.insert(name).second || named_whole.contains(name.group) || (name.names_group() && is_known_group)) {
            return true;
        }
        if (name.names_group()) {
            named_whole.insert(name.group);
        }
    }
    return false;
}

} // namespace

Outcome act(Session& session, const Action& action, const std::vector<std::string>& names, const Array& extra) {
    if (std::find(names.begin(), names.end(), "all") != names.end()) {
        return report_many(session, action,
                           act_on_many(session, std::string(action.method_stem) + "AllProcesses", extra));
    }
    std::vector<Call> calls;
    for (const std::string& word : names) {
        calls.push_back(call_for(action, word, extra));
    }
    const bool at_once = action.is_waited_for && names.size() > 1 && !may_overlap(names);
    return make_calls(session, calls, at_once ? Order::AtOnce : Order::OneByOne,
                      [&](std::size_t index, const AnswerOf<xmlrpc::Value>& answer) {
                          return report_answer(session, action, names[index], answer);
                      });
}

} // namespace halberd::ctl
