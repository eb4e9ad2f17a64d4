#include "plugins/shared/alert/watch.hpp"
#include "plugins/shared/batch/batch_plugin.hpp"

#include <halberd/plugin.hpp>

namespace halberd::fatalmailbatch {
namespace {

constexpr const char* head = R"(Usage: fatalmailbatch [options]

Mails about processes that could not be started and are given up (FATAL), all of an interval
in one mail. An event listener for supervisord, to be subscribed to PROCESS_STATE and TICK_60.

Needed are -t and -f.

)";

constexpr options::Usage usage("fatalmailbatch", head, batch::option_table, options::Manner::Optparse);

std::optional<std::string> line_about(const Event& event, const std::string& stamp) {
    const std::optional<ProcessState> process = event.process_state();
    if (event.name() != "PROCESS_STATE_FATAL" || !process) {
        return std::nullopt;
    }
    return stamp + " -- Process " + alert::full_name(*process) + " failed to start too many times";
}

constexpr batch::Tool tool{"fatalmailbatch", "Fatal start alert from supervisord", &usage, line_about};

} // namespace

// Mails about processes that could not be started, many in one mail.
class Fatalmailbatch : public batch::BatchPlugin {
 public:
    Fatalmailbatch(Host& host, const std::vector<std::string>& arguments) : BatchPlugin(host, arguments, tool) {}

    static constexpr Description description{"PROCESS_STATE_FATAL,TICK_60", batch::option_table};

    static std::optional<Exit> command_line(const std::vector<std::string>& arguments) {
        return batch::command_line(tool, arguments);
    }
};

} // namespace halberd::fatalmailbatch

HALBERD_PLUGIN(halberd::fatalmailbatch::Fatalmailbatch, "org.halberd.fatalmailbatch", "1.0.0",
               "Mails about processes that could not be started, many in one mail")
