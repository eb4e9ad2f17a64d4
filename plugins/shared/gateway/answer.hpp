#pragma once

#include "sdk/mail/mailer.hpp"

#include <chrono>
#include <optional>
#include <string>
#include <tl/expected.hpp>

namespace halberd::gateway {

// What a server said to a notice.
struct Answer {
    long status = 0;
    std::string body; // its beginning
    std::optional<std::chrono::seconds> retry_after;
};

// Whether it took the notice. A status of 4xx is final, but for 408 and 429; `error_member` names a member of the JSON
// body that is not 0 when a status of 2xx means no success, as some chats have it; empty: there is none.
tl::expected<void, mail::Failure> judge(const Answer& answer, const std::string& error_member);

} // namespace halberd::gateway
