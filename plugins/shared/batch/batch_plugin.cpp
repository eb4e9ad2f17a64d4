#include "plugins/shared/batch/batch_plugin.hpp"

#include "plugins/shared/alert/time_span.hpp"
#include "plugins/shared/alert/watch.hpp"
#include "plugins/shared/batch/outlet.hpp"
#include "sdk/outbox/alert_id.hpp"

#include <halberd/timestamp.hpp>
#include <utility>

namespace halberd::batch {

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
      announcer_(host, way_of(host, tool.name, options_), alert::with_quiet_default(tool.name, options_.policy, host),
                 alert::mail_wording("")),
      life_(outbox::life_of_supervisord(host)),
      file_(announcer_.path().empty() ? "" : announcer_.path() + ".lines"),
      batch_(options_.interval, options_.tick) {
    if (options_.has_plain_login) {
        host_.warn(std::string(tool.name) +
                   ": without --tls the password of -p goes unprotected to a server that offers no STARTTLS");
    }
    for (Line& line : file_.read()) {
        batch_.add(std::move(line));
    }
}

Result BatchPlugin::handle(const Event& event) {
    const auto now = std::chrono::system_clock::now();
    announcer_.on_event(event, now);
    if (auto line = tool_.line_about(event, timestamp(now))) {
        host_.info(*line);
        collect(event, std::move(*line));
    } else if (event.name() == options_.tick_event && batch_.on_tick() && !announcer_.is_quiet()) {
        send();
    }
    return Result::ok();
}

void BatchPlugin::collect(const Event& event, std::string text) {
    const auto process = event.process_state();
    Line line{outbox::alert_id(event, 0, life_), process ? alert::full_name(*process) : "", std::move(text)};
    if (file_.has(line.event)) {
        return; // the event came again
    }
    if (const auto silence = announcer_.silence_of(alert::Topic::process(line.process)); silence.lasts()) {
        host_.info(std::string(tool_.name) + ": an alert about " + alert::shown_name(line.process) +
                   " is held until its silence ends, at " + alert::clock_text(silence.until));
    }
    note_trouble(file_.add(line));
    batch_.add(std::move(line));
}

void BatchPlugin::send() {
    const Batch::IsTold is_told = [this](const std::string& process) {
        return !announcer_.silence_of(alert::Topic::process(process)).lasts();
    };
    const Batch::Part part = batch_.part(is_told);
    if (part.count == 0) {
        return;
    }
    const std::string count = std::to_string(part.count) + (part.count == 1 ? " alert" : " alerts");
    const auto taken = announcer_.try_to_send(alert_of(options_, part.text, count));
    if (!taken) {
        host_.error(std::string(options_.gateway ? "Error sending message: " : "Error sending email: ") +
                    taken.error() + "; " + count + " will go with the next mail");
        return;
    }
    batch_.remove(is_told);
    note_trouble(file_.keep(batch_.lines()));
}

void BatchPlugin::note_trouble(const tl::expected<void, std::string>& written) {
    if (!written && !std::exchange(is_in_trouble_, true)) {
        host_.error(std::string(tool_.name) + ": what waits for the next mail is in memory only: " + written.error());
    }
    is_in_trouble_ = !written;
}

} // namespace halberd::batch
