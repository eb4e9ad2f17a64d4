#include "plugins/shared/alert/watch.hpp"
#include "plugins/shared/batch/batch_plugin.hpp"

#include <halberd/plugin.hpp>

namespace halberd::crashmailbatch {
namespace {

constexpr const char* head = R"(Usage: crashmailbatch [options]

Mails about processes that exit unexpectedly, all of an interval in one mail. An event
listener for supervisord, to be subscribed to PROCESS_STATE and TICK_60.

Needed are -t and -f.

)";

constexpr options::Usage usage("crashmailbatch", head, batch::option_table, options::Manner::Optparse);

std::optional<std::string> line_about(const Event& event, const std::string& stamp) {
    const std::optional<ProcessState> process = event.process_state();
    if (event.name() != "PROCESS_STATE_EXITED" || !process || process->expected != false) {
        return std::nullopt;
    }
    return stamp + " -- Process " + alert::full_name(*process) + " (pid " + batch::pid_of(*process) +
           ") died unexpectedly";
}

constexpr batch::Tool tool{"crashmailbatch", "Crash alert from supervisord", &usage, line_about};

} // namespace

// Mails unexpected exits of processes, many in one mail.
class Crashmailbatch : public batch::BatchPlugin {
 public:
    Crashmailbatch(Host& host, const std::vector<std::string>& arguments) : BatchPlugin(host, arguments, tool) {}

    static constexpr Description description{"PROCESS_STATE_EXITED,TICK_60", batch::option_table};

    static std::optional<Exit> command_line(const std::vector<std::string>& arguments) {
        return batch::command_line(tool, arguments);
    }
};

} // namespace halberd::crashmailbatch

HALBERD_PLUGIN(halberd::crashmailbatch::Crashmailbatch, "org.halberd.crashmailbatch", "1.0.0",
               "Mails unexpected exits of processes, many in one mail")
