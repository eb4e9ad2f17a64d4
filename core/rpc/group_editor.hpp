#pragma once

#include "core/base/log.hpp"
#include "core/base/namespec.hpp"
#include "core/config/added_program.hpp"
#include "core/rpc/faults.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace halberd {

// What may be done to active groups beside the configuration, until the daemon ends or an update of the group brings it
// back to what is configured. The faults are those of supervisor_twiddler, whose users have relied on them. Loop thread
// only.
class GroupEditor {
 public:
    virtual ~GroupEditor() = default;

    // The active groups in their order.
    virtual std::vector<std::string> group_names() const = 0;

    // Makes the processes of the program members of an active group and, with autostart, starts them. BadName for the
    // group ("group: x"), or for a process that it has already; IncorrectParameters, with what is wrong, for options;
    // Failed while an update of the group is under way.
    virtual Answer<void> add_program(const std::string& group, const AddedProgram& program) = 0;

    // Takes a process, which must be stopped, out of its group. BadName for the group ("group: x") or the process,
    // StillRunning.
    virtual Answer<void> remove_process(const Namespec& process) = 0;

    // Writes to the daemon's log.
    virtual void log(LogLevel level, std::string_view message) = 0;
};

} // namespace halberd
