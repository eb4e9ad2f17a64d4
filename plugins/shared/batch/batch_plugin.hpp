#pragma once

#include "plugins/shared/alert/alert_mailer.hpp"
#include "plugins/shared/batch/batch.hpp"
#include "plugins/shared/batch/batch_options.hpp"

#include <halberd/plugin.hpp>
#include <string>
#include <vector>

namespace halberd::batch {

// "group:name", also when both are alike.
std::string name_of(const ProcessState& process);

// The pid, as text.
std::string pid_of(const ProcessState& process);

// A plugin that collects what it has to tell and mails it once in an interval. Each line is also logged at once.
class BatchPlugin : public Plugin {
 public:
    // `tool` outlives this object.
    BatchPlugin(Host& host, const std::vector<std::string>& arguments, const Tool& tool);

    // Always OK: what could not be sent is sent with the next mail.
    Result handle(const Event& event) override;

 private:
    void send();

    Host& host_;
    const Tool& tool_;
    Options options_;
    alert::AlertMailer mailer_;
    Batch batch_;
};

} // namespace halberd::batch
