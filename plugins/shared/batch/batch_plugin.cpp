#include "plugins/shared/batch/batch_plugin.hpp"

#include "sdk/outbox/alert_id.hpp"

#include <halberd/timestamp.hpp>
#include <utility>

namespace halberd::batch {

std::string name_of(const ProcessState& process) {
    return std::string(process.group_name) + ":" + std::string(process.process_name);
}

std::string pid_of(const ProcessState& process) {
    return process.pid ? std::to_string(*process.pid) : "unknown";
}

std::optional<Exit> command_line(const Tool& tool, const std::vector<std::string>& arguments) {
    auto options = parse_options(tool, arguments);
    return options ? test_outlet(tool.name, *options) : options::exit_of(std::move(options));
}

BatchPlugin::BatchPlugin(Host& host, const std::vector<std::string>& arguments, const Tool& tool)
    : host_(host),
      tool_(tool),
      options_(tool.usage->value_or_throw(parse_options(tool, arguments))),
      outlet_(open_outlet(host, tool.name, options_)),
      life_(outbox::life_of_supervisord(host)),
      file_(outlet_->path().empty() ? "" : outlet_->path() + ".lines"),
      batch_(options_.interval, options_.tick) {
    if (options_.has_plain_login) {
        host_.warn(std::string(tool.name) +
                   ": without --tls the password of -p goes unprotected to a server that offers no STARTTLS");
    }
    for (std::string& line : file_.read()) {
        batch_.add(std::move(line));
    }
}

Result BatchPlugin::handle(const Event& event) {
    if (auto line = tool_.line_about(event, timestamp(std::chrono::system_clock::now()))) {
        host_.info(*line);
        collect(event, std::move(*line));
    } else if (event.name() == options_.tick_event && batch_.on_tick() && !batch_.empty()) {
        send();
    }
    return Result::ok();
}

void BatchPlugin::collect(const Event& event, std::string line) {
    const std::string id = outbox::alert_id(event, 0, life_);
    if (file_.has(id)) {
        return; // the event came again
    }
    const auto added = file_.add(id, line);
    if (!added && !std::exchange(is_in_trouble_, true)) {
        host_.error(std::string(tool_.name) + ": what waits for the next mail is in memory only: " + added.error());
    }
    is_in_trouble_ = !added;
    batch_.add(std::move(line));
}

void BatchPlugin::send() {
    const std::string count = std::to_string(batch_.size()) + (batch_.size() == 1 ? " alert" : " alerts");
    const auto taken = outlet_->try_to_send(batch_.text(), count);
    if (!taken) {
        host_.error(std::string(options_.gateway ? "Error sending message: " : "Error sending email: ") +
                    taken.error() + "; " + count + " will go with the next mail");
        return;
    }
    batch_.clear();
    file_.clear();
}

} // namespace halberd::batch
