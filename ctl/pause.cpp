#include "ctl/pause.hpp"

#include <poll.h>

#include <algorithm>

namespace halberd::ctl {

Outcome pause_for(Session& session, std::chrono::milliseconds duration) {
    using Clock = std::chrono::steady_clock;
    const auto end = Clock::now() + duration;
    session.console().flush();
    for (auto left = duration; left.count() > 0;
         left = std::chrono::ceil<std::chrono::milliseconds>(end - Clock::now())) {
        pollfd interrupt{session.interrupt().fd(), POLLIN, 0};
        constexpr std::chrono::milliseconds longest{3'600'000};
        if (::poll(&interrupt, 1, static_cast<int>(std::min(left, longest).count())) > 0) {
            xmlrpc::CallError error;
            error.kind = xmlrpc::CallError::Kind::Interrupted;
            return tl::unexpected(error);
        }
    }
    return {};
}

} // namespace halberd::ctl
