#pragma once

#include "plugins/shared/alert/announcer.hpp"
#include "plugins/shared/batch/batch.hpp"
#include "plugins/shared/batch/batch_options.hpp"
#include "plugins/shared/batch/line_file.hpp"

#include <halberd/plugin.hpp>
#include <optional>
#include <string>
#include <tl/expected.hpp>
#include <vector>

namespace halberd::batch {

// The pid, as text.
std::string pid_of(const ProcessState& process);

// How the program of a tool ends at once, after -h, --test, and for arguments that are wrong; nothing when it does not.
std::optional<Exit> command_line(const Tool& tool, const std::vector<std::string>& arguments);

// A plugin that collects what it has to tell and mails it once in an interval. Each line is also logged at once. What
// was collected is in a file beside the outbox, and goes with the first mail after a new start. Lines about processes
// that are silent wait for the end of that, and all of them for that of quiet hours.
class BatchPlugin : public Plugin {
 public:
    // `tool` outlives this object.
    BatchPlugin(Host& host, const std::vector<std::string>& arguments, const Tool& tool);

    // Always OK: what could neither be sent nor kept is sent with the next mail.
    Result handle(const Event& event) override;

 private:
    void collect(const Event& event, std::string text);
    void send();
    void note_trouble(const tl::expected<void, std::string>& written);

    Host& host_;
    const Tool& tool_;
    Options options_;
    alert::Announcer announcer_;
    std::string life_; // of supervisord, as outbox::life_of_supervisord() tells it
    LineFile file_;
    Batch batch_;
    bool is_in_trouble_ = false; // the file can't be written, which was said
};

} // namespace halberd::batch
