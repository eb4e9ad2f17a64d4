#include "ctl/process_selection.hpp"

#include "ctl/name_patterns.hpp"

#include <algorithm>
#include <iterator>

namespace halberd::ctl {

std::vector<ProcessInfo> select_processes(Session& session, std::vector<ProcessInfo> all,
                                          const std::vector<std::string>& names, ExitStatus unknown) {
    if (names.empty() || std::find(names.begin(), names.end(), "all") != names.end()) {
        return all;
    }
    std::vector<ProcessInfo> selected;
    for (const std::string& word : expand_patterns(names, all)) {
        const Namespec name = parse_namespec(word);
        const std::size_t before = selected.size();
        std::copy_if(all.begin(), all.end(), std::back_inserter(selected), [&](const ProcessInfo& process) {
            return process.name.group == name.group && (name.names_group() || process.name.process == name.process);
        });
        if (selected.size() == before) {
            session.fail(
                name.names_group() ? name.group + ": ERROR (no such group)" : word + ": ERROR (no such process)",
                unknown);
        }
    }
    return selected;
}

} // namespace halberd::ctl
