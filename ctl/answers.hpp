#pragma once

#include "core/base/namespec.hpp"
#include "ctl/session.hpp"
#include "sdk/xmlrpc/value.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <vector>

namespace halberd::ctl {

// Answers of the supervisor namespace, with the parts of them that commands use.

// One struct of getAllProcessInfo, or that of getProcessInfo.
struct ProcessInfo {
    Namespec name;
    std::int64_t state = 0; // a ProcessState, or a number that we do not know
    std::string state_name;
    std::string description;
    std::int64_t pid = 0;
    std::int64_t start = 0; // seconds since 1970; 0: never
    std::int64_t stop = 0;
    std::int64_t now = 0;
    std::int64_t exit_status = 0;
    std::string spawn_error = {};
    std::string stdout_logfile = {};
    std::string stderr_logfile = {};
};

// One struct of the methods that act on many processes: startProcessGroup, clearAllProcessLogs, …
struct ActionResult {
    Namespec name;
    std::int64_t status = 0; // a fault code; Success for success
    std::string description;
};

// One struct of halberd.rotateProcessLogs.
struct LogRotation {
    Namespec name;
    std::string stream;
    std::string status;
    std::string description;
};

// One struct of getAllConfigInfo.
struct ConfigInfo {
    Namespec name;
    bool is_in_use = false;
    bool has_autostart = false;
    std::int64_t group_priority = 0;
    std::int64_t process_priority = 0;
};

// What reloadConfig found: names of groups.
struct ConfigChanges {
    std::vector<std::string> added;
    std::vector<std::string> changed;
    std::vector<std::string> removed;
};

template <class T>
using AnswerOf = tl::expected<T, xmlrpc::CallError>;

// Call a method and read what it answers. An answer of another shape is a Malformed error.
AnswerOf<std::vector<ProcessInfo>> all_processes(Session& session);

// The same with name, state, state_name and description alone. A Halberd tells them in a fifth of the time, once it has
// answered another call.
AnswerOf<std::vector<ProcessInfo>> all_process_states(Session& session);
AnswerOf<ProcessInfo> process_info(Session& session, std::string_view name);
AnswerOf<std::vector<ActionResult>> act_on_many(Session& session, std::string_view method, xmlrpc::Array arguments);
AnswerOf<std::vector<ActionResult>> action_results(const AnswerOf<xmlrpc::Value>& answer, std::string_view method);
AnswerOf<std::vector<LogRotation>> log_rotations(Session& session, std::string_view name);
AnswerOf<std::vector<ConfigInfo>> all_config_info(Session& session);
AnswerOf<ConfigChanges> reload_config(Session& session);
AnswerOf<std::string> text_answer(Session& session, std::string_view method, xmlrpc::Array arguments = {});

} // namespace halberd::ctl
