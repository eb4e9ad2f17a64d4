#pragma once

#include "ctl/answers.hpp"

#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace halberd::ctl {

// Whether a name is a pattern: it has *, ? or [. "web:*" is none: it names a group, as it does to Supervisor.
bool is_pattern(std::string_view name);

// Puts in the place of each pattern the names that fit it, each once, in the daemon's order. A pattern that ends in
// ":*" stands for groups ("web*:*" becomes "web1:*" and "web2:*"), any other for processes, as fits() has it. A pattern
// that nothing fits stays as it is, so that the daemon does not know it: it ends as any unknown name does. One that is
// the very name of a process or a group means just that. The daemon is asked only when there is a pattern.
AnswerOf<std::vector<std::string>> expand_patterns(Session& session, std::vector<std::string> names);

// The same with processes that are known already.
std::vector<std::string> expand_patterns(const std::vector<std::string>& names,
                                         const std::vector<ProcessInfo>& processes);

// For commands that take one process: the process that `name` means, or `name` itself when it is no pattern or nothing
// fits it. Empty when several fit: it was said, and the exit status is set.
AnswerOf<std::string> the_one_named(Session& session, std::string_view name);

// The same as expand_patterns() for commands whose names are those of groups. `groups` asks for those that there are.
AnswerOf<std::vector<std::string>> expand_group_patterns(
    std::vector<std::string> names, const std::function<AnswerOf<std::vector<std::string>>()>& groups);

} // namespace halberd::ctl
