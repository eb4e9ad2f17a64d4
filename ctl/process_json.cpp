#include "ctl/process_json.hpp"

#include <boost/json.hpp>

namespace halberd::ctl {

std::string processes_json(std::span<const ProcessInfo> processes) {
    boost::json::array all;
    for (const ProcessInfo& process : processes) {
        all.push_back(boost::json::object{{"name", process.name.process},
                                          {"group", process.name.group},
                                          {"state", process.state_name},
                                          {"pid", process.pid},
                                          {"description", process.description},
                                          {"start", process.start},
                                          {"stop", process.stop},
                                          {"now", process.now},
                                          {"exitstatus", process.exit_status},
                                          {"spawnerr", process.spawn_error},
                                          {"stdout_logfile", process.stdout_logfile},
                                          {"stderr_logfile", process.stderr_logfile}});
    }
    return boost::json::serialize(all);
}

} // namespace halberd::ctl
