#include "plugins/shared/batch/batch_plugin.hpp"

#include <halberd/timestamp.hpp>

namespace halberd::batch {

std::string name_of(const ProcessState& process) {
    return std::string(process.group_name) + ":" + std::string(process.process_name);
}

std::string pid_of(const ProcessState& process) {
    return process.pid ? std::to_string(*process.pid) : "unknown";
}

BatchPlugin::BatchPlugin(Host& host, const std::vector<std::string>& arguments, const Tool& tool)
    : host_(host),
      tool_(tool),
      options_(tool.usage->value_or_throw(parse_options(tool, arguments))),
      mailer_(host, tool.name, options_.mail),
      batch_(options_.interval, options_.tick) {
    if (options_.has_plain_login) {
        host_.warn(std::string(tool.name) +
                   ": without --tls the password of -p goes unprotected to a server that offers no STARTTLS");
    }
}

Result BatchPlugin::handle(const Event& event) {
    if (auto line = tool_.line_about(event, timestamp(std::chrono::system_clock::now()))) {
        host_.info(*line);
        batch_.add(std::move(*line));
    } else if (event.name() == options_.tick_event && batch_.on_tick() && !batch_.empty()) {
        send();
    }
    return Result::ok();
}

void BatchPlugin::send() {
    const std::string count = std::to_string(batch_.size()) + (batch_.size() == 1 ? " alert" : " alerts");
    const auto sent = mailer_.send({options_.subject, batch_.text(), count});
    if (!sent) {
        host_.error("Error sending email: " + sent.error() + "; " + count + " will go with the next mail");
        return;
    }
    host_.info(std::string(tool_.name) + ": mail to " + options_.mail.email + " with " + count + " " + *sent);
    batch_.clear();
}

} // namespace halberd::batch
