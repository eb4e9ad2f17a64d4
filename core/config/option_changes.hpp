#pragma once

#include "core/config/program_spec.hpp"

#include <optional>
#include <string>
#include <vector>

namespace halberd {

// Names of environment variables that came, went or got another value. The values themselves are often secrets: they
// are shown nowhere.
struct VariableChanges {
    std::vector<std::string> added;
    std::vector<std::string> removed;
    std::vector<std::string> changed;

    bool operator==(const VariableChanges&) const = default;
};

// An option in which two specs differ, in the spelling of the configuration.
struct OptionChange {
    std::string name;                         // "stdout_logfile_maxbytes"
    std::optional<std::string> before;        // "50MB"; nothing: not set
    std::optional<std::string> after;         // likewise
    std::optional<VariableChanges> variables; // for environment, instead of both texts

    bool operator==(const OptionChange&) const = default;
};

// The options in which two processes of the same name differ; none exactly when the specs are equal. A member added to
// a spec is a row to be added to the table in option_changes.cpp; the test of this file fails until it is there.
std::vector<OptionChange> changed_options(const ProcessSpec& before, const ProcessSpec& after);

// The options in which two groups differ beside their processes: priority, what kind of section they come from, and
// what makes an event listener pool.
std::vector<OptionChange> changed_options(const GroupSpec& before, const GroupSpec& after);

} // namespace halberd
