#pragma once

#include "plugins/shared/alert/alert.hpp"
#include "plugins/shared/alert/digest.hpp"
#include "plugins/shared/alert/notice.hpp"

#include <functional>
#include <string>

namespace halberd::alert {

// How a plugin says what the policy has it say by itself: that a process is FATAL still, RUNNING again, flapping or
// settled, and what was held back.
struct Wording {
    std::function<Alert(const Notice&)> notice;
    std::function<Alert(const Digest&)> digest;
};

// "memmon: ", or with a name of its own "memmon [shop]: ": what the subjects of a plugin begin with.
std::string subject_prefix(const std::string& plugin, const std::string& name);

// Mails of a plugin, `prefix` before each subject.
Wording mail_wording(std::string prefix);

// The parts of it.
Alert word_notice(const Notice& notice, const std::string& prefix, const std::string& host);
Alert word_digest(const Digest& digest, const std::string& prefix, const std::string& host);

} // namespace halberd::alert
