#include "plugins/shared/alert/watch.hpp"
#include "plugins/shared/batch/batch_plugin.hpp"

#include "sdk/options/joined.hpp"

#include <halberd/plugin.hpp>

namespace halberd::crashsms {
namespace {

constexpr const char* head = R"(Usage: crashsms [options]

Sends a short message about processes that exit unexpectedly, all of an interval in one, to a
gateway that takes mails, such as 1234567890@txt.att.net, or HTTP. An event listener for
supervisord, to be subscribed to PROCESS_STATE and TICK_60.

Needed are -t and -f.

)";

constexpr auto option_table = options::joined(batch::option_table, batch::sms_options);

constexpr options::Usage usage("crashsms", head, {option_table.data(), option_table.size()}, options::Manner::Optparse);

std::optional<std::string> line_about(const Event& event, const std::string& stamp) {
    const std::optional<ProcessState> process = event.process_state();
    if (event.name() != "PROCESS_STATE_EXITED" || !process || process->expected != false) {
        return std::nullopt;
    }
    return "[" + alert::full_name(*process) + "](" + batch::pid_of(*process) + ") exited unexpectedly " + stamp;
}

constexpr batch::Tool tool{"crashsms", "", &usage, line_about};

} // namespace

// Sends unexpected exits of processes to a mail-to-SMS gateway.
class Crashsms : public batch::BatchPlugin {
 public:
    Crashsms(Host& host, const std::vector<std::string>& arguments) : BatchPlugin(host, arguments, tool) {}

    static constexpr Description description{"PROCESS_STATE_EXITED,TICK_60",
                                             {option_table.data(), option_table.size()}};

    static std::optional<Exit> command_line(const std::vector<std::string>& arguments) {
        return batch::command_line(tool, arguments);
    }
};

} // namespace halberd::crashsms

HALBERD_PLUGIN(halberd::crashsms::Crashsms, "org.halberd.crashsms", "1.0.0",
               "Sends unexpected exits of processes to a mail-to-SMS gateway")
