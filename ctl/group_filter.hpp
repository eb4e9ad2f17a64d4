#pragma once

#include "ctl/answers.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace halberd::ctl {

// Which groups a command like `update` concerns: those that the user named or that fit a pattern ("web*"), or all of
// them without names or with "all". The text of the names must outlive the filter.
class GroupFilter {
 public:
    explicit GroupFilter(std::vector<std::string_view> names);

    bool accepts(std::string_view group) const;

    // The names, each once, that neither mean a group in use nor one among `added`. The daemon is asked only when there
    // are names.
    AnswerOf<std::vector<std::string>> unknown_names(Session& session, const std::vector<std::string>& added) const;

 private:
    std::vector<std::string_view> names_; // empty: all
};

} // namespace halberd::ctl
