#pragma once

#include "plugins/shared/alert/wording.hpp"
#include "plugins/shared/crash/crash_details.hpp"

#include <string>

namespace halberd::webhook {

// What the policy has webhook say, in the words of a mail, as the fields that a template may have.
alert::Wording webhook_wording(const std::string& host);

// A crash with what is known of it: in the fields {exit}, {started}, {crashes} and {details}, in the text, and a
// summary for a phone.
alert::Alert with_details(alert::Alert crash, const crash::CrashDetails& details, const ProcessState& process,
                          const std::string& host);

// A crash with which its process is flapping: the crash's own fields, with that in their summary and text.
alert::Alert with_flapping(alert::Alert crash, const alert::Alert& flapping);

} // namespace halberd::webhook
