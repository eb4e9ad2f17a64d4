#pragma once

#include "plugins/shared/alert/way.hpp"
#include "plugins/shared/batch/batch_options.hpp"

#include <halberd/host.hpp>
#include <optional>
#include <string>

namespace halberd::batch {

// The way by which a batch leaves: by mail, or by a gateway for short messages. Throws std::runtime_error with a text
// for the user when it can't be taken.
alert::Way way_of(const Host& host, const char* tool, const Options& options);

// The lines as what leaves by it; `about` is for the log, "2 alerts".
alert::Alert alert_of(const Options& options, const std::string& lines, const std::string& about);

// What --test does: as alert::mail_test(), or gateway::test_gateway(). Nothing when the options don't ask for it.
std::optional<Exit> test_outlet(const char* tool, const Options& options);

} // namespace halberd::batch
